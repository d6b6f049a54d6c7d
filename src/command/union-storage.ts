/** Several storages read as one: a value is taken from the first that has it whole. */
import { StillroomError } from '../core/errors';
import type { Storage, StorageUsage, Table } from '../core/storage';

export class UnionStorage implements Storage {
  readonly #parts: readonly Storage[];

  constructor(parts: readonly Storage[]) {
    this.#parts = parts;
  }

  async get(table: Table, key: string): Promise<unknown> {
    for (const part of this.#parts) {
      const value = await part.get(table, key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  async keys(table: Table, prefix?: string): Promise<string[]> {
    const lists = await Promise.all(this.#parts.map((part) => part.keys(table, prefix)));
    // The default order is the one by code units.
    return [...new Set(lists.flat())].sort();
  }

  async usage(): Promise<StorageUsage> {
    const all = await Promise.all(this.#parts.map((part) => part.usage()));
    const usedBytes = all.reduce((sum, one) => sum + (one.usedBytes ?? 0), 0);
    return { usedBytes, quotaBytes: undefined, memoryBytes: 0 };
  }

  put(): Promise<void> {
    return Promise.reject(readOnly());
  }

  delete(): Promise<void> {
    return Promise.reject(readOnly());
  }
}

function readOnly(): StillroomError {
  return new StillroomError(
    'StorageFailed',
    'Results that are merged are read, and never written.',
  );
}
