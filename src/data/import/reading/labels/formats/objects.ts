/** Values out of JSON as texts and rows. */
import type { Table } from '../table';

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(isRecord(value) ? Object.entries(value) : []);

/** The only text of several; empty where they differ. */
export function onlyOne(texts: Iterable<string>): string {
  const [only = '', ...others] = new Set(texts);
  return others.length === 0 ? only : '';
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
export function ofObjects(objects: readonly unknown[]): Table | undefined {
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
export function ofLists(lists: readonly unknown[]): Table | undefined {
  if (lists.length === 0 || !lists.every((list) => Array.isArray(list))) return undefined;
  return { columns: [], rows: lists.map((list) => (list as unknown[]).map(textOf)) };
}
