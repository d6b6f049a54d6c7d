/**
 * The browser's storage: a database for what is small and belongs together, files for pictures and
 * arrays. Where pages cannot write files, everything lies in the database.
 */
import type { Entry, Storage, StorageUsage, Table } from '../../core/storage';
import { indexedDbStorage } from './indexed-db';
import { openOriginFiles, type OriginFiles } from './origin-files';

/** Tables of large values, each named by what it is made from: nothing in them is ever changed. */
const IN_FILES: ReadonlySet<Table> = new Set(['images', 'stages']);

class BrowserPlace implements Storage {
  readonly #database: Storage;
  #opened: Promise<OriginFiles | null> | undefined;

  constructor(database: Storage) {
    this.#database = database;
  }

  async #of(table: Table): Promise<OriginFiles | Storage> {
    if (!IN_FILES.has(table)) return this.#database;
    return (await this.#files()) ?? this.#database;
  }

  #files(): Promise<OriginFiles | null> {
    this.#opened ??= openOriginFiles();
    return this.#opened;
  }

  async get(table: Table, key: string): Promise<unknown> {
    return (await this.#of(table)).get(table, key);
  }

  /** Files first, since entries of the database name them; those go in together, or none does. */
  async put(entries: readonly Entry[]): Promise<void> {
    const files = await this.#files();
    const inFiles = files === null ? [] : entries.filter(({ table }) => IN_FILES.has(table));
    for (const entry of inFiles) await files?.put(entry);
    await this.#database.put(entries.filter((entry) => !inFiles.includes(entry)));
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    await (await this.#of(table)).delete(table, keys);
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    return (await this.#of(table)).keys(table, prefix);
  }

  usage(): Promise<StorageUsage> {
    return this.#database.usage();
  }
}

/** @param name of the database */
export function browserPlace(name: string): Storage {
  return new BrowserPlace(indexedDbStorage(name));
}
