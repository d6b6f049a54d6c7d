/**
 * Tables that share the numbers of images, as CUB-200 has them: images.txt with a number and a path a line, and
 * image_class_labels.txt and train_test_split.txt with a number and a value. They are read as one table.
 */
import { FileImage } from '../../file-image';
import type { SourceImage } from '../../collection';
import { baseName, folderPath, recogniseName } from '../../recognise';
import { readLabelFile } from './label-file';

export interface NumberedTables {
  /** What is read in place of the tables: one in place of those that belong together. */
  readonly tables: readonly SourceImage[];
  /** The paths of the files that a table of some path is made of. */
  readonly filesOf: (path: string) => readonly string[];
}

const LIST = /^images?\.txt$/i;
const SPLIT = /train.*test/i;
/** Files beside the list that are read. */
const MOST = 12;

/** Values by the numbers of images; undefined for a table of anything else. */
async function valuesIn(
  file: SourceImage,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  const rows = (await readLabelFile(file, signal))?.rows ?? [];
  const isPair = rows.every((row) => row.length === 2 && /^\d+$/.test(row[0] ?? ''));
  const values = new Map(rows.map(([id = '', value = '']) => [id, value]));
  return isPair && values.size === rows.length && values.size > 0 ? values : undefined;
}

/** 1 is of the training part, 0 of the other, in a file called after both. */
function inWords(name: string, values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isSplit = SPLIT.test(name) && [...values.values()].every((value) => /^[01]$/.test(value));
  if (!isSplit) return values;
  return new Map([...values].map(([id, value]) => [id, value === '1' ? 'train' : 'test']));
}

async function joinedTo(
  list: SourceImage,
  beside: readonly SourceImage[],
  signal: AbortSignal | undefined,
): Promise<{ readonly table: SourceImage; readonly files: readonly SourceImage[] } | undefined> {
  const paths = await valuesIn(list, signal);
  const [first = ''] = paths?.values() ?? [];
  if (paths === undefined || recogniseName(baseName(first)).kind !== 'image') return undefined;
  const columns: { readonly file: SourceImage; readonly values: ReadonlyMap<string, string> }[] =
    [];
  for (const file of beside) {
    const values = await valuesIn(file, signal);
    if (values === undefined || ![...paths.keys()].every((id) => values.has(id))) continue;
    columns.push({ file, values: inWords(baseName(file.path), values) });
  }
  if (columns.length === 0) return undefined;
  const files = [list, ...columns.map(({ file }) => file)];
  const names = columns.map(({ file }) => baseName(file.path).replace(/\.[^.]*$/, ''));
  const rows = [...paths].map(([id, path]) =>
    [path, ...columns.map(({ values }) => values.get(id) ?? '')].join('\t'),
  );
  const text = [['file', ...names].join('\t'), ...rows].join('\n');
  const name = files.map(({ path }) => baseName(path)).join(' + ');
  const folder = folderPath(list.path);
  const path = folder === '' ? name : `${folder}/${name}`;
  return { table: new FileImage(path, new Blob([text])), files };
}

/**
 * The tables of a set, those that share the numbers of its images as one.
 * @throws StillroomError PermissionDenied, Aborted
 */
export async function tableOfNumbers(
  tables: readonly SourceImage[],
  signal: AbortSignal | undefined,
): Promise<NumberedTables> {
  const behind = new Map<string, readonly string[]>();
  let read = tables;
  for (const list of tables.filter(({ path }) => LIST.test(baseName(path)))) {
    const beside = tables.filter(
      (file) =>
        file !== list &&
        /\.txt$/i.test(file.path) &&
        folderPath(file.path) === folderPath(list.path),
    );
    const joined = beside.length > MOST ? undefined : await joinedTo(list, beside, signal);
    if (joined === undefined) continue;
    const files = new Set(joined.files);
    behind.set(
      joined.table.path,
      joined.files.map(({ path }) => path),
    );
    read = [joined.table, ...read.filter((file) => !files.has(file))];
  }
  return { tables: read, filesOf: (path) => behind.get(path) ?? [path] };
}
