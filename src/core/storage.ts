/**
 * A place that keeps values under keys in tables: IndexedDB on a page, a folder on Node, a map in a
 * test. The work knows this interface alone; the places implement it.
 */

/** What each table holds is said in src/run/stages, src/run/results and src/data/store/tabs.ts. */
export const TABLES = ['stages', 'images', 'finished', 'runs', 'tabs'] as const;

export type Table = (typeof TABLES)[number];

export interface Entry {
  readonly table: Table;
  readonly key: string;
  /** Structured-cloneable. */
  readonly value: unknown;
}

export interface StorageUsage {
  /** Bytes that are used and may be used in all; undefined where nobody tells. */
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Bytes that found no room and live in memory. */
  readonly memoryBytes: number;
}

/**
 * The place that the work is given never fails for want of room where it can help it: what does not
 * fit is kept in memory, found like everything else, and said once.
 */
export interface Storage {
  get(table: Table, key: string): Promise<unknown>;
  /** In this order; all or none where the place can do that. */
  put(entries: readonly Entry[]): Promise<void>;
  delete(table: Table, keys: readonly string[]): Promise<void>;
  /** Keys in their order by code units, all of the table or those that start with `prefix`. */
  keys(table: Table, prefix?: string): Promise<string[]>;
  usage(): Promise<StorageUsage>;
}
