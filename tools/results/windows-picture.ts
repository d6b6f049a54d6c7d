/** The first windows of every class's list as one picture: a row a class. */
import type { ClassSource } from '../../src/run/ports';
import { writePictureSheet } from './picture-sheet';
import type { FirstWindows } from './windows-lists';

const CELL = 64;
/** Windows of a class in the picture. */
const SHOWN = 20;

/** Writes a PNG file of the rows' first windows, each from its original pixels. */
export async function writeWindowsPicture(
  path: string,
  rows: readonly FirstWindows[],
  source: ClassSource,
  signal: AbortSignal,
): Promise<void> {
  const cells: (Uint8Array | undefined)[][] = [];
  for (const row of rows) {
    const cellsOfRow: (Uint8Array | undefined)[] = [];
    for (const { picture, box } of row.slice(0, SHOWN)) {
      const request = { box, width: CELL, height: CELL };
      const [cell] = await source.regions(picture, [request], signal);
      cellsOfRow.push(cell);
    }
    cells.push(cellsOfRow);
  }
  writePictureSheet(path, cells, CELL);
}
