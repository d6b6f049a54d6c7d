import type { Patch } from '../state/patches';
import { formatLoss } from './divergingPalette';
import { usePatchPicture } from './usePatchPicture';

export interface HoveredPatch {
  readonly patch: Patch;
  /** Pointer position in the window. */
  readonly x: number;
  readonly y: number;
}

const WIDTH = 144;
const HEIGHT = 192;
const GAP = 16;

/** The window under the pointer, beside the pointer and never outside the page. */
export function PatchHover({
  folder,
  hover,
}: {
  readonly folder: string;
  readonly hover: HoveredPatch;
}) {
  const { patch, x, y } = hover;
  const url = usePatchPicture(folder, patch.id);
  const left = x + GAP + WIDTH > window.innerWidth ? x - GAP - WIDTH : x + GAP;
  const top = Math.min(y + GAP, window.innerHeight - HEIGHT);
  const size = { width: 128, height: 128 };
  return (
    <div className="hover-card small" style={{ left, top, width: WIDTH }} aria-hidden="true">
      {url === null ? (
        <span className="picture-empty" style={size} />
      ) : (
        <img className="picture" src={url} alt="" style={size} />
      )}
      <p className="clip">{patch.path.split('/').at(-1)}</p>
      <p className="muted">
        {formatLoss(patch.score)} · cluster {patch.cluster + 1}
      </p>
    </div>
  );
}
