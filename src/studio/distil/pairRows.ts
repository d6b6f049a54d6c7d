/** The Distill grid as rows: a heading for each class, then its pairs, as many a row as fit. */
import type { ByName } from '../../core/by-name';
import type { PlaceRange } from '../keyboard/navigation';
import type { ClassRow } from '../state/collection';
import type { KeptRun } from '../state/compare';
import type { SyntheticImage } from '../state/run';

export type GridRow =
  | { readonly kind: 'heading'; readonly folder: string }
  | {
      readonly kind: 'pairs';
      readonly folder: string;
      readonly first: number;
      readonly count: number;
    };

/**
 * How many images a class gets: of the run that is shown, else of the one that would be made.
 * @param imagesPerClass as the settings say
 */
export function imagesWanted(
  run: Pick<KeptRun, 'folders' | 'sampling'> | null,
  imagesPerClass: number,
): (row: ClassRow) => number {
  if (run === null) {
    return ({ included, problem }) => (included && problem === null ? imagesPerClass : 0);
  }
  const folders = new Set(run.folders);
  return ({ folder }) => (folders.has(folder) ? run.sampling.imagesPerClass : 0);
}

/**
 * How many places each class has: what it gets, and what is finished where that is more.
 * A class of a restored set that is no longer in the collection comes last.
 */
export function placeRanges(
  classes: readonly ClassRow[],
  results: ByName<readonly SyntheticImage[]>,
  wanted: (row: ClassRow) => number,
): PlaceRange[] {
  const known = new Set(classes.map((row) => row.folder));
  const made = (folder: string) =>
    (results.get(folder) ?? []).reduce((top, image) => Math.max(top, image.index + 1), 0);
  const listed = classes.map((row) => ({
    folder: row.folder,
    count: Math.max(wanted(row), made(row.folder)),
  }));
  const others = [...results.keys()]
    .filter((folder) => !known.has(folder))
    .map((folder) => ({ folder, count: made(folder) }));
  return [...listed, ...others].filter((range) => range.count > 0);
}

/** @param columns pairs side by side, 1 or more */
export function gridRows(ranges: readonly PlaceRange[], columns: number): GridRow[] {
  return ranges.flatMap(({ folder, count }) => {
    const rows: GridRow[] = [{ kind: 'heading', folder }];
    for (let first = 0; first < count; first += columns) {
      rows.push({ kind: 'pairs', folder, first, count: Math.min(columns, count - first) });
    }
    return rows;
  });
}

/** Index of the row that holds a place, -1 when no row does. */
export function rowOfPlace(rows: readonly GridRow[], folder: string, index: number): number {
  return rows.findIndex(
    (row) =>
      row.kind === 'pairs' &&
      row.folder === folder &&
      index >= row.first &&
      index < row.first + row.count,
  );
}
