import { useView } from '../state/view';
import { LARGEST, SMALLEST } from './tileSize';

/** How large pictures are, and whether enlarging smooths them. */
export function PictureSize() {
  const side = useView((state) => state.size ?? state.side);
  const smooth = useView((state) => state.smooth);
  const value = Math.min(LARGEST, Math.max(SMALLEST, Math.round(side)));
  return (
    <div className="picture-size">
      <span aria-hidden="true">Size</span>
      <span className="slider" style={{ '--fill': (value - SMALLEST) / (LARGEST - SMALLEST) }}>
        <input
          type="range"
          aria-label="Size of pictures"
          title="Pinch, or hold Ctrl and turn the wheel, over the pictures"
          aria-valuetext={`${value} pixels`}
          min={SMALLEST}
          max={LARGEST}
          step={1}
          value={value}
          onChange={(event) => useView.setState({ size: event.currentTarget.valueAsNumber })}
        />
      </span>
      <label className="check-label">
        <input
          type="checkbox"
          className="check"
          checked={smooth}
          onChange={(event) => useView.setState({ smooth: event.currentTarget.checked })}
        />
        Smooth
      </label>
    </div>
  );
}
