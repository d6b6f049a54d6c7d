/**
 * Results of stages, kept under the hash of what they were made from.
 *
 * A key says which stage and which inputs and parameters, so a result is either exactly the one that
 * is wanted or not there: nothing is ever stale. Before a write the quota is asked; when there is no
 * room, or storage fails, the value goes into memory, the run goes on, and one notice says so. What
 * is in memory is found like everything else, until the page is closed.
 */
import { canonicalHash, type JsonValue } from '../../core/formats/canonical-json';
import { StillroomError } from '../../core/errors';
import { indexedDbBackend, isQuotaError, storageFailed, type StorageBackend } from './backend';
import { valueBytes } from './value-bytes';

/** "latents/5e88...": the stage's name and the hash of its inputs. */
export type StageKey = `${string}/${string}`;

/**
 * The key of a stage's result.
 * @param inputs everything that decides the result: hashes of what went in, and parameters
 */
export function stageKey(stage: string, inputs: object | JsonValue): StageKey {
  return `${stage}/${canonicalHash(inputs)}`;
}

export interface StorageUsage {
  /** Bytes that the whole site uses and may use; undefined where the browser does not tell. */
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Bytes of results that did not fit and live in memory. */
  readonly memoryBytes: number;
}

/** `storage` survives a reload, `memory` does not. */
export type Kept = 'storage' | 'memory';

export interface StageStore {
  /** The value, or undefined. The caller knows its type from the stage. */
  get(key: StageKey): Promise<unknown>;
  /** Keeps a structured-cloneable value. Never fails for want of room. */
  put(key: StageKey, value: unknown): Promise<Kept>;
  delete(key: StageKey): Promise<void>;
  /** Keys of a stage, or all. */
  keys(stage?: string): Promise<StageKey[]>;
  clear(): Promise<void>;
  usage(): Promise<StorageUsage>;
  /** Told once when storage is full or broken (QuotaExceeded, StorageFailed), and again after clear. */
  onNotice(listener: (notice: StillroomError) => void): () => void;
}

/** Left free for everything else that the site writes, and for the estimate's own slack. */
const HEADROOM_BYTES = 8 * 2 ** 20;
const MEGABYTE = 2 ** 20;

function storageFull(needed: number, free: number | undefined): StillroomError {
  const room =
    free === undefined ? '' : ` (${Math.max(0, Math.floor(free / MEGABYTE))} MB are left)`;
  return new StillroomError(
    'QuotaExceeded',
    `The browser's storage for this page is full${room}. The run goes on, and what is finished from now on is kept in memory until the page is closed: export it before, or clear old results.`,
    { neededBytes: needed, ...(free === undefined ? {} : { freeBytes: free }) },
  );
}

class OverlaidStore implements StageStore {
  readonly #backend: StorageBackend;
  readonly #memory = new Map<StageKey, { readonly value: unknown; readonly bytes: number }>();
  readonly #listeners = new Set<(notice: StillroomError) => void>();
  readonly #noticed = new Set<string>();

  constructor(backend: StorageBackend) {
    this.#backend = backend;
  }

  #notice(error: StillroomError): void {
    if (this.#noticed.has(error.code)) return;
    this.#noticed.add(error.code);
    for (const listener of this.#listeners) listener(error);
  }

  /** Runs a read or delete; storage that fails is noticed and counts as empty. */
  async #attempt<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#notice(storageFailed(error));
      return otherwise;
    }
  }

  async get(key: StageKey): Promise<unknown> {
    const held = this.#memory.get(key);
    if (held !== undefined) return held.value;
    return this.#attempt(() => this.#backend.get(key), undefined);
  }

  async put(key: StageKey, value: unknown): Promise<Kept> {
    const bytes = valueBytes(value);
    const problem = await this.#write(key, value, bytes);
    if (problem === undefined) {
      this.#memory.delete(key);
      return 'storage';
    }
    // Memory first: whoever hears the notice finds the value.
    this.#memory.set(key, { value, bytes });
    this.#notice(problem);
    return 'memory';
  }

  async #write(key: StageKey, value: unknown, bytes: number): Promise<StillroomError | undefined> {
    const estimate = await this.#backend.estimate();
    if (estimate !== undefined) {
      const free = estimate.quota - estimate.usage;
      if (bytes + HEADROOM_BYTES > free) return storageFull(bytes, free);
    }
    try {
      await this.#backend.set(key, value);
      return undefined;
    } catch (error) {
      return isQuotaError(error) ? storageFull(bytes, undefined) : storageFailed(error);
    }
  }

  async delete(key: StageKey): Promise<void> {
    this.#memory.delete(key);
    await this.#attempt(() => this.#backend.delete(key), undefined);
  }

  async keys(stage?: string): Promise<StageKey[]> {
    const stored = (await this.#attempt(() => this.#backend.keys(), [])) as StageKey[];
    const all = [...new Set([...stored, ...this.#memory.keys()])].sort();
    return stage === undefined ? all : all.filter((key) => key.startsWith(`${stage}/`));
  }

  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#attempt(() => this.#backend.clear(), undefined);
    this.#noticed.clear();
  }

  async usage(): Promise<StorageUsage> {
    const estimate = await this.#backend.estimate();
    let memoryBytes = 0;
    for (const { bytes } of this.#memory.values()) memoryBytes += bytes;
    return { usedBytes: estimate?.usage, quotaBytes: estimate?.quota, memoryBytes };
  }

  onNotice(listener: (notice: StillroomError) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** The store over a backend, by default the browser's IndexedDB. */
export function openStageStore(
  backend: StorageBackend = indexedDbBackend('stillroom-results'),
): StageStore {
  return new OverlaidStore(backend);
}

/**
 * Asks the browser not to evict what is stored when the disk runs low.
 * @returns whether it agreed
 */
export async function keepStoragePersistent(): Promise<boolean> {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}
