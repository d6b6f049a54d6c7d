/**
 * Which column of a table names the files, and which says what they show.
 *
 * The file column is known by its content: most of its values are names of pictures that are there.
 * The label column is known by values that are names of class folders, by its own name (label,
 * class, species ...), or by being the only other one whose values repeat. A table with a 0 or 1 a class in each row (as ISIC's) is read as well.
 */
import type { SourceImage } from '../../collection';
import { baseName, recogniseName } from '../../recognise';
import { wordsOf } from '../../word-list';
import { splitName } from '../folder-words';
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
  /** True where a column names the splits of pictures. */
  readonly splits: boolean;
  /** What a row calls the split that its picture is of: "train", "test"; empty for none. */
  splitOf(row: readonly string[]): string;
}

const LABEL_NAMES = wordsOf(
  'label_name class_name category_name label labels class classes category categories ' +
    'class_label label_id class_id category_id choice ground_truth species breed variety target dx diagnosis type tag tags y ' +
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

const isImageName = (path: string): boolean => recogniseName(baseName(path)).kind === 'image';

/**
 * Finds pictures by what tables call them: a path, a name, a name without its extension. Where nothing is called
 * exactly that, case does not count, nor which image's extension it is, since pictures were converted, nor zeros
 * in front of a number, which spreadsheets drop.
 */
export class PictureIndex {
  readonly #byKey = new Map<string, SourceImage | null>();
  /** By the keys that have capitals, in small letters, and by numbers without the zeros in front. */
  readonly #folded = new Map<string, SourceImage | null>();

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
      const number = /^0+(\d+)$/.exec(stemOf(baseName(relative)))?.[1];
      if (number !== undefined) this.#setLoosely(`*/${number}`, image);
    }
  }

  #setLoosely(key: string, image: SourceImage): void {
    this.#folded.set(key, this.#folded.has(key) ? null : image);
  }

  #set(key: string, image: SourceImage): void {
    this.#byKey.set(key, this.#byKey.has(key) ? null : image);
    const small = key.toLowerCase();
    if (small !== key) this.#setLoosely(small, image);
  }

  #at(key: string): SourceImage | undefined {
    const exact = this.#byKey.get(key);
    if (exact !== undefined) return exact ?? undefined;
    const small = key.toLowerCase();
    const [one, other] = [this.#byKey.get(small), this.#folded.get(small)];
    return one !== undefined && other !== undefined ? undefined : (one ?? other ?? undefined);
  }

  /** By its folder and name; undefined for a value that is a name alone. */
  #inFolder(path: string): SourceImage | undefined {
    if (!path.includes('/')) return undefined;
    const place = path.split('/').slice(-2).join('/');
    return this.#at(path) ?? this.#at(`**/${place}`);
  }

  /** The values as they stand, or without an extension that the picture no longer has. */
  #paths(value: string): string[] {
    const path = pathIn(value);
    return isImageName(path) ? [path, stemOf(path)] : [path];
  }

  /** Whether folders in values are those that are here: a name in another folder is then another picture. */
  knowsFolders(values: readonly string[]): boolean {
    return values.some((value) =>
      this.#paths(value).some((path) => this.#inFolder(path) !== undefined),
    );
  }

  /** @param byFolders as `knowsFolders` tells of the column */
  find(value: string, byFolders = false): SourceImage | undefined {
    for (const path of this.#paths(value)) {
      if (path === '') continue;
      const placed = this.#at(path) ?? this.#inFolder(path);
      if (placed !== undefined) return placed;
      if (byFolders && path.includes('/')) continue;
      const named = this.#at(`*/${baseName(path)}`);
      if (named !== undefined) return named;
    }
    return undefined;
  }
}

function pathIn(value: string): string {
  const path = value.replace(/^([a-z]\w+:\/\/[^?#]*\.\w+)[?#].*$/i, '$1');
  return path.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC');
}

const firstWord = (value: string): string => value.split(/\s/, 1)[0] ?? '';

/** A class with a box behind it, as often as it is in the picture: "n01440764 110 89 483 372". */
const BOX = String.raw`(?=\S*\p{L})(\S+)(?:\s+-?\d+(?:\.\d+)?){4}`;
const BOXES = new RegExp(`^(?:${BOX}(?:\\s+|$))+$`, 'u');

/** The only class of boxes; empty where they are of several. */
function labelOfBoxes(value: string): string {
  const labels = [...value.matchAll(new RegExp(BOX, 'gu'))].map(([, label = '']) => label);
  const [only = '', ...others] = new Set(labels);
  return others.length === 0 ? only : '';
}

function isNumeric(value: string): boolean {
  return /^[+-]?\d+([.,]\d+)?$/.test(value);
}

interface ColumnFacts {
  readonly index: number;
  readonly name: string;
  /** A row's cell, or the class of the boxes in it. */
  readonly valueOf: (row: readonly string[]) => string;
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
  const cells = rows.map((row) => row[index] ?? '').filter((value) => value !== '');
  const areBoxes = cells.every((value) => BOXES.test(value));
  const valueOf = (row: readonly string[]): string =>
    areBoxes ? labelOfBoxes(row[index] ?? '') : (row[index] ?? '');
  const values = areBoxes ? cells.map(labelOfBoxes).filter((value) => value !== '') : cells;
  const distinct = new Set(values);
  return {
    index,
    name,
    valueOf,
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
  // Counts and sizes may be names of classes too, where those are numbers.
  const isLabel = (one: ColumnFacts): number => Number(LABEL_NAMES.includes(plain(one.name)));
  const familiar = facts
    .filter((one) => one.beginsFamiliar)
    .sort((a, b) => isLabel(b) - isLabel(a) || b.distinct - a.distinct);
  // A name of an object's, too, if its values tell anything apart: ground_truth.label.
  const inner = ({ name, repeats }: ColumnFacts): string =>
    repeats ? plain(name.slice(name.lastIndexOf('.') + 1)) : '';
  const listed = LABEL_NAMES.flatMap((name) => {
    const own = facts.filter((one) => plain(one.name) === name);
    return [...own, ...facts.filter((one) => inner(one) === name && !own.includes(one))];
  });
  const named = listed.filter((one) => !one.beginsFamiliar);
  // Names before numbers, where a table has both for the same thing.
  const byName = [...named.filter((one) => !one.numeric), ...named.filter((one) => one.numeric)];
  const others = facts.filter((one) => one.repeats && !one.beginsFamiliar && !named.includes(one));
  // Numbers of no name are coordinates and counts, unless there is nothing else.
  const byContent = others.filter((one) => !one.numeric || facts.length === 1);
  const columns = [...familiar, ...byName, ...byContent].map((one): LabelColumn => {
    const { name, beginsFamiliar, valueOf } = one;
    const inFirstWord = beginsFamiliar && !one.familiar;
    return { name, labelOf: inFirstWord ? (row) => firstWord(valueOf(row)) : valueOf };
  });
  const isNamed = familiar.length > 0 || byName.length > 0;
  const hot = !isNamed ? oneHot(facts, rows) : [];
  const only = byContent.length === 1;
  const uncertain = !isNamed && hot.length === 0 && !only;
  return { columns: [...hot, ...columns], uncertain };
}

/** The column whose values are all names of splits, of two kinds at least. */
function splitColumn(rows: readonly (readonly string[])[], width: number): number | undefined {
  return Array.from({ length: width }, (_, column) => column).find((column) => {
    const values = new Set(rows.map((row) => row[column] ?? ''));
    values.delete('');
    const splits = [...values].map((value) => splitName(value));
    const kinds = new Set(splits.map((split) => split?.kind));
    return kinds.size > 1 && splits.every((split) => split?.rest === '');
  });
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
  const sample = table.rows.slice(0, SAMPLE);
  const width = Math.max(0, ...sample.map((row) => row.length));
  const hits = Array.from({ length: width }, (_, column) => {
    const found = sample.filter((row) => index.find(row[column] ?? '') !== undefined).length;
    return found / Math.max(1, sample.length - (table.columns.length === 0 ? 1 : 0));
  });
  const different = (column: number): number => new Set(sample.map((row) => row[column])).size;
  const isCounting = (column: number): boolean => {
    const numbers = sample.slice(1).map((row) => Number(row[column] || NaN));
    return numbers.every((number, i) => number === (numbers[0] ?? 0) + i);
  };
  const areFiles = (column: number): boolean =>
    sample.some((row) => isImageName(row[column] ?? ''));
  // Numbers of rows and of classes are names of pictures too where those are numbered: files have an extension, or
  // are all different.
  const [best = -1] = hits
    .map((_, column) => column)
    .filter((column) => (hits[column] ?? 0) >= ENOUGH)
    .sort(
      (a, b) =>
        Number(areFiles(b)) - Number(areFiles(a)) ||
        (hits[b] ?? 0) - (hits[a] ?? 0) ||
        different(b) - different(a) ||
        Number(isCounting(a)) - Number(isCounting(b)),
    );
  if (best < 0) return undefined;
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
  const splits = splitColumn(known, width);
  const facts = Array.from({ length: width }, (_, column) => column)
    .filter((column) => column !== best && column !== splits)
    .map((column) => factsOf(known, column, header[column] ?? `column ${column + 1}`, classNames))
    .filter((one) => one.distinct > 0);
  const splitOf = (row: readonly string[]): string =>
    splits === undefined ? '' : (row[splits] ?? '');
  return { images, ...labelColumns(facts, known), splits: splits !== undefined, splitOf };
}
