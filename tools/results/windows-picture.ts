/** The first windows of every class's list as one picture: a row a class. */
import { writeFileSync } from 'node:fs';
import type { ClassSource } from '../../src/run/ports';
import { encodePng } from '../../src/data/export/png';
import type { FirstWindows } from './windows-lists';

const CELL = 64;
const GAP = 2;
const GROUND = 255;
/** Windows of a class in the picture. */
const SHOWN = 20;

/** Writes a PNG file of the rows' first windows, each from its original pixels. */
export async function writeWindowsPicture(
  path: string,
  rows: readonly FirstWindows[],
  source: ClassSource,
  signal: AbortSignal,
): Promise<void> {
  const width = SHOWN * (CELL + GAP) - GAP;
  const height = rows.length * (CELL + GAP) - GAP;
  const pixels = new Uint8Array(width * height * 3).fill(GROUND);
  for (const [r, row] of rows.entries()) {
    for (const [c, { picture, box }] of row.slice(0, SHOWN).entries()) {
      const request = { box, width: CELL, height: CELL };
      const [cell = new Uint8Array()] = await source.regions(picture, [request], signal);
      for (let y = 0; y < CELL; y++) {
        const to = ((r * (CELL + GAP) + y) * width + c * (CELL + GAP)) * 3;
        pixels.set(cell.subarray(y * CELL * 3, (y + 1) * CELL * 3), to);
      }
    }
  }
  writeFileSync(path, encodePng({ width, height, pixels }));
}
