import { useView } from '../state/view';

const FURTHEST = 4;

/** Larger or smaller pictures, and whether enlarging smooths them. */
export function PictureSize() {
  const zoom = useView((state) => state.zoom);
  const smooth = useView((state) => state.smooth);
  return (
    <div className="picture-size">
      <button
        type="button"
        className="icon-button"
        aria-label="Smaller pictures"
        disabled={zoom <= -FURTHEST}
        onClick={() => useView.setState({ zoom: zoom - 1 })}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10" />
        </svg>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Larger pictures"
        disabled={zoom >= FURTHEST}
        onClick={() => useView.setState({ zoom: zoom + 1 })}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10M8 3v10" />
        </svg>
      </button>
      <label className="check-label">
        <input
          type="checkbox"
          className="check"
          checked={smooth}
          onChange={(event) => useView.setState({ smooth: event.currentTarget.checked })}
        />
        Smooth images
      </label>
    </div>
  );
}
