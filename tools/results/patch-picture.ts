/** The first windows of every class's list as one picture: a row a class. */
import { writeFileSync } from 'node:fs';
import { encodePng } from '../../src/data/export/png';
import { LanczosResizer } from '../../src/data/ingest/lanczos';
import { pixelsOf } from './data';
import type { ListedPatch, PatchImages } from './patch-scores';

const CELL = 64;
const GAP = 2;
const GROUND = 255;

export interface PictureRow {
  readonly images: PatchImages;
  readonly list: readonly ListedPatch[];
}

/** A window of a square picture, resized to a cell. @param square RGB, [side, side, 3] */
function cell(square: Uint8Array, side: number, patch: ListedPatch, frameSide: number) {
  const scale = side / frameSide;
  const [x, y, size] = [patch.x, patch.y, patch.side].map((value) => Math.round(value * scale));
  if (x === undefined || y === undefined || size === undefined) throw new Error('no window');
  const resizer = new LanczosResizer(size, size, CELL, CELL);
  const rgba = new Uint8Array(size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = ((y + row) * side + x + column) * 3;
      rgba.set(square.subarray(from, from + 3), column * 4);
    }
    resizer.addRows(rgba);
  }
  return resizer.finish();
}

/**
 * Writes a PNG file of the rows' first `count` windows.
 * @param side at which the images are read for it: more than the model's, so that detail shows
 */
export async function writePatchPicture(
  path: string,
  rows: readonly PictureRow[],
  {
    count,
    side,
    python,
  }: { readonly count: number; readonly side: number; readonly python: string },
): Promise<void> {
  const width = count * (CELL + GAP) - GAP;
  const height = rows.length * (CELL + GAP) - GAP;
  const pixels = new Uint8Array(width * height * 3).fill(GROUND);
  for (const [r, { images, list }] of rows.entries()) {
    const taken = list.slice(0, count);
    const sources = taken.flatMap(({ image }) => images.sources[image] ?? []);
    const squares = await pixelsOf(sources, side, python);
    taken.forEach((patch, c) => {
      const area = side * side * 3;
      const square = squares.subarray(c * area, (c + 1) * area);
      const drawn = cell(square, side, patch, images.frame.resolution);
      for (let y = 0; y < CELL; y++) {
        const to = ((r * (CELL + GAP) + y) * width + c * (CELL + GAP)) * 3;
        pixels.set(drawn.subarray(y * CELL * 3, (y + 1) * CELL * 3), to);
      }
    });
  }
  writeFileSync(path, encodePng({ width, height, pixels }));
}
