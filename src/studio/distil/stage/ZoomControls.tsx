import { useStage } from '../../state/stage';
import { MOST_SCALE, WHOLE, zoomAbout } from './zoomPan';

const MIDDLE = { x: 0.5, y: 0.5 };
const STEP = 1.5;

/** The zoom of all pictures of the large view. */
export function ZoomControls() {
  const scale = useStage((state) => state.view.scale);
  const zoom = (factor: number) =>
    useStage.setState(({ view }) => ({ view: zoomAbout(view, factor, MIDDLE) }));
  return (
    <div
      className="zoom-controls"
      title="The wheel or a pinch zooms, a drag moves: all pictures alike"
    >
      <button
        type="button"
        className="icon-button"
        aria-label="Zoom out"
        disabled={scale <= 1}
        onClick={() => zoom(1 / STEP)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10" />
        </svg>
      </button>
      <output className="small">{Math.round(100 * scale)} %</output>
      <button
        type="button"
        className="icon-button"
        aria-label="Zoom in"
        disabled={scale >= MOST_SCALE}
        onClick={() => zoom(STEP)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10M8 3v10" />
        </svg>
      </button>
      <button
        type="button"
        className="quiet-button"
        disabled={scale === 1}
        onClick={() => useStage.setState({ view: WHOLE })}
      >
        Whole picture
      </button>
    </div>
  );
}
