/** Square pictures in rows, as one PNG file. */
import { writeFileSync } from 'node:fs';
import { encodePng } from '../../src/data/export/png';

const GAP = 2;
const GROUND = 255;

/**
 * Writes rows of pictures side by side.
 * @param rows RGB pictures of `side` x `side` pixels, [side * side * 3] each; a missing one stays empty
 */
export function writePictureSheet(
  path: string,
  rows: readonly (readonly (Uint8Array | undefined)[])[],
  side: number,
): void {
  const across = Math.max(...rows.map((row) => row.length));
  const width = across * (side + GAP) - GAP;
  const height = rows.length * (side + GAP) - GAP;
  const pixels = new Uint8Array(width * height * 3).fill(GROUND);
  for (const [r, row] of rows.entries()) {
    for (const [c, cell] of row.entries()) {
      if (cell === undefined) continue;
      for (let y = 0; y < side; y++) {
        const to = ((r * (side + GAP) + y) * width + c * (side + GAP)) * 3;
        pixels.set(cell.subarray(y * side * 3, (y + 1) * side * 3), to);
      }
    }
  }
  writeFileSync(path, encodePng({ width, height, pixels }));
}
