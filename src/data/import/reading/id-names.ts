/**
 * Names of classes that numbers stand for: a list among the files says what 0, 1 and 2 are called, as
 * cat_to_name.json, class_indices.json, labels.csv with the columns ClassId and Name, or classes.txt with a name a line.
 *
 * A table counts where one of its columns has the id of every class, and another has a word for each that no
 * other one has. A list without ids counts from 0, or from 1 where no class is called 0 and the last has its number.
 */
import type { Pacer } from '../../../core/pacing';
import { isWordNetId, wordNet } from '../../wordnet/names';
import type { SourceImage } from '../collection';
import { baseName, recogniseName } from '../recognise';
import { wordsOf } from '../word-list';
import { readText } from './labels/label-file';
import { counted, takenChoice, type ReadingChoices, type ReadingPart } from './reading';
import { parseTable } from './labels/parse-table';

export interface IdNames {
  /** Names by the ids, which are folders' names. */
  readonly names: ReadonlyMap<string, string>;
  readonly parts: readonly ReadingPart[];
  /** Paths of the tables that names were taken from. */
  readonly used: ReadonlySet<string>;
}

const NONE: IdNames = { names: new Map(), parts: [], used: new Set() };
const CHOICES = [
  { id: 'names', text: 'call the classes by their names' },
  { id: 'folders', text: 'call the classes by their numbers' },
];
/** A number, with a short word in front at most: 7, n0, class_12. */
const ID = /^(\p{L}{1,8}[\s_-]?)?\d+(\.0+)?$/u;
/** What files of such lists are called. */
const LIST = /class|label|name|categor|meta|map|dict|synset|words|data|info|ind(ex|ices)|idx|id/i;
/** Names of WordNet's 82,000 nouns take 3 MB. */
const LARGEST = 8 * 2 ** 20;
const MOST_LISTS = 24;
const NAME_COLUMNS = wordsOf(
  'class_name label_name category_name common_name sign_name name names english class label category species breed',
);

type Rows = readonly (readonly string[])[];

/** Ids are the same whatever zeros stand in front, or behind a point. */
const keyOf = (id: string): string =>
  id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '')
    .replace(/^(\d+)\.0+$/, '$1');

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first list of texts that is called names or classes, however deep: of a description of a set. */
function namesInside(value: unknown, depth = 0): readonly string[] {
  if (!isRecord(value) || depth > 8) return [];
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const isList = Array.isArray(inner) && inner.every((one) => typeof one === 'string');
    if (isList && /^(class_?)?(names|classes)$/i.test(key)) return inner.map(String);
    const below = namesInside(inner, depth + 1);
    if (below.length > 0) return below;
  }
  return [];
}

/** {"0": ["n01440764", "tench"]} as rows, ["cat", "dog"] as a list. */
function ofJson(text: string): { rows: Rows; names: readonly string[] } {
  const value = parsed(text);
  if (!isRecord(value)) return { rows: [], names: [] };
  if (Array.isArray(value)) return { rows: [], names: namesInside({ names: value }) };
  const members = Object.entries(value) as [string, unknown][];
  const lists = members.filter((member): member is [string, string[]] => Array.isArray(member[1]));
  return {
    rows: lists.map(([key, list]) => [key, ...list.map(String)]),
    names: namesInside(value),
  };
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** The names of a YOLO set's description: a list or numbers in one line, in lines with dashes, or with numbers. */
function ofYaml(text: string): { rows: Rows; names: readonly string[] } {
  const [, inBraces] = /^names:\s*\{([^}]*)\}/m.exec(text) ?? [];
  if (inBraces !== undefined) {
    const pairs = inBraces.split(',').map((pair) => /^\s*(\d+)\s*:(.*)$/s.exec(pair) ?? []);
    return { rows: pairs.map(([, id = '', name = '']) => [id, unquoted(name)]), names: [] };
  }
  const [, inLine, below = ''] =
    /^names:[ \t]*(?:\[([^\]]*)\])?[^\n]*\n?((?:[ \t]*(?:-|\d+:)[^\n]*\n?)*)/m.exec(text) ?? [];
  if (inLine !== undefined)
    return {
      rows: [],
      names: inLine
        .split(',')
        .map(unquoted)
        .filter((name) => name !== ''),
    };
  const lines = below.split('\n').filter((line) => line.trim() !== '');
  const items = lines.map((line) => /^\s*(?:-|(\d+):)\s*(.*)$/.exec(line) ?? []);
  const isList = items.every(([, id]) => id === undefined);
  return isList
    ? { rows: [], names: items.map(([, , name = '']) => unquoted(name)) }
    : { rows: items.map(([, id = '', name = '']) => [id, unquoted(name)]), names: [] };
}

/** Lines as names, and as ids with a name behind each. */
function ofLines(text: string): { rows: Rows; names: readonly string[] } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([\p{L}\d_-]+)\s*[:=\s]\s*([^,;\t]+)$/u.exec(line));
  const rows = pairs.every((pair) => pair !== null)
    ? pairs.map(([, id = '', name = '']) => [id, name.trim()])
    : [];
  return { rows, names: lines.map((line) => line.trim()) };
}

/** What may be a name: a word, and neither a file nor an id. */
const isName = (text: string): boolean =>
  /\p{L}/u.test(text) && !ID.test(text) && recogniseName(baseName(text)).kind !== 'image';

/** The names of all ids by a column of them and another one; undefined where one is missing, or two are equal. */
function inColumns(
  rows: Rows,
  ids: readonly string[],
  of: number,
  to: number,
): string[] | undefined {
  const byId = new Map<string, string | null>();
  for (const row of rows) {
    const [key, name] = [keyOf(row[of] ?? ''), (row[to] ?? '').trim()];
    byId.set(key, byId.has(key) && byId.get(key) !== name ? null : name);
  }
  const names = ids.map((id) => byId.get(keyOf(id)) ?? '');
  return names.every(isName) && new Set(names).size === names.length ? names : undefined;
}

const plain = (name: string): string =>
  name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

function inTable(
  rows: Rows,
  columns: readonly string[],
  ids: readonly string[],
): string[] | undefined {
  const width = Math.max(0, ...rows.slice(0, 500).map((row) => row.length));
  const rank = (column: number): number => {
    const at = NAME_COLUMNS.indexOf(plain(columns[column] ?? ''));
    return at < 0 ? NAME_COLUMNS.length : at;
  };
  const order = Array.from({ length: width }, (_, column) => column);
  const byRank = order.toSorted((a, b) => rank(a) - rank(b));
  for (const of of order) {
    const own = new Set(rows.map((row) => keyOf(row[of] ?? '')));
    if (!ids.every((id) => own.has(keyOf(id)))) continue;
    for (const to of byRank) {
      const names = of === to ? undefined : inColumns(rows, ids, of, to);
      if (names !== undefined) return names;
    }
  }
  return undefined;
}

function inList(list: readonly string[], ids: readonly string[]): string[] | undefined {
  const numbers = ids.map(Number);
  if (!numbers.every(Number.isInteger)) return undefined;
  const isFromOne = !numbers.includes(0) && Math.max(...numbers) === list.length;
  if (!isFromOne && !numbers.includes(0)) return undefined;
  // ImageNet's own numbers count from 1, in another order than that of the ids.
  if (isFromOne && list.every((line) => isWordNetId(line.slice(0, 9)))) return undefined;
  const names = numbers.map((number) => list[isFromOne ? number - 1 : number] ?? '');
  return names.every(isName) && new Set(list).size === list.length ? names : undefined;
}

function namesIn(text: string, extension: string, ids: readonly string[]): string[] | undefined {
  if (extension === 'yaml' || extension === 'yml') {
    const { rows, names } = ofYaml(text);
    return inTable(rows, [], ids) ?? inList(names, ids);
  }
  const { rows, names } = extension === 'json' ? ofJson(text) : ofLines(text);
  const table = parseTable(text, extension);
  const columns = table?.columns.length === 0 ? table.rows[0] : table?.columns;
  return (
    inTable(rows, [], ids) ?? inTable(table?.rows ?? [], columns ?? [], ids) ?? inList(names, ids)
  );
}

/** Whether nothing but a list could say what the ids mean. */
async function areUnknown(ids: readonly string[]): Promise<boolean> {
  if (!ids.every((id) => ID.test(id.trim()))) return false;
  if (!ids.some(isWordNetId)) return true;
  const known = await wordNet();
  return ids.some((id) => !known.has(id));
}

/**
 * The names that a list among the tables has for classes of numbers.
 * @param ids the classes' folders, or the labels that a table gave them
 * @throws StillroomError PermissionDenied, Aborted, BadParameter for a choice that is not offered
 */
export async function namesOfIds(
  ids: readonly string[],
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
  pacer: Pacer,
  signal: AbortSignal | undefined,
): Promise<IdNames> {
  const all = [...new Set(ids)];
  const lists = tables
    .filter(({ path, size = 0 }) => LIST.test(baseName(path)) && size <= LARGEST)
    .slice(0, MOST_LISTS);
  if (all.length < 2 || lists.length === 0 || !(await areUnknown(all))) return NONE;
  for (const list of lists) {
    if (pacer.due) await pacer.rest();
    const { path } = list;
    const text = await readText(list, LARGEST, signal);
    const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
    const found = text === undefined ? undefined : namesIn(text, extension, all);
    if (found === undefined) continue;
    const id = `class names ${path}`;
    const taken = takenChoice(id, 'names', CHOICES, chosen);
    const count = counted(all.length, 'class', 'classes');
    const how =
      taken === 'names'
        ? `names the ${count}.`
        : `has names for the ${count}, which are called by their numbers.`;
    const part = { id, kind: 'labels', text: `${path} ${how}`, images: 0, taken } as const;
    const names = taken === 'names' ? found.map((name, i) => [all[i] ?? '', name] as const) : [];
    return {
      names: new Map(names),
      parts: [{ ...part, choices: CHOICES, parts: [] }],
      used: new Set([path]),
    };
  }
  return NONE;
}
