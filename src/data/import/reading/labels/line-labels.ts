/**
 * Labels that stand one a line with no name beside them, as ImageNet's ground truth of its validation part: the
 * first line is of the picture with the first number. It counts where the pictures of one folder are numbered from
 * 0 or 1 without a gap, and there are as many lines.
 */
import { baseName } from '../../recognise';
import type { SourceImage } from '../../collection';
import type { Group } from '../groups';
import type { Table } from './table';

const COLUMN = 'a line for each image, in the order of their numbers';

function numberOf({ path }: SourceImage): number {
  const [, digits] = /(\d+)(?:\.[^.]*)?$/.exec(baseName(path)) ?? [];
  return digits === undefined ? NaN : Number(digits);
}

/** The images by their numbers; undefined where one is missing, or twice there. */
function inSequence(images: readonly SourceImage[]): SourceImage[] | undefined {
  const sorted = images.toSorted((a, b) => numberOf(a) - numberOf(b));
  const from = sorted[0] === undefined ? NaN : numberOf(sorted[0]);
  const isWhole = sorted.every((image, i) => numberOf(image) === from + i);
  return isWhole && (from === 0 || from === 1) ? sorted : undefined;
}

/** A list of labels as a table of the only group that it can be of; undefined for none, or for several. */
export function tableOfLines({ rows }: Table, groups: readonly Group[]): Table | undefined {
  if (rows.some(({ length }) => length !== 1)) return undefined;
  const found = groups.flatMap(({ images }) =>
    images.length === rows.length ? (inSequence(images) ?? []) : [],
  );
  if (found.length !== rows.length) return undefined;
  const labelled = found.map(({ path }, i) => [path, rows[i]?.[0] ?? '']);
  return { columns: ['file', COLUMN], rows: labelled };
}
