/**
 * Which column of a table names the files, and which says what they show.
 *
 * The file column is known by its content: most of its values are names of pictures that are there.
 * The label column is known by values that are names of class folders, by its own name (label,
 * class, species ...), or by being the only other one whose values repeat. A table with a 0 or 1 a class in each row (as ISIC's) is read as well.
 */
import type { SourceImage } from '../collection';
import { baseName } from '../recognise';
import { wordsOf } from '../word-list';
import type { Table } from './table';

export interface LabelColumn {
  /** Its name, or "column 2" where the table names none. */
  readonly name: string;
  /** The label of a row; empty for none. */
  labelOf(row: readonly string[]): string;
}

export interface LabelledTable {
  readonly images: ReadonlyMap<readonly string[], SourceImage>;
  /** The most likely label column first. */
  readonly columns: readonly LabelColumn[];
  /** True where the first of the columns is a guess that a person should confirm. */
  readonly uncertain: boolean;
}

const LABEL_NAMES = wordsOf(
  'label_name class_name category_name label labels class classes category categories ' +
    'class_label label_id class_id category_id species breed variety target dx diagnosis type tag tags y ' +
    'name',
);
/** Rows that are looked at to find the file column. */
const SAMPLE = 500;
const ENOUGH = 0.5;

const plain = (name: string): string =>
  name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

const stemOf = (name: string): string => name.replace(/\.[^./]*$/, '');

/** Finds pictures by what tables call them: a path, a name, a name without its extension. */
export class PictureIndex {
  readonly #byKey = new Map<string, SourceImage | null>();

  /** @param under the folder that the table lies in; empty for none */
  constructor(images: Iterable<SourceImage>, under: string) {
    for (const image of images) {
      const relative = under === '' ? image.path : image.path.slice(under.length + 1);
      const keys = new Set([relative, stemOf(relative)]);
      for (const name of [baseName(relative), stemOf(baseName(relative))]) keys.add(`*/${name}`);
      const inFolder = image.path.split('/').slice(-2).join('/');
      for (const place of [inFolder, stemOf(inFolder)]) keys.add(`**/${place}`);
      // Two pictures of one name: neither is meant for sure.
      for (const key of keys) this.#set(key.normalize('NFC'), image);
    }
  }

  #set(key: string, image: SourceImage): void {
    this.#byKey.set(key, this.#byKey.has(key) ? null : image);
  }

  /** By its folder and name; undefined for a value that is a name alone. */
  #inFolder(path: string): SourceImage | undefined {
    if (!path.includes('/')) return undefined;
    const place = path.split('/').slice(-2).join('/');
    return this.#byKey.get(path) ?? this.#byKey.get(`**/${place}`) ?? undefined;
  }

  /** Whether folders in values are those that are here: a name in another folder is then another picture. */
  knowsFolders(values: readonly string[]): boolean {
    return values.some((value) => this.#inFolder(pathIn(value)) !== undefined);
  }

  /** @param byFolders as `knowsFolders` tells of the column */
  find(value: string, byFolders = false): SourceImage | undefined {
    const path = pathIn(value);
    if (path === '') return undefined;
    const placed = this.#byKey.get(path) ?? this.#inFolder(path);
    if (placed !== undefined || (byFolders && path.includes('/'))) return placed;
    return this.#byKey.get(`*/${baseName(path)}`) ?? undefined;
  }
}

function pathIn(value: string): string {
  return value.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC');
}

const firstWord = (value: string): string => value.split(/\s/, 1)[0] ?? '';

function isNumeric(value: string): boolean {
  return /^[+-]?\d+([.,]\d+)?$/.test(value);
}

interface ColumnFacts {
  readonly index: number;
  readonly name: string;
  readonly distinct: number;
  readonly numeric: boolean;
  readonly repeats: boolean;
  /** True where all values are names of class folders. */
  readonly familiar: boolean;
  /** True where the first word of all values is: boxes may follow it. */
  readonly beginsFamiliar: boolean;
}

function factsOf(
  rows: readonly (readonly string[])[],
  index: number,
  name: string,
  classNames: ReadonlySet<string>,
): ColumnFacts {
  const values = rows.map((row) => row[index] ?? '').filter((value) => value !== '');
  const distinct = new Set(values);
  return {
    index,
    name,
    distinct: distinct.size,
    numeric: values.every(isNumeric),
    repeats: distinct.size > 1 && distinct.size <= values.length / 2,
    familiar: distinct.size > 0 && values.every((value) => classNames.has(value.toLowerCase())),
    beginsFamiliar:
      distinct.size > 0 && values.every((value) => classNames.has(firstWord(value).toLowerCase())),
  };
}

/** The class whose column has the row's only 1. */
function oneHot(
  facts: readonly ColumnFacts[],
  rows: readonly (readonly string[])[],
): LabelColumn[] {
  const binary = facts.filter(({ index }) =>
    rows.every((row) => /^[01](\.0+)?$/.test(row[index] ?? '')),
  );
  const ones = (row: readonly string[]): ColumnFacts[] =>
    binary.filter(({ index }) => Number(row[index]) === 1);
  if (binary.length < 2 || !rows.every((row) => ones(row).length === 1)) return [];
  return [{ name: 'one column a class', labelOf: (row) => ones(row)[0]?.name ?? '' }];
}

function labelColumns(
  facts: readonly ColumnFacts[],
  rows: readonly (readonly string[])[],
): { columns: LabelColumn[]; uncertain: boolean } {
  const familiar = facts.filter((one) => one.beginsFamiliar);
  const listed = LABEL_NAMES.flatMap((name) => facts.filter((one) => plain(one.name) === name));
  const named = listed.filter((one) => !one.beginsFamiliar);
  // Names before numbers, where a table has both for the same thing.
  const byName = [...named.filter((one) => !one.numeric), ...named.filter((one) => one.numeric)];
  const others = facts.filter((one) => one.repeats && !one.beginsFamiliar && !named.includes(one));
  // Numbers of no name are coordinates and counts, unless there is nothing else.
  const byContent = others.filter((one) => !one.numeric || facts.length === 1);
  const columns = [...familiar, ...byName, ...byContent].map((one): LabelColumn => {
    const { index, name, beginsFamiliar } = one;
    const inFirstWord = beginsFamiliar && !one.familiar;
    const valueOf = (row: readonly string[]): string => row[index] ?? '';
    return { name, labelOf: inFirstWord ? (row) => firstWord(valueOf(row)) : valueOf };
  });
  const isNamed = familiar.length > 0 || byName.length > 0;
  const hot = !isNamed ? oneHot(facts, rows) : [];
  const only = byContent.length === 1;
  const uncertain = !isNamed && hot.length === 0 && !only;
  return { columns: [...hot, ...columns], uncertain };
}

/**
 * What a table says of pictures; undefined when it names none of them.
 * @param classNames of class folders that are there, in small letters
 */
export function labelledTable(
  table: Table,
  index: PictureIndex,
  classNames: ReadonlySet<string>,
): LabelledTable | undefined {
  const width = Math.max(0, ...table.rows.slice(0, SAMPLE).map((row) => row.length));
  const hits = Array.from({ length: width }, (_, column) => {
    const sample = table.rows.slice(0, SAMPLE);
    const found = sample.filter((row) => index.find(row[column] ?? '') !== undefined).length;
    return found / Math.max(1, sample.length - (table.columns.length === 0 ? 1 : 0));
  });
  const most = Math.max(...hits);
  const different = (column: number): number =>
    new Set(table.rows.slice(0, SAMPLE).map((row) => row[column])).size;
  // Numbers of classes are names of pictures too where those are numbered: files are all different.
  const best = hits
    .map((_, column) => column)
    .filter((column) => hits[column] === most)
    .reduce((one, other) => (different(other) > different(one) ? other : one), hits.indexOf(most));
  if (best < 0 || (hits[best] ?? 0) < ENOUGH) return undefined;
  const [first = []] = table.rows;
  const headed = table.columns.length === 0 && index.find(first[best] ?? '') === undefined;
  const header = table.columns.length > 0 ? table.columns : headed ? first : [];
  const rows = headed ? table.rows.slice(1) : table.rows;
  const images = new Map<readonly string[], SourceImage>();
  const byFolders = index.knowsFolders(rows.map((row) => row[best] ?? ''));
  for (const row of rows) {
    const image = index.find(row[best] ?? '', byFolders);
    if (image !== undefined) images.set(row, image);
  }
  const known = [...images.keys()];
  const facts = Array.from({ length: width }, (_, column) => column)
    .filter((column) => column !== best)
    .map((column) => factsOf(known, column, header[column] ?? `column ${column + 1}`, classNames))
    .filter((one) => one.distinct > 0);
  return { images, ...labelColumns(facts, known) };
}
