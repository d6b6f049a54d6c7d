/** A storage in memory that, like a real one, gives copies and takes copies. */
import type { Entry, Storage, StorageUsage, Table } from '../../../src/run/ports';

export class MemoryStorage implements Storage {
  readonly #tables = new Map<Table, Map<string, unknown>>();

  #table(name: Table): Map<string, unknown> {
    const table = this.#tables.get(name) ?? new Map<string, unknown>();
    this.#tables.set(name, table);
    return table;
  }

  async get(table: Table, key: string): Promise<unknown> {
    return structuredClone(this.#table(table).get(key));
  }

  async put(entries: readonly Entry[]): Promise<void> {
    const copies = entries.map((entry) => structuredClone(entry));
    for (const { table, key, value } of copies) this.#table(table).set(key, value);
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#table(table).delete(key);
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    const keys = [...this.#table(table).keys()].filter((key) => key.startsWith(prefix));
    return keys.sort((a, b) => (a < b ? -1 : 1));
  }

  async usage(): Promise<StorageUsage> {
    return { usedBytes: undefined, quotaBytes: undefined, memoryBytes: 0 };
  }
}
