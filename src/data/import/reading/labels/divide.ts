/** Groups of pictures cut by what a table says of each: a class for each label, and the splits that it names. */
import type { SourceImage } from '../../collection';
import { baseName, folderPath } from '../../recognise';
import { splitName } from '../folder-words';
import { baseOf, type Group } from '../groups';
import type { ReadingChoices } from '../reading';
import { splitCalled, TABLE_CHOICES, type Split } from '../splits';
import type { FoundLabels } from './found-labels';
import type { LabelColumn } from './label-column';
import { splitOfTable } from './table-units';

/** A slash would make folders of one label. */
const SLASH = '\u2215';

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
function splitsInRows(
  { tables, labelled }: FoundLabels,
  chosen: ReadingChoices,
): Map<string, Split> {
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
export function divide(
  found: FoundLabels,
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

/** Groups of class folders, each in the splits that a table's rows name. */
export function inSplits(found: FoundLabels, chosen: ReadingChoices): Group[] {
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
