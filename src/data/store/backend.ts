/**
 * The place where results are kept, reduced to what the store needs, so that tests can put one in
 * its place that fills up, refuses or breaks.
 */
import { clear, createStore, del, get, keys, set, type UseStore } from 'idb-keyval';
import { StillroomError } from '../../core/errors';

export interface StorageEstimate {
  /** Bytes that the site uses. */
  readonly usage: number;
  /** Bytes that it may use. */
  readonly quota: number;
}

export interface StorageBackend {
  get(key: string): Promise<unknown>;
  /** Rejects with a QuotaExceededError when there is no room. */
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
  clear(): Promise<void>;
  /** Undefined where the browser does not tell. */
  estimate(): Promise<StorageEstimate | undefined>;
}

async function browserEstimate(): Promise<StorageEstimate | undefined> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? undefined : { usage, quota };
  } catch {
    // Some privacy modes refuse to tell: then only the write itself shows whether there is room.
    return undefined;
  }
}

class IndexedDbBackend implements StorageBackend {
  readonly #name: string;
  #opened: UseStore | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** One object store in a database of its own; opened on first use, since opening can be refused. */
  get #store(): UseStore {
    return (this.#opened ??= createStore(this.#name, 'values'));
  }

  get(key: string): Promise<unknown> {
    return get(key, this.#store);
  }

  set(key: string, value: unknown): Promise<void> {
    return set(key, value, this.#store);
  }

  delete(key: string): Promise<void> {
    return del(key, this.#store);
  }

  keys(): Promise<string[]> {
    return keys<string>(this.#store);
  }

  clear(): Promise<void> {
    return clear(this.#store);
  }

  estimate(): Promise<StorageEstimate | undefined> {
    return browserEstimate();
  }
}

/** A backend in the browser's IndexedDB, in the database of this name. */
export function indexedDbBackend(name: string): StorageBackend {
  return new IndexedDbBackend(name);
}

/** True for the browser's own word that the disk or the site's share of it is full. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

/** The error for storage that does not work, as in some private windows. */
export function storageFailed(cause: unknown): StillroomError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StillroomError(
    'StorageFailed',
    `The browser's storage does not work (${why}). Results are kept in memory until this page is closed: export them before.`,
    {},
    { cause },
  );
}
