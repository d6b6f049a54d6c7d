/** The Distill grid as rows: a heading for each class, then its pairs, as many a row as fit. */
import type { ByName } from '../../core/by-name';
import type { PlaceRange } from '../keyboard/navigation';
import type { ClassRow } from '../state/collection';
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
 * How many places each class has: images per class where it takes part, else what is finished.
 * A class of a restored set that is no longer in the collection comes last.
 */
export function placeRanges(
  classes: readonly ClassRow[],
  results: ByName<readonly SyntheticImage[]>,
  imagesPerClass: number,
): PlaceRange[] {
  const known = new Set(classes.map((row) => row.folder));
  const made = (folder: string) =>
    (results.get(folder) ?? []).reduce((top, image) => Math.max(top, image.index + 1), 0);
  const listed = classes.map((row) => ({
    folder: row.folder,
    count: Math.max(row.included && row.problem === null ? imagesPerClass : 0, made(row.folder)),
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
