/**
 * An exported picture at a smaller side, as the papers' data loaders make it: Pillow's antialiased Lanczos on the bytes
 * as they are (src/data/ingest/lanczos.ts).
 */
import { StillroomError } from '../../core/errors';
import { LanczosResizer } from '../ingest/lanczos';
import { decodePng } from './decode-png';
import { encodePng } from './png';

/**
 * @param file a PNG file of a square picture, as `encodePng` writes it
 * @param side in pixels, at most the picture's own
 * @throws StillroomError BadImage for a file that `encodePng` did not write; BadParameter for a larger side
 */
export function reducePng(file: Uint8Array, side: number): Uint8Array<ArrayBuffer> {
  const { width, height, pixels } = decodePng(file);
  if (side > Math.min(width, height)) {
    throw new StillroomError(
      'BadParameter',
      `The images have ${width} × ${height} px, and an export makes none larger than it is: choose an image side of at most ${Math.min(width, height)}.`,
      { side, width, height },
    );
  }
  const rgba = new Uint8Array(width * height * 4);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    for (let c = 0; c < 3; c++) rgba[to + c] = pixels[from + c] ?? 0;
  }
  const resizer = new LanczosResizer(width, height, side, side);
  resizer.addRows(rgba);
  return encodePng({ width: side, height: side, pixels: resizer.finish() });
}
