/**
 * Tables of text: comma-, tab-, semicolon- or space-separated values (RFC 4180 quoting), a word a line, JSON lines,
 * and JSON that is an array of objects or lists, one such array under a name (StyleGAN's dataset.json), an object
 * from names to values, COCO's lists of images, annotations and categories, Datumaro's items, FiftyOne's classes
 * and labels, or VIA's regions; and CVAT's XML of images.
 */

import { splitName } from '../folder-words';

export interface Table {
  /** Names of the columns; empty where the first row is data already. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells of separated values, of as many rows as are asked for. */
function separated(text: string, separator: string, most = Infinity): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
    cell = '';
  };
  for (let i = 0; i < text.length && rows.length < most; i++) {
    const character = text.charAt(i);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (character === separator) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') {
      endRow();
    } else {
      cell += character;
    }
  }
  if (rows.length < most) endRow();
  return rows.map((cells) => cells.map((value) => value.trim()));
}

/** True for what may be one label of several words: no numbers, which stand for boxes, and no name of a split. */
function isPhrase(words: readonly string[]): boolean {
  return words.every((word) => !/^[\d.+-]+$/.test(word) && splitName(word) === undefined);
}

/** Rows of a file's name and a label of several words are of two cells. */
function bySpaces(text: string): string[][] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  const arePhrases = rows.every(
    ([first = '', ...rest]) => /\.\w+$/.test(first) && rest.length > 0 && isPhrase(rest),
  );
  return arePhrases ? rows.map(([first = '', ...rest]) => [first, rest.join(' ')]) : rows;
}

/** Rows that the separator is told from. */
const FIRST = 20;

/**
 * The separator that the first rows all have, in equal numbers where one does; '' for spaces, undefined for none.
 * Of several it is the tab, or the one that the first line has first: others stand in cells, as in "1,5".
 */
function separatorOf(text: string): string | undefined {
  const lines = text.split('\n', 8 * FIRST).filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const some = lines.slice(0, FIRST);
  // A cell in quotes may go on over several lines.
  const start = lines.slice(0, 4 * FIRST).join('\n');
  const numbers = (separator: string) =>
    new Set(separated(start, separator, FIRST).map((row) => row.length));
  const everywhere = ['\t', ',', ';', '|'].filter(
    (separator) => lines.length > 0 && !numbers(separator).has(1),
  );
  const equally = everywhere.filter((separator) => numbers(separator).size === 1);
  const likely = equally.length > 0 ? equally : everywhere;
  if (likely.includes('\t')) return '\t';
  if (likely.length > 0) {
    return likely.reduce((a, b) => (first.indexOf(b) < first.indexOf(a) ? b : a));
  }
  return some.length > 0 && some.every((line) => /\s/.test(line.trim())) ? '' : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects and lists in each other that are looked into: Label Studio's choices lie eight deep. */
const DEEPEST = 10;

/** The texts of an object and of those in it, by dotted names; a list counts where it has one member. */
function flattened(value: unknown, name = '', depth = 0): [name: string, text: string][] {
  if (typeof value !== 'object' || value === null) return [[name, textOf(value)]];
  if (depth === DEEPEST) return [];
  if (Array.isArray(value)) return value.length === 1 ? flattened(value[0], name, depth + 1) : [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flattened(inner, name === '' ? key : `${name}.${key}`, depth + 1),
  );
}

/** Rows of objects; the columns in the order in which they are first met. */
function ofObjects(objects: readonly unknown[]): Table | undefined {
  const columns = new Set<string>();
  const records: ReadonlyMap<string, string>[] = [];
  for (const value of objects) {
    if (!isRecord(value)) return undefined;
    const record = new Map(flattened(value));
    for (const key of record.keys()) columns.add(key);
    records.push(record);
  }
  const names = [...columns];
  return { columns: names, rows: records.map((r) => names.map((name) => r.get(name) ?? '')) };
}

/** Rows of lists, as [file, label]. */
function ofLists(lists: readonly unknown[]): Table | undefined {
  if (lists.length === 0 || !lists.every((list) => Array.isArray(list))) return undefined;
  return { columns: [], rows: lists.map((list) => (list as unknown[]).map(textOf)) };
}

/** COCO's three lists: a row an image, with its category where all its annotations have the same. */
function ofAnnotations(value: ReadonlyMap<string, unknown>): Table | undefined {
  const listOf = (name: string): ReadonlyMap<string, unknown>[] => {
    const list = value.get(name);
    const objects = Array.isArray(list) ? list.filter(isRecord) : [];
    return objects.map((one) => new Map<string, unknown>(Object.entries(one)));
  };
  const [images, annotations, categories] = ['images', 'annotations', 'categories'].map(listOf);
  if (!images?.length || !annotations?.length || !categories?.length) return undefined;
  const names = new Map(categories.map((one) => [one.get('id'), textOf(one.get('name'))]));
  const shown = new Map<unknown, Set<string>>();
  for (const one of annotations) {
    const own = shown.get(one.get('image_id')) ?? new Set();
    shown.set(one.get('image_id'), own.add(names.get(one.get('category_id')) ?? ''));
  }
  const labelOf = (id: unknown): string => {
    const [only = '', ...others] = shown.get(id) ?? [];
    return others.length === 0 ? only : '';
  };
  const rows = images.map((one) => [textOf(one.get('file_name')), labelOf(one.get('id'))]);
  return { columns: ['file_name', 'category'], rows };
}

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(isRecord(value) ? Object.entries(value) : []);

/** The only text of several; empty where they differ. */
function onlyOne(texts: Iterable<string>): string {
  const [only = '', ...others] = new Set(texts);
  return others.length === 0 ? only : '';
}

/** Datumaro's items, whose annotations have numbers of the labels in the same file. */
function ofItems(value: ReadonlyMap<string, unknown>): Table | undefined {
  const items = value.get('items');
  const labels = membersOf(membersOf(value.get('categories')).get('label')).get('labels');
  if (!Array.isArray(items) || !Array.isArray(labels)) return undefined;
  const names = labels.map((label) => textOf(membersOf(label).get('name')));
  const rows = items.map((item) => {
    const own = membersOf(item);
    const path = membersOf(own.get('image')).get('path') ?? own.get('id');
    const shown: unknown = own.get('annotations');
    const ids = Array.isArray(shown) ? shown.map((one) => membersOf(one).get('label_id')) : [];
    return [textOf(path), onlyOne(ids.map((id) => names[Number(id ?? NaN)] ?? ''))];
  });
  return { columns: ['file', 'label'], rows };
}

/** What VIA says of a picture and of its regions: an attribute counts where all regions that have it say the same. */
function ofRegions(value: ReadonlyMap<string, unknown>): Table | undefined {
  const listed = value.get('_via_img_metadata');
  const pictures = [...(listed === undefined ? value : membersOf(listed)).values()].map(membersOf);
  const areVia = pictures.every((one) => one.has('filename') && one.has('regions'));
  if (pictures.length === 0 || !areVia) return undefined;
  const objects = pictures.map((one) => {
    const regions = Object.values(one.get('regions') ?? {}).map(membersOf);
    const shown = regions.flatMap((region) => [...membersOf(region.get('region_attributes'))]);
    const names = new Set(shown.map(([name]) => name));
    const attributes = [...names].map((name): [string, string] => {
      const texts = shown.filter(([own]) => own === name).map(([, text]) => textOf(text));
      return [name, onlyOne(texts)];
    });
    const own = [...membersOf(one.get('file_attributes'))];
    return Object.fromEntries([['filename', one.get('filename')], ...attributes, ...own]);
  });
  return ofObjects(objects);
}

/** FiftyOne's labels by the names of pictures: words, objects with one, or where classes are listed their numbers. */
function ofLabels(value: ReadonlyMap<string, unknown>): Table | undefined {
  const [labels, classes] = [value.get('labels'), value.get('classes')];
  if (!isRecord(labels)) return undefined;
  const names = Array.isArray(classes) ? classes.map(textOf) : [];
  const textOfLabel = (label: unknown): string => {
    const own = isRecord(label)
      ? new Map<string, unknown>(Object.entries(label)).get('label')
      : label;
    return (typeof own === 'number' ? names[own] : undefined) ?? textOf(own);
  };
  const rows = Object.entries(labels).map(([name, label]) => [name, textOfLabel(label)]);
  return { columns: ['file', 'label'], rows };
}

/** Numbers that JSON has no word for, as Python writes them. */
const NO_NUMBER = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.search(NO_NUMBER) < 0) return undefined;
  }
  try {
    return JSON.parse(text.replaceAll(NO_NUMBER, '$1null'));
  } catch {
    return undefined;
  }
}

/** Lists of files by their labels: {"cat": ["1.jpg", "2.jpg"], "dog": ["3.jpg"]}. */
function ofFileLists(entries: readonly (readonly [string, unknown])[]): Table | undefined {
  const rows = entries.flatMap(([label, files]) =>
    Array.isArray(files) ? files.map((file) => [textOf(file), label]) : [],
  );
  const areLists = entries.every(([, files]) => Array.isArray(files));
  return areLists && rows.length > 0 ? { columns: ['file', 'label'], rows } : undefined;
}

function json(text: string): Table | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) return ofLists(value) ?? ofObjects(value);
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value) as [string, unknown][];
  const members = new Map(entries);
  const annotated =
    ofAnnotations(members) ?? ofItems(members) ?? ofLabels(members) ?? ofRegions(members);
  if (annotated !== undefined) return annotated;
  const lists = entries.flatMap(([, one]) =>
    Array.isArray(one) ? (ofLists(one) ?? (one.length > 0 ? ofObjects(one) : undefined) ?? []) : [],
  );
  const [only] = lists;
  if (lists.length === 1) return only;
  if (lists.length === 0 && entries.length > 1) {
    const byLabel = ofFileLists(entries);
    if (byLabel !== undefined) return byLabel;
  }
  const plain = entries.every(([, one]) => textOf(one) !== '');
  return plain ? { columns: [], rows: entries.map(([key, one]) => [key, textOf(one)]) } : undefined;
}

/** The last is of SageMaker. */
const JSON_LINES = new Set(['jsonl', 'ndjson', 'manifest']);

function jsonLines(text: string): Table | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parsed);
  // Whoever wrote the file may have been stopped in its last line.
  return ofObjects(values.at(-1) === undefined ? values.slice(0, -1) : values);
}

const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value.replaceAll(
    /&(lt|gt|quot|apos|amp);/g,
    (all, entity: string) => ENTITIES.get(entity) ?? all,
  );
}

/** CVAT's list of images, with the tags and shapes of each. */
function xml(text: string): Table | undefined {
  if (!text.includes('<annotations>')) return undefined;
  const images = text.split(/(?=<image\s)/).slice(1);
  const rows = images.map((image) => {
    const [head = '', ...shown] = image.split(/(?=<[a-z])/);
    const label = onlyOne(shown.map((tag) => attribute(tag, 'label')).filter((one) => one !== ''));
    return [attribute(head, 'name'), label, attribute(head, 'subset')];
  });
  return rows.length === 0 ? undefined : { columns: ['file', 'label', 'subset'], rows };
}

/**
 * The table in a text whose lines end in line feeds.
 * @param extension of the file, which decides between JSON and separated values
 * @returns undefined when there is no table in it
 */
export function parseTable(text: string, extension: string): Table | undefined {
  // Excel is told of a separator by a line of its own.
  const plain = text.replace(/^sep=.\n/i, '');
  if (extension === 'json') return json(plain) ?? jsonLines(plain);
  const listed = extension === 'xml' ? xml(plain) : undefined;
  if (listed !== undefined) return listed;
  if (JSON_LINES.has(extension)) return jsonLines(plain);
  const titled = plain.replace(/^(?:#[^\n]*\n)+/, '');
  // Comments in front of the rows, unless they name the columns.
  for (const part of [plain, titled]) {
    const separator = separatorOf(part);
    if (separator === undefined) continue;
    if (separator === '' && separatorOf(titled) !== '') continue;
    return { columns: [], rows: separator === '' ? bySpaces(part) : separated(part, separator) };
  }
  const list = titled
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const areWords = list.length > 0 && !list.some((line) => /\s/.test(line));
  return areWords ? { columns: [], rows: list.map((word) => [word]) } : undefined;
}
