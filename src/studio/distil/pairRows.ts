/**
 * The Distill grid as rows: a heading for each class, then its tiles, as many a row as fit. A class that has
 * nothing to show yet shows what it is made from.
 */
import type { ByName } from '../../core/by-name';
import type { PlaceRange } from '../keyboard/navigation';
import type { ClassRow } from '../state/collection';
import type { KeptRun } from '../state/compare';
import type { SyntheticImage } from '../state/run';
import type { Place } from '../state/view';

/** The places of a class. */
export interface TileRange extends PlaceRange {
  /** In each tile: 2 for a core and its image, 1 for an image that has no core. */
  readonly pictures: 1 | 2;
}

export type GridRow =
  | { readonly kind: 'heading'; readonly folder: string }
  | {
      readonly kind: 'tiles';
      readonly folder: string;
      readonly pictures: 1 | 2;
      readonly first: number;
      readonly count: number;
    }
  /** Real images of a class of which nothing is made. */
  | { readonly kind: 'real'; readonly folder: string };

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

export interface SetFacts {
  readonly classes: readonly ClassRow[];
  readonly results: ByName<readonly SyntheticImage[]>;
  readonly wanted: (row: ClassRow) => number;
  /** How many cores a class has, as far as that is known. */
  readonly cores: (folder: string) => number;
  /** True where images are made from cores. */
  readonly paired: boolean;
  /** The last of the images in the making. */
  readonly live: Place | null;
}

/**
 * The places of each class that takes part: those that are made, those whose core is known, and those in
 * the making. One without any has none, and stands in the list all the same. A class of a restored set that
 * is no longer in the collection comes last.
 */
export function tileRanges(facts: SetFacts): TileRange[] {
  const { classes, results, wanted, cores, paired, live } = facts;
  const made = (folder: string) => results.get(folder) ?? [];
  const rangeOf = (folder: string, most: number): TileRange => {
    const images = made(folder);
    const known = paired ? Math.min(most, cores(folder)) : 0;
    const begun = live?.folder === folder ? live.index + 1 : 0;
    const finished = images.reduce((top, image) => Math.max(top, image.index + 1), 0);
    const count = Math.max(finished, known, begun);
    const hasCore = ({ origin, coreImage }: SyntheticImage) =>
      origin === 'generated' && coreImage !== null;
    const two = images.length > 0 ? images.some(hasCore) : paired;
    return { folder, count, pictures: two ? 2 : 1 };
  };
  const known = new Set(classes.map(({ folder }) => folder));
  const listed = classes
    .filter((row) => wanted(row) > 0 || made(row.folder).length > 0)
    .map((row) => rangeOf(row.folder, wanted(row)));
  const others = [...results.keys()]
    .filter((folder) => !known.has(folder))
    .map((folder) => rangeOf(folder, 0));
  return [...listed, ...others.filter(({ count }) => count > 0)];
}

/** @param columns tiles side by side, by how many pictures they hold; 1 or more */
export function gridRows(
  ranges: readonly TileRange[],
  columns: (pictures: 1 | 2) => number,
): GridRow[] {
  return ranges.flatMap(({ folder, count, pictures }) => {
    const rows: GridRow[] = [{ kind: 'heading', folder }];
    if (count === 0) rows.push({ kind: 'real', folder });
    const across = columns(pictures);
    for (let first = 0; first < count; first += across) {
      const own = Math.min(across, count - first);
      rows.push({ kind: 'tiles', folder, pictures, first, count: own });
    }
    return rows;
  });
}

/** The same for a row as long as it shows the same, wherever it stands. */
export function rowKey(row: GridRow): string {
  const first = row.kind === 'tiles' ? row.first : '';
  return `${row.kind} ${first} ${row.folder}`;
}

/** Index of the row that holds a place, -1 when no row does. */
export function rowOfPlace(rows: readonly GridRow[], folder: string, index: number): number {
  return rows.findIndex(
    (row) =>
      row.kind === 'tiles' &&
      row.folder === folder &&
      index >= row.first &&
      index < row.first + row.count,
  );
}
