/**
 * Which tables are read, which of them as one, and what pictures each may speak of. Tables of one folder that are
 * called train, val and test are of one set, in which each is a split.
 */
import type { SourceImage } from '../../collection';
import { baseName, folderPath } from '../../recognise';
import { splitName } from '../folder-words';
import { fold, type Group } from '../groups';
import { counted, note, type ReadingPart } from '../reading';

/** Tables that are read at most; sets with more have one a picture. */
const MOST_TABLES = 24;
/** Of a competition: made-up labels of its test pictures, for their form. */
const SUBMISSION = /submission/i;

export interface Candidates {
  readonly read: readonly SourceImage[];
  /** Left unread since there are too many. */
  readonly passedOver: readonly SourceImage[];
}

/** Tables worth reading: few in their folder, those with telling names first. */
export function candidates(tables: readonly SourceImage[]): Candidates {
  const perFolder = new Map<string, number>();
  for (const { path } of tables) {
    perFolder.set(folderPath(path), (perFolder.get(folderPath(path)) ?? 0) + 1);
  }
  const rank = ({ path }: SourceImage): number =>
    /meta|label|annot|class|train|val|test/i.test(baseName(path)) ? 0 : 1;
  const meant = tables.filter(({ path }) => !SUBMISSION.test(baseName(path)));
  const read = meant
    .filter(({ path }) => (perFolder.get(folderPath(path)) ?? 0) <= MOST_TABLES)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_TABLES);
  const isRead = new Set(read);
  return { read, passedOver: meant.filter((table) => !isRead.has(table)) };
}

const MOST = `at most ${MOST_TABLES} are, and none of a folder with more`;
/** Why a table was passed over, a phrase as those of `RejectedFile`. */
export const PASSED_OVER = `was not read as a table of labels: ${MOST}`;

/** A line about tables that were passed over. */
export function passedOverNote(count: number): ReadingPart[] {
  if (count === 0) return [];
  const text = `${counted(count, 'file')} that may label the images were not read: ${MOST}; put the labels into one table.`;
  return [note('left out tables', text)];
}

export const isBelow = (folder: string, above: string): boolean =>
  above === '' || folder === above || folder.startsWith(`${above}/`);

/** The folder that a table speaks of: its own, or the nearest above that has pictures. */
export function placeOf({ path }: SourceImage, groups: readonly Group[]): string {
  let own = folderPath(path);
  while (own !== '' && !groups.some(({ folder }) => isBelow(folder, own))) own = folderPath(own);
  return own;
}

export const splitOfTable = ({ path }: SourceImage) =>
  splitName(baseName(path).replace(/\.[^.]*$/, ''));

/** Tables that are read as one: the splits of one set, where no folders tell them apart; else each alone. */
export function unitsOf(tables: readonly SourceImage[], groups: readonly Group[]): SourceImage[][] {
  const units = new Map<string, SourceImage[]>();
  for (const table of tables) {
    const split = splitOfTable(table);
    const place = placeOf(table, groups);
    const inFolders = groups.some(
      (group) => group.split !== undefined && isBelow(group.folder, place),
    );
    const { path } = table;
    const key =
      split === undefined || inFolders ? path : `${folderPath(path)}/*${fold(split.rest)}`;
    units.set(key, [...(units.get(key) ?? []), table]);
  }
  return [...units.values()].flatMap((unit) => {
    const kinds = new Set(unit.map((table) => splitOfTable(table)?.kind));
    if (kinds.size < unit.length) return unit.map((table) => [table]);
    return [unit.toSorted((a, b) => (a.path < b.path ? -1 : 1))];
  });
}

/** The groups that a table may speak of: below its place, of its own split where it names one. */
export function groupsOfTable(
  table: SourceImage,
  place: string,
  groups: readonly Group[],
): Group[] {
  const below = groups.filter(({ folder }) => isBelow(folder, place));
  const kind = splitOfTable(table)?.kind;
  const own = below.filter(({ split }) => split?.kind === kind);
  return kind !== undefined && own.length > 0 ? own : below;
}
