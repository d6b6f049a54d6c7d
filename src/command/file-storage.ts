/**
 * A folder of the disk as storage: a folder a table, a file a value. A file is written beside its
 * place and renamed, so that it is there whole or not at all, and what was finished before a power
 * cut or a full disk is there afterwards. The files of one put appear in its order. Several processes,
 * of several machines too, may write to one folder: equal keys hold equal values, and a rename is one
 * step.
 *
 * A file begins with the SHA-256 of what follows. One that does not match it (a disk's fault, a copy cut
 * short, a file of another version) counts as missing, is told once, and is written again with its value.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { StillroomError } from '../core/errors';
import { TABLES, type Entry, type Storage, type StorageUsage, type Table } from '../core/storage';
import { keyOf, keyPath, prefixPath } from './key-path';

/** Starts the names of files that are being written; no key's name starts like it. */
const PART = '.part-';
/** Bytes of the hash that a file begins with. */
const HASH = 32;

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** What a file holds; null for one that is not what was written, or of a newer Node, whose form this one cannot read. */
function valueOf(bytes: Buffer): { readonly value: unknown } | null {
  const content = bytes.subarray(HASH);
  if (!hashOf(content).equals(bytes.subarray(0, HASH))) return null;
  try {
    return { value: deserialize(content) };
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The error of a folder, or a file, that could not be read or written. */
export function folderFailed(folder: string, error: unknown): StillroomError {
  if (error instanceof StillroomError) return error;
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StillroomError(
    full ? 'QuotaExceeded' : 'StorageFailed',
    full
      ? `The disk under "${folder}" is full. What was finished is kept: make room and start the same command again.`
      : `"${folder}" cannot be used (${code || String(error)}). Choose another, or make it writable.`,
    { folder },
    { cause: error },
  );
}

export class FileStorage implements Storage {
  readonly #folder: string;
  readonly #onDamaged: (file: string) => void;
  /** Told already. */
  readonly #damaged = new Set<string>();
  /** Two machines may have processes of one number. */
  readonly #writer = randomBytes(6).toString('hex');
  #written = 0;

  /**
   * @param folder is made where it is not there
   * @param onDamaged told once of each file whose content is not what was written
   */
  constructor(folder: string, onDamaged: (file: string) => void = () => undefined) {
    this.#folder = folder;
    this.#onDamaged = onDamaged;
  }

  async get(table: Table, key: string): Promise<unknown> {
    const file = join(this.#folder, table, ...keyPath(key));
    try {
      const bytes = await readFile(file);
      const content = valueOf(bytes);
      if (content !== null) return content.value;
      if (!this.#damaged.has(file)) this.#onDamaged(file);
      this.#damaged.add(file);
      return undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw folderFailed(this.#folder, error);
    }
  }

  /** @throws StillroomError QuotaExceeded, StorageFailed: then a first part of the entries may be there */
  async put(entries: readonly Entry[]): Promise<void> {
    const parts: { readonly part: string; readonly file: string }[] = [];
    try {
      for (const { table, key, value } of entries) {
        const file = join(this.#folder, table, ...keyPath(key));
        const part = join(dirname(file), `${PART}${this.#writer}-${this.#written++}`);
        await mkdir(dirname(file), { recursive: true });
        parts.push({ part, file });
        const content = serialize(value);
        await writeFile(part, [hashOf(content), content], { flush: true });
      }
      for (const { part, file } of parts) await rename(part, file);
    } catch (error) {
      // What cannot be taken away now is tidied later; what went wrong first is what is told.
      for (const { part } of parts) await rm(part, { force: true }).catch(() => undefined);
      throw folderFailed(this.#folder, error);
    }
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    try {
      for (const key of keys) {
        await rm(join(this.#folder, table, ...keyPath(key)), { force: true });
      }
    } catch (error) {
      throw folderFailed(this.#folder, error);
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
          usedBytes += await this.#size(path);
        }
      }
      await mkdir(this.#folder, { recursive: true });
      const { bavail, bsize } = await statfs(this.#folder);
      return { usedBytes, quotaBytes: usedBytes + bavail * bsize, memoryBytes: 0 };
    } catch (error) {
      throw folderFailed(this.#folder, error);
    }
  }

  /**
   * Takes away what writers left that were killed while they wrote.
   * @param age milliseconds after which nobody is still writing
   */
  async tidy(age: number): Promise<void> {
    const before = Date.now() - age;
    for (const table of TABLES) {
      for await (const path of this.#all([table])) {
        if (path.at(-1)?.startsWith(PART) !== true) continue;
        const file = join(this.#folder, ...path);
        try {
          if ((await stat(file)).mtimeMs < before) await rm(file, { force: true });
        } catch (error) {
          // Its writer was there after all, and has renamed it.
          if (codeOf(error) !== 'ENOENT') throw folderFailed(this.#folder, error);
        }
      }
    }
  }

  /** Bytes of a file; 0 for one that another process took away after it was listed. */
  async #size(path: readonly string[]): Promise<number> {
    try {
      return (await stat(join(this.#folder, ...path))).size;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  /** Finished files below a folder, as names from the storage's folder on. */
  async *#files(folder: readonly string[]): AsyncGenerator<string[]> {
    for await (const path of this.#all(folder)) {
      if (path.at(-1)?.startsWith(PART) === false) yield path;
    }
  }

  /** All files below a folder, those in the writing among them. */
  async *#all(folder: readonly string[]): AsyncGenerator<string[]> {
    for (const child of await this.#children(folder)) {
      const path = [...folder, child.name];
      if (child.isDirectory()) yield* this.#all(path);
      else yield path;
    }
  }

  async #children(folder: readonly string[]) {
    try {
      return await readdir(join(this.#folder, ...folder), { withFileTypes: true });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw folderFailed(this.#folder, error);
    }
  }
}
