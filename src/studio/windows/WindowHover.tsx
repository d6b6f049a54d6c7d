import type { ListedWindow } from '../state/windows';
import { formatLoss } from './divergingPalette';
import { useWindowPicture } from './useWindowPicture';

export interface HoveredWindow {
  readonly window: ListedWindow;
  /** Pointer position in the window. */
  readonly x: number;
  readonly y: number;
}

const WIDTH = 144;
const HEIGHT = 192;
const GAP = 16;

/** The window under the pointer, beside the pointer and never outside the page. */
export function WindowHover({
  folder,
  hover,
}: {
  readonly folder: string;
  readonly hover: HoveredWindow;
}) {
  const { window, x, y } = hover;
  const url = useWindowPicture(folder, window.id);
  const left = x + GAP + WIDTH > globalThis.innerWidth ? x - GAP - WIDTH : x + GAP;
  const top = Math.min(y + GAP, globalThis.innerHeight - HEIGHT);
  const size = { width: 128, height: 128 };
  return (
    <div className="hover-card small" style={{ left, top, width: WIDTH }} aria-hidden="true">
      {url === null ? (
        <span className="picture-empty" style={size} />
      ) : (
        <img className="picture" src={url} alt="" style={size} />
      )}
      <p className="clip">{window.path.split('/').at(-1)}</p>
      <p className="muted">
        {formatLoss(window.score)} · cluster {window.cluster + 1}
      </p>
    </div>
  );
}
