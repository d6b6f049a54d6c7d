/**
 * A folder of the disk as storage: a folder a table, a file a value. A file is written beside its
 * place and renamed, so that it is there whole or not at all, and what was finished before a power
 * cut or a full disk is there afterwards. The files of one put appear in its order. Several processes
 * may write to one folder: equal keys hold equal values, and a rename is one step.
 */
import { mkdir, readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { StillroomError } from '../core/errors';
import { TABLES, type Entry, type Storage, type StorageUsage, type Table } from '../core/storage';
import { keyOf, keyPath, prefixPath } from './key-path';

/** Starts the names of files that are being written; no key's name starts like it. */
const PART = '.part-';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function failed(folder: string, error: unknown): StillroomError {
  if (error instanceof StillroomError) return error;
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StillroomError(
    full ? 'QuotaExceeded' : 'StorageFailed',
    full
      ? `The disk under "${folder}" is full. What was finished is kept: make room and start the same command again.`
      : `The folder "${folder}" cannot be used for results (${code || String(error)}). Choose another, or make it writable.`,
    { folder },
    { cause: error },
  );
}

export class FileStorage implements Storage {
  readonly #folder: string;
  #written = 0;

  /** @param folder is made where it is not there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(table: Table, key: string): Promise<unknown> {
    const file = join(this.#folder, table, ...keyPath(key));
    try {
      return deserialize(await readFile(file)) as unknown;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw failed(this.#folder, error);
    }
  }

  /** @throws StillroomError QuotaExceeded, StorageFailed: then a first part of the entries may be there */
  async put(entries: readonly Entry[]): Promise<void> {
    const parts: { readonly part: string; readonly file: string }[] = [];
    try {
      for (const { table, key, value } of entries) {
        const file = join(this.#folder, table, ...keyPath(key));
        const part = join(dirname(file), `${PART}${process.pid}-${this.#written++}`);
        await mkdir(dirname(file), { recursive: true });
        parts.push({ part, file });
        await writeFile(part, serialize(value), { flush: true });
      }
      for (const { part, file } of parts) await rename(part, file);
    } catch (error) {
      for (const { part } of parts) await rm(part, { force: true });
      throw failed(this.#folder, error);
    }
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    try {
      for (const key of keys) {
        await rm(join(this.#folder, table, ...keyPath(key)), { force: true });
      }
    } catch (error) {
      throw failed(this.#folder, error);
    }
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    const found: string[] = [];
    for await (const path of this.#files([table, ...prefixPath(prefix)])) {
      const key = keyOf(path.slice(1));
      if (key?.startsWith(prefix) === true) found.push(key);
    }
    // The default order is the one by code units.
    return found.sort();
  }

  async usage(): Promise<StorageUsage> {
    try {
      let usedBytes = 0;
      for (const table of TABLES) {
        for await (const path of this.#files([table])) {
          usedBytes += (await stat(join(this.#folder, ...path))).size;
        }
      }
      await mkdir(this.#folder, { recursive: true });
      const { bavail, bsize } = await statfs(this.#folder);
      return { usedBytes, quotaBytes: usedBytes + bavail * bsize, memoryBytes: 0 };
    } catch (error) {
      throw failed(this.#folder, error);
    }
  }

  /** Finished files below a folder, as names from the storage's folder on. */
  async *#files(folder: readonly string[]): AsyncGenerator<string[]> {
    for (const child of await this.#children(folder)) {
      const path = [...folder, child.name];
      if (child.isDirectory()) yield* this.#files(path);
      else if (!child.name.startsWith(PART)) yield path;
    }
  }

  async #children(folder: readonly string[]) {
    try {
      return await readdir(join(this.#folder, ...folder), { withFileTypes: true });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw failed(this.#folder, error);
    }
  }
}
