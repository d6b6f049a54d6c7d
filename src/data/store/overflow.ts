/**
 * Storage that goes on when its place is full or does not work.
 *
 * Before a write the quota is asked; when there is no room, or the place fails, the entries go into
 * memory, all of a put together, the run goes on, and one notice says so. What is in memory is found
 * like everything else until the page is closed, and moves to its place when something is taken away
 * and there is room again.
 */
import type { StillroomError } from '../../core/errors';
import { SerialQueue } from '../../core/serial-queue';
import type { Entry, Storage, StorageUsage, Table } from '../../core/storage';
import { isQuotaError, storageFailed, storageFull } from './problems';
import { valueBytes } from './value-bytes';

/** Left free for everything else that the site writes, and for the estimate's own slack. */
const HEADROOM_BYTES = 8 * 2 ** 20;

interface Held {
  readonly entry: Entry;
  readonly bytes: number;
}

const nameOf = (table: Table, key: string): string => `${table}/${key}`;

export class OverflowStorage implements Storage {
  readonly #place: Storage;
  readonly #memory = new Map<string, Held>();
  readonly #listeners = new Set<(notice: StillroomError) => void>();
  readonly #noticed = new Set<string>();
  /** Writes come one after the other: an older value must not follow a newer one into its place. */
  readonly #writes = new SerialQueue();

  constructor(place: Storage) {
    this.#place = place;
  }

  /** Told once when storage is full or broken (QuotaExceeded, StorageFailed), and again after something was taken away. */
  onNotice(listener: (notice: StillroomError) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #notice(error: StillroomError): void {
    if (this.#noticed.has(error.code)) return;
    this.#noticed.add(error.code);
    for (const listener of this.#listeners) listener(error);
  }

  /** Runs a read or delete; a place that fails is noticed and counts as empty. */
  async #attempt<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#notice(storageFailed(error));
      return otherwise;
    }
  }

  async get(table: Table, key: string): Promise<unknown> {
    const held = this.#memory.get(nameOf(table, key));
    if (held !== undefined) return held.entry.value;
    return this.#attempt(() => this.#place.get(table, key), undefined);
  }

  put(entries: readonly Entry[]): Promise<void> {
    return this.#writes.run(async () => {
      const problem = (await this.#imagesFirst(entries)) ?? (await this.#write(entries));
      for (const entry of entries) {
        const name = nameOf(entry.table, entry.key);
        this.#memory.delete(name);
        if (problem !== undefined) {
          this.#memory.set(name, { entry, bytes: valueBytes(entry.value) });
        }
      }
      // Memory first: whoever hears the notice finds the values.
      if (problem !== undefined) this.#notice(problem);
    });
  }

  /**
   * A record follows the images that it names: none in its place says that a run is done whose last images found no
   * room, for small values find some where large ones do not.
   * @returns why images are not in their place, if there is a record among the entries
   */
  async #imagesFirst(entries: readonly Entry[]): Promise<StillroomError | undefined> {
    if (!entries.some(({ table }) => table === 'runs')) return undefined;
    const waits = [...this.#memory.values()].some(({ entry }) => entry.table === 'images');
    return waits ? this.#settle() : undefined;
  }

  /** @returns why the entries are not in their place */
  async #write(entries: readonly Entry[]): Promise<StillroomError | undefined> {
    const bytes = entries.reduce((sum, { value }) => sum + valueBytes(value), 0);
    try {
      const { usedBytes, quotaBytes } = await this.#place.usage();
      if (usedBytes !== undefined && quotaBytes !== undefined) {
        const free = quotaBytes - usedBytes;
        if (bytes + HEADROOM_BYTES > free) return storageFull(bytes, free);
      }
      await this.#place.put(entries);
      return undefined;
    } catch (error) {
      return isQuotaError(error) ? storageFull(bytes, undefined) : storageFailed(error);
    }
  }

  delete(table: Table, keys: readonly string[]): Promise<void> {
    return this.#writes.run(async () => {
      for (const key of keys) this.#memory.delete(nameOf(table, key));
      await this.#attempt(() => this.#place.delete(table, keys), undefined);
      if ((await this.#settle()) === undefined) this.#noticed.clear();
    });
  }

  /** Moves what has room now into its place, in the order in which it came. @returns why not all of it is there */
  async #settle(): Promise<StillroomError | undefined> {
    for (const [name, { entry }] of this.#memory) {
      const problem = await this.#write([entry]);
      if (problem !== undefined) return problem;
      this.#memory.delete(name);
    }
    return undefined;
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    const stored = await this.#attempt(() => this.#place.keys(table, prefix), []);
    const held = Array.from(this.#memory.values(), ({ entry }) => entry)
      .filter((entry) => entry.table === table && entry.key.startsWith(prefix))
      .map(({ key }) => key);
    // The default order is the one by code units.
    return [...new Set([...stored, ...held])].sort();
  }

  async usage(): Promise<StorageUsage> {
    const nothing = { usedBytes: undefined, quotaBytes: undefined, memoryBytes: 0 };
    const usage = await this.#attempt(() => this.#place.usage(), nothing);
    let memoryBytes = 0;
    for (const { bytes } of this.#memory.values()) memoryBytes += bytes;
    return { ...usage, memoryBytes };
  }
}
