/** A place in memory that hands out the very objects it got, and is full from some size on, or broken. */
import type { Entry, Storage, StorageUsage, Table } from '../../../src/core/storage';
import { valueBytes } from '../../../src/data/store/value-bytes';

/** A promise of what a function returns or throws. */
async function attempt<T>(run: () => T): Promise<T> {
  return run();
}

export class MapStorage implements Storage {
  readonly values = new Map<string, unknown>();
  /** Whether it says how much room there is. */
  tells = true;
  broken = false;
  /** Bytes; how many are used is counted only where there is a bound. */
  quota = Infinity;

  get used(): number {
    return [...this.values.values()].reduce((sum: number, value) => sum + valueBytes(value), 0);
  }

  #check(): void {
    if (this.broken) throw new DOMException('no database here', 'InvalidStateError');
  }

  get(table: Table, key: string): Promise<unknown> {
    return attempt(() => {
      this.#check();
      return this.values.get(`${table}/${key}`);
    });
  }

  put(entries: readonly Entry[]): Promise<void> {
    return attempt(() => {
      this.#check();
      const bytes = entries.reduce((sum, { value }) => sum + valueBytes(value), 0);
      const full = this.quota < Infinity && this.used + bytes > this.quota;
      if (full) throw new DOMException('full', 'QuotaExceededError');
      for (const { table, key, value } of entries) this.values.set(`${table}/${key}`, value);
    });
  }

  delete(table: Table, keys: readonly string[]): Promise<void> {
    return attempt(() => {
      this.#check();
      for (const key of keys) this.values.delete(`${table}/${key}`);
    });
  }

  keys(table: Table, prefix = ''): Promise<string[]> {
    return attempt(() => {
      this.#check();
      const start = `${table}/`;
      return [...this.values.keys()]
        .filter((name) => name.startsWith(`${start}${prefix}`))
        .map((name) => name.slice(start.length))
        .sort();
    });
  }

  usage(): Promise<StorageUsage> {
    const told = this.tells && this.quota < Infinity;
    const [usedBytes, quotaBytes] = told ? [this.used, this.quota] : [];
    return Promise.resolve({ usedBytes, quotaBytes, memoryBytes: 0 });
  }
}
