/**
 * Classes out of tables: pictures that lie together in one folder, with a metadata.csv or the like
 * beside or above them, go into a class for each label.
 *
 * Where folders tell the classes apart already, the table is only offered. A table has to know at
 * least half of the pictures that it is about; the others are then without a label. Tables of one folder
 * that are called train, val and test and have the same columns are read as one, in which each is a split.
 */
import type { SourceImage } from '../collection';
import { baseName, folderPath } from '../recognise';
import type { Pacer } from '../../../core/pacing';
import { saidBy } from './file-names';
import { isContainerName, isShardName, splitName } from './folder-words';
import { fold, pathOf, type Group } from './groups';
import { labelledTable, PictureIndex, type LabelColumn, type LabelledTable } from './label-column';
import { readLabelFile } from './label-file';
import { tableOfLines } from './line-labels';
import { counted, note, takenChoice, type ReadingChoices, type ReadingPart } from './reading';
import { splitCalled, TABLE_CHOICES, type Split } from './splits';
import type { Table } from './table';

export interface Labelling {
  readonly groups: readonly Group[];
  readonly parts: readonly ReadingPart[];
  /** Paths of the tables that were understood. */
  readonly used: ReadonlySet<string>;
  /** Why others were not needed, by their paths, each a phrase as those of `RejectedFile`. */
  readonly unneeded: ReadonlyMap<string, string>;
  /** Groups of pictures that their table does not know. */
  readonly unlabelled: ReadonlySet<Group>;
}

/** Tables that are read at most; sets with more have one a picture. */
const MOST_TABLES = 24;
const ENOUGH = 0.5;
const AGREES = 'tells the images apart as their folders or names do, so that it is not needed';
const OFFERED = 'has labels, but classes are read from the folders';
const NO_NAMES =
  'has a label for each image, a line each, that is the name of no class folder here; label the images by a .csv of their names and class folders, as LOC_val_solution.csv does for ImageNet';
/** Of a competition: made-up labels of its test pictures, for their form. */
const SUBMISSION = /submission/i;
/** A slash would make folders of one label. */
const SLASH = '\u2215';

/** Tables worth reading: few in their folder, those with telling names first. */
function candidates(tables: readonly SourceImage[]): SourceImage[] {
  const perFolder = new Map<string, number>();
  for (const { path } of tables) {
    perFolder.set(folderPath(path), (perFolder.get(folderPath(path)) ?? 0) + 1);
  }
  const rank = ({ path }: SourceImage): number =>
    /meta|label|annot|class|train|val|test/i.test(baseName(path)) ? 0 : 1;
  return tables
    .filter(({ path }) => (perFolder.get(folderPath(path)) ?? 0) <= MOST_TABLES)
    .filter(({ path }) => !SUBMISSION.test(baseName(path)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_TABLES);
}

const isBelow = (folder: string, above: string): boolean =>
  above === '' || folder === above || folder.startsWith(`${above}/`);

/** The folder that a table speaks of: its own, or the nearest above that has pictures. */
function placeOf({ path }: SourceImage, groups: readonly Group[]): string {
  let own = folderPath(path);
  while (own !== '' && !groups.some(({ folder }) => isBelow(folder, own))) own = folderPath(own);
  return own;
}

const splitOfTable = ({ path }: SourceImage) => splitName(baseName(path).replace(/\.[^.]*$/, ''));

/** Tables that are read as one: the splits of one set, where no folders tell them apart; else each alone. */
function unitsOf(tables: readonly SourceImage[], groups: readonly Group[]): SourceImage[][] {
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
function groupsOfTable(table: SourceImage, place: string, groups: readonly Group[]): Group[] {
  const below = groups.filter(({ folder }) => isBelow(folder, place));
  const kind = splitOfTable(table)?.kind;
  const own = below.filter(({ split }) => split?.kind === kind);
  return kind !== undefined && own.length > 0 ? own : below;
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

interface Found {
  readonly tables: readonly SourceImage[];
  /** Of rows, where there are several tables. */
  readonly origins: ReadonlyMap<readonly string[], SourceImage>;
  readonly labelled: LabelledTable;
  readonly groups: readonly Group[];
  /** True where the folders do not tell the classes apart. */
  readonly flat: boolean;
}

/** The folder above what names nothing: a shard of a set, or a lone images folder; shards have one name together. */
export function baseOf(group: Group): readonly string[] {
  const { segments } = group;
  const last = segments.at(-1) ?? '';
  if (segments.length === 1) return [last.replace(/(?<=.)[\s._-]+\d{5,6}$/, '')];
  const nameless = segments.length > 1 && (isShardName(last) || isContainerName(last));
  return nameless ? segments.slice(0, -1) : segments;
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

async function find(
  unit: readonly SourceImage[],
  groups: readonly Group[],
  tables: readonly string[],
  unneeded: Map<string, string>,
  signal: AbortSignal | undefined,
): Promise<Found | undefined> {
  const [table] = unit;
  if (table === undefined) return undefined;
  const place = placeOf(table, groups);
  const near = groupsOfTable(table, place, groups);
  if (near.length === 0) return undefined;
  const read: ReadTable[] = [];
  for (const own of unit) {
    const content = await readLabelFile(own, signal, (reason) => {
      unneeded.set(own.path, reason);
    });
    if (content === undefined) return undefined;
    read.push({ table: own, content });
  }
  const index = new PictureIndex(
    near.flatMap(({ images }) => images),
    place,
  );
  const one = read.length === 1 ? read[0] : joined(read, index);
  if (one === undefined) return undefined;
  const nearby = new Set(near);
  const others = groups.filter((group) => !nearby.has(group));
  const nameOf = ({ segments }: Group): string => fold(segments.at(-1) ?? '');
  const classNames = new Set(others.map(nameOf));
  const ofLines = tableOfLines(one.content, near);
  const known = others.filter(({ split }) => (split?.use ?? 'train') === 'train').map(nameOf);
  const isStrange = ofLines?.rows.every(([, label = '']) => !known.includes(fold(label)));
  if (known.length > 0 && isStrange === true) {
    unneeded.set(table.path, NO_NAMES);
    return undefined;
  }
  const labelled = labelledTable(ofLines ?? one.content, index, classNames);
  if (labelled === undefined) return undefined;
  if (labelled.columns.length === 0 && !labelled.splits) return undefined;
  const named = new Set(labelled.images.values());
  const spoken = near.filter(({ images }) => images.some((image) => named.has(image)));
  const total = spoken.reduce((sum, { images }) => sum + images.length, 0);
  if (named.size < total * ENOUGH) return undefined;
  const origins = 'origins' in one ? one.origins : new Map<readonly string[], SourceImage>();
  return { tables: unit, origins, labelled, groups: spoken, flat: isFlat(spoken, groups, tables) };
}

/** The splits that tables of one set are; none of a table alone. */
function splitsOf(
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
): ReadonlyMap<SourceImage, Split> {
  const splits = new Map<SourceImage, Split>();
  for (const table of tables.length > 1 ? tables : []) {
    const split = splitOfTable(table);
    const { path } = table;
    if (split === undefined) continue;
    const above = folderPath(path);
    splits.set(table, splitCalled(baseName(path), split, above, TABLE_CHOICES, chosen));
  }
  return splits;
}

/** The splits that a table's own column names, by their names. */
function splitsInRows({ tables, labelled }: Found, chosen: ReadingChoices): Map<string, Split> {
  const splits = new Map<string, Split>();
  const above = folderPath(tables[0]?.path ?? '');
  for (const row of labelled.images.keys()) {
    const name = labelled.splitOf(row);
    const split = splits.has(name) ? undefined : splitName(name);
    if (split === undefined) continue;
    splits.set(name, splitCalled(name, split, above, TABLE_CHOICES, chosen));
  }
  return splits;
}

/** The class groups that a column makes of groups, and what is left without a label. */
function divide(
  found: Found,
  column: LabelColumn,
  chosen: ReadingChoices,
): { labelled: Group[]; left: Group[]; labels: number } {
  const labels = new Map<SourceImage, string>();
  const tables = new Map<SourceImage, SourceImage | undefined>();
  const ofTables = splitsOf(found.tables, chosen);
  const ofRows = splitsInRows(found, chosen);
  const splits = new Map<SourceImage, Split | undefined>();
  const [only] = found.tables;
  const several = new Set<SourceImage>();
  for (const [row, image] of found.labelled.images) {
    const label = column.labelOf(row).replaceAll(/[/\\]/g, SLASH);
    if (label === '') continue;
    if ((labels.get(image) ?? label) !== label) several.add(image);
    labels.set(image, label);
    if (tables.has(image)) continue;
    const table = found.origins.get(row) ?? only;
    tables.set(image, table);
    splits.set(image, ofRows.get(found.labelled.splitOf(row)));
  }
  // A row a box or a tag: a picture of several classes is of none.
  for (const image of several) labels.delete(image);
  const labelled: Group[] = [];
  const left: Group[] = [];
  for (const group of found.groups) {
    const base = baseOf(group);
    const classes = new Map<string, Group>();
    const rest: SourceImage[] = [];
    for (const image of group.images) {
      const label = labels.get(image);
      const table = tables.get(image);
      if (label === undefined || table === undefined) {
        rest.push(image);
        continue;
      }
      // The folders of splits come first: a table of theirs says the same.
      const split = ofTables.get(table) ?? group.split ?? splits.get(image);
      const key = `${table.path}\n${label}\n${split?.name ?? ''}`;
      const own = classes.get(key) ?? {
        ...group,
        segments: [...base, label],
        split,
        images: [],
        table: table.path,
      };
      own.images.push(image);
      classes.set(key, own);
    }
    labelled.push(...classes.values());
    if (rest.length > 0) left.push({ ...group, segments: base, images: rest });
  }
  return { labelled, left, labels: new Set(labels.values()).size };
}

/** Whether a column tells images apart as something else does. */
function tellsAsMuch(
  { labelled }: Found,
  column: LabelColumn,
  other: (image: SourceImage) => string | undefined,
): boolean {
  const byLabel = new Map<string, string>();
  const consistent = [...labelled.images].every(([row, image]) => {
    const own = other(image);
    const label = column.labelOf(row);
    if (own !== undefined && !byLabel.has(label)) byLabel.set(label, own);
    return own !== undefined && byLabel.get(label) === own;
  });
  return consistent && new Set(byLabel.values()).size === byLabel.size;
}

/** Whether the column says what the folders say already, or numbers what the files' names spell out. */
function agrees(found: Found, column: LabelColumn): boolean {
  const folders = new Map<SourceImage, string>();
  for (const group of found.groups) {
    for (const image of group.images) folders.set(image, pathOf(group.segments));
  }
  if (tellsAsMuch(found, column, (image) => folders.get(image))) return true;
  const isNumbers = [...found.labelled.images.keys()].every((row) =>
    /^\d+$/.test(column.labelOf(row)),
  );
  return isNumbers && tellsAsMuch(found, column, saidBy);
}

/** Groups of class folders, each in the splits that a table's rows name. */
function inSplits(found: Found, chosen: ReadingChoices): Group[] {
  const ofRows = splitsInRows(found, chosen);
  const splits = new Map<SourceImage, Split | undefined>();
  for (const [row, image] of found.labelled.images) {
    splits.set(image, ofRows.get(found.labelled.splitOf(row)));
  }
  const [table] = found.tables;
  return found.groups.flatMap((group) => {
    const parts = new Map<Split | undefined, SourceImage[]>();
    for (const image of group.images) {
      const split = splits.get(image);
      const images = parts.get(split) ?? [];
      images.push(image);
      parts.set(split, images);
    }
    return [...parts].map(([split, images]) => ({
      ...group,
      split,
      images,
      ...(table === undefined ? {} : { table: table.path }),
    }));
  });
}

/**
 * Puts pictures into classes by the tables among them.
 * @throws StillroomError PermissionDenied, Aborted, BadParameter for a choice that is not offered
 */
export async function applyLabels(
  groups: readonly Group[],
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
  pacer: Pacer,
  signal: AbortSignal | undefined,
): Promise<Labelling> {
  let current = [...groups];
  const parts: ReadingPart[] = [];
  const used = new Set<string>();
  const unneeded = new Map<string, string>();
  const unlabelled = new Set<Group>();
  const read = candidates(tables);
  const paths = read.map(({ path }) => path);
  const units = unitsOf(read, groups);
  for (const unit of units) {
    if (pacer.due) await pacer.rest();
    const open = current.filter((group) => group.table === undefined && !unlabelled.has(group));
    const found = await find(unit, open, paths, unneeded, signal);
    // What is not one is looked at table by table.
    if (found === undefined && unit.length > 1) units.push(...unit.map((table) => [table]));
    if (found === undefined) continue;
    const [first] = found.labelled.columns;
    const names = unit.map(({ path }) => path);
    const name = names.join(' + ');
    const id = `labels ${name}`;
    if (first === undefined || agrees(found, first)) {
      if (found.labelled.splits && found.groups.every(({ split }) => split === undefined)) {
        const spoken = new Set(found.groups);
        current = current.filter((group) => !spoken.has(group)).concat(inSplits(found, chosen));
        for (const path of names) used.add(path);
        const images = new Set(found.labelled.images.values()).size;
        const text = `${name} says which of ${counted(images, 'image')} are of which split; classes are read from the folders.`;
        parts.push(note(id, text, images));
      } else for (const path of names) unneeded.set(path, AGREES);
      continue;
    }
    const choices = [
      ...found.labelled.columns.map(({ name }) => ({
        id: `column ${name}`,
        text: `classes by "${name}"`,
      })),
      { id: 'folders', text: 'classes by folders' },
    ];
    const take = found.flat && !found.labelled.uncertain;
    const taken = takenChoice(id, take ? `column ${first.name}` : 'folders', choices, chosen);
    const column = found.labelled.columns.find(({ name }) => `column ${name}` === taken);
    const images = new Set(found.labelled.images.values()).size;
    const part = { id, kind: 'labels', images, taken, choices, parts: [] } as const;
    if (column === undefined) {
      const text = `${name} ${unit.length === 1 ? 'has' : 'have'} labels for ${counted(images, 'image')}; classes are read from the folders.`;
      parts.push({ ...part, text });
      for (const path of names) unneeded.set(path, OFFERED);
      continue;
    }
    const { labelled, left, labels } = divide(found, column, chosen);
    const spoken = new Set(found.groups);
    current = current.filter((group) => !spoken.has(group)).concat(labelled, left);
    for (const group of left) unlabelled.add(group);
    for (const path of names) used.add(path);
    const text = `${name} ${unit.length === 1 ? 'labels' : 'label'} ${counted(images, 'image')}: ${counted(labels, 'class', 'classes')} by "${column.name}".`;
    parts.push({ ...part, text });
  }
  return { groups: current, parts, used, unneeded, unlabelled };
}
