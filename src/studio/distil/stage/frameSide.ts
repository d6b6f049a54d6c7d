/** How large frames are when several fill a stage. */
import type { Room } from '../tileSize';

export const FRAME_GAP = 16;
/** Below a frame. */
export const FRAME_CAPTION = 48;
const SMALLEST = 96;

/**
 * @param count frames, each with its caption
 * @returns side of the largest square frames that fit beside and below each other
 */
export function frameSide({ width, height }: Room, count: number): number {
  let best = SMALLEST;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const wide = (width - (columns - 1) * FRAME_GAP) / columns;
    const high = (height - (rows - 1) * FRAME_GAP) / rows - FRAME_CAPTION;
    best = Math.max(best, Math.floor(Math.min(wide, high)));
  }
  return best;
}
