/**
 * What tables say of the pictures that lie with them. A table has to know at least half of the pictures that it is
 * about; tables of several splits have the same columns.
 */
import type { SourceImage } from '../../collection';
import { folderPath } from '../../recognise';
import { baseOf, fold, pathOf, type Group } from '../groups';
import { labelledTable, PictureIndex, type LabelledTable } from './label-column';
import { readLabelFile } from './label-file';
import { tableOfLines } from './line-labels';
import type { Table } from './table';
import { groupsOfTable, isBelow, placeOf } from './table-units';

const ENOUGH = 0.5;
const NO_NAMES =
  'has a label for each image, a line each, that is the name of no class folder here; label the images by a .csv of their names and class folders, as LOC_val_solution.csv does for ImageNet';

export interface FoundLabels {
  readonly tables: readonly SourceImage[];
  /** Of rows, where there are several tables. */
  readonly origins: ReadonlyMap<readonly string[], SourceImage>;
  readonly labelled: LabelledTable;
  readonly groups: readonly Group[];
  /** True where the folders do not tell the classes apart. */
  readonly flat: boolean;
}

interface ReadTable {
  readonly table: SourceImage;
  readonly content: Table;
}

/** Tables of the same columns as one, and the table that each row is of; undefined for others. */
function joined(
  tables: readonly ReadTable[],
  index: PictureIndex,
): { readonly content: Table; readonly origins: Map<readonly string[], SourceImage> } | undefined {
  const origins = new Map<readonly string[], SourceImage>();
  const heads = tables.map(({ content: { columns, rows } }) => {
    const [first = []] = rows;
    const isData = columns.length > 0 || first.some((cell) => index.find(cell) !== undefined);
    return isData ? columns : first;
  });
  const [head = []] = heads;
  const widths = new Set(tables.map(({ content }) => content.rows[0]?.length));
  const isSame = heads.every((own) => own.join('\n') === head.join('\n'));
  if (!isSame || widths.size > 1) return undefined;
  for (const { table, content } of tables) {
    const isHeaded = content.rows[0]?.join('\n') === head.join('\n');
    for (const row of isHeaded ? content.rows.slice(1) : content.rows) origins.set(row, table);
  }
  return { content: { columns: head, rows: [...origins.keys()] }, origins };
}

function isFlat(
  spoken: readonly Group[],
  all: readonly Group[],
  tables: readonly string[],
): boolean {
  const paths = new Set(spoken.map((group) => fold(pathOf(baseOf(group)))));
  if (paths.size !== 1) return false;
  if (spoken.every(({ split }) => split !== undefined && split.use !== 'train')) return true;
  const [own = ''] = paths;
  // Beside other class folders it is a class itself, unless those have tables of their own.
  return all.every((group) => {
    const path = fold(pathOf(baseOf(group)));
    const hasTable = tables.some((table) => isBelow(group.folder, folderPath(table)));
    const related = isBelow(path, own) || isBelow(own, path);
    return related || hasTable || (group.split !== undefined && group.split.use !== 'train');
  });
}

/** @returns undefined where one of them is no table */
async function readUnit(
  unit: readonly SourceImage[],
  signal: AbortSignal | undefined,
  tell: (path: string, reason: string) => void,
): Promise<ReadTable[] | undefined> {
  const read: ReadTable[] = [];
  for (const table of unit) {
    const content = await readLabelFile(table, signal, (reason) => tell(table.path, reason));
    if (content === undefined) return undefined;
    read.push({ table, content });
  }
  return read;
}

const nameOf = ({ segments }: Group): string => fold(segments.at(-1) ?? '');

/** True of labels a line each where there are class folders, and none has the name of a label. */
function areStrange({ rows }: Table, others: readonly Group[]): boolean {
  const known = others.filter(({ split }) => (split?.use ?? 'train') === 'train').map(nameOf);
  return known.length > 0 && rows.every(([, label = '']) => !known.includes(fold(label)));
}

/**
 * The labels in tables that are read as one.
 * @param unit at least one
 * @param tables paths of all that are read
 * @param tell why one of them labels nothing, a phrase as those of `RejectedFile`
 * @returns undefined for tables that label too little, or nothing
 * @throws StillroomError PermissionDenied, Aborted
 */
export async function findLabels(
  unit: readonly SourceImage[],
  groups: readonly Group[],
  tables: readonly string[],
  tell: (path: string, reason: string) => void,
  signal: AbortSignal | undefined,
): Promise<FoundLabels | undefined> {
  const [table] = unit;
  if (table === undefined) return undefined;
  const place = placeOf(table, groups);
  const near = groupsOfTable(table, place, groups);
  if (near.length === 0) return undefined;
  const read = await readUnit(unit, signal, tell);
  if (read === undefined) return undefined;
  const index = new PictureIndex(
    near.flatMap(({ images }) => images),
    place,
  );
  const one = read.length === 1 ? read[0] : joined(read, index);
  if (one === undefined) return undefined;
  const nearby = new Set(near);
  const others = groups.filter((group) => !nearby.has(group));
  const ofLines = tableOfLines(one.content, near);
  if (ofLines !== undefined && areStrange(ofLines, others)) {
    tell(table.path, NO_NAMES);
    return undefined;
  }
  const labelled = labelledTable(ofLines ?? one.content, index, new Set(others.map(nameOf)));
  if (labelled === undefined) return undefined;
  if (labelled.columns.length === 0 && !labelled.splits) return undefined;
  const named = new Set(labelled.images.values());
  const spoken = near.filter(({ images }) => images.some((image) => named.has(image)));
  const total = spoken.reduce((sum, { images }) => sum + images.length, 0);
  if (named.size < total * ENOUGH) return undefined;
  const origins = 'origins' in one ? one.origins : new Map<readonly string[], SourceImage>();
  return { tables: unit, origins, labelled, groups: spoken, flat: isFlat(spoken, groups, tables) };
}
