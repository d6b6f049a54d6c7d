/**
 * Storage in the browser's IndexedDB: a database with one object store a table. Several entries are
 * put in one transaction, and keys are found by ranges of keys, so that nothing reads values to list
 * them. It fails as the browser fails; `overflow.ts` is what goes on in memory then.
 */
import {
  TABLES,
  type Entry,
  type Storage,
  type StorageUsage,
  type Table,
} from '../../core/storage';

/** Raised when the tables change; older databases are then upgraded in `upgrade`. */
const DATABASE_VERSION = 1;
/** No key has this code unit, which is no character. */
const AFTER_ALL = '\uffff';

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('the request failed'));
    });
  });
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => {
      resolve();
    });
    transaction.addEventListener('abort', () => {
      reject(transaction.error ?? new Error('the transaction was ended'));
    });
  });
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, DATABASE_VERSION);
  request.addEventListener('upgradeneeded', () => {
    for (const table of TABLES) request.result.createObjectStore(table);
  });
  return result(request);
}

class IndexedDbStorage implements Storage {
  readonly #name: string;
  #opened: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Opened on first use, since opening can be refused, and again after the browser closed it. */
  #database(): Promise<IDBDatabase> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<IDBDatabase> {
    const forget = (): void => {
      this.#opened = undefined;
    };
    try {
      const database = await openDatabase(this.#name);
      database.addEventListener('close', forget);
      // A newer version of the page, in another tab, waits for this one to let go.
      database.addEventListener('versionchange', () => {
        database.close();
        forget();
      });
      return database;
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #write(tables: Iterable<Table>, write: (of: (table: Table) => IDBObjectStore) => void) {
    const database = await this.#database();
    const transaction = database.transaction([...new Set(tables)], 'readwrite');
    const done = completion(transaction);
    try {
      write((table) => transaction.objectStore(table));
    } catch (error) {
      // A value that cannot be cloned: nothing of the transaction may stay.
      done.catch(() => undefined);
      transaction.abort();
      throw error;
    }
    await done;
  }

  async get(table: Table, key: string): Promise<unknown> {
    const database = await this.#database();
    return result(database.transaction(table).objectStore(table).get(key));
  }

  async put(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const tables = entries.map(({ table }) => table);
    await this.#write(tables, (of) => {
      for (const { table, key, value } of entries) of(table).put(value, key);
    });
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#write([table], (of) => {
      for (const key of keys) of(table).delete(key);
    });
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    const database = await this.#database();
    const range = IDBKeyRange.bound(prefix, `${prefix}${AFTER_ALL}`);
    const keys = await result(database.transaction(table).objectStore(table).getAllKeys(range));
    return keys.filter((key) => typeof key === 'string');
  }

  async usage(): Promise<StorageUsage> {
    const { usage, quota } = await estimate();
    return { usedBytes: usage, quotaBytes: quota, memoryBytes: 0 };
  }
}

async function estimate(): Promise<StorageEstimate> {
  try {
    return await navigator.storage.estimate();
  } catch {
    // Some privacy modes refuse to tell: then only the write itself shows whether there is room.
    return {};
  }
}

/** Storage in the database of this name. */
export function indexedDbStorage(name: string): Storage {
  return new IndexedDbStorage(name);
}
