/**
 * Tables as folders of the browser's private file system, a file a value.
 *
 * Large values lie here and not in the database: Chromium keeps values below 64 KiB in a log that does
 * not shrink when they are deleted (measured: 16 MB of pictures, 31 MB used; all deleted, 42 MB used),
 * and what is private has to be gone when a person takes it away. A deleted file is gone at once. A
 * file appears when it is whole, so that a value is there or is not.
 */
import type { Entry, Storage, Table } from '../../core/storage';
import { packValue, unpackValue } from './packed-value';

/** A folder below the root, so that others of the same origin are left alone. */
const FOLDER = 'stillroom';

/** Ends the names of values: browsers put files of their own beside those that are being written. */
const ENDING = '.value';

/**
 * Bytes that go to a file at once. Chromium passes them on through a pipe of 2 MiB, and where a file finds no
 * room while the pipe still takes bytes, it says AbortError or QuotaExceededError, whichever comes first (measured:
 * 22 of 120 writes of 10 MB). What fits in the pipe has been handed over whole by then, and the reason arrives.
 */
const PIECE = 512 * 1024;

/** Folders and the file of a key: its parts, so that keys of one beginning lie together. */
function pathOf(key: string): { readonly folders: readonly string[]; readonly name: string } {
  const parts = key.split('/').map(encodeURIComponent);
  return { folders: parts.slice(0, -1), name: `${parts.at(-1) ?? ''}${ENDING}` };
}

/** What a function gives, or undefined where a file or folder is not there. */
async function whereFound<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}

export class OriginFiles implements Pick<Storage, 'get' | 'delete' | 'keys'> {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** @throws NotFoundError where the folder is not there and is not to be made */
  async #folder(
    table: Table,
    folders: readonly string[],
    create: boolean,
  ): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const name of [FOLDER, table, ...folders]) {
      folder = await folder.getDirectoryHandle(name, { create });
    }
    return folder;
  }

  async get(table: Table, key: string): Promise<unknown> {
    const { folders, name } = pathOf(key);
    const bytes = await whereFound(async () => {
      const folder = await this.#folder(table, folders, false);
      const file = await (await folder.getFileHandle(name)).getFile();
      return file.arrayBuffer();
    });
    return bytes === undefined ? undefined : unpackValue(new Uint8Array(bytes));
  }

  async put({ table, key, value }: Entry): Promise<void> {
    const bytes = packValue(value);
    const { folders, name } = pathOf(key);
    const folder = await this.#folder(table, folders, true);
    const handle = await folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    try {
      for (let start = 0; start < bytes.length; start += PIECE) {
        await writable.write(bytes.subarray(start, start + PIECE));
      }
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => undefined);
      // What was there stays; an empty file was made for the name alone.
      const { size } = await handle.getFile();
      if (size === 0) await folder.removeEntry(name);
      throw error;
    }
  }

  async delete(table: Table, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const { folders, name } = pathOf(key);
      await whereFound(async () => {
        await (await this.#folder(table, folders, false)).removeEntry(name);
      });
    }
  }

  async keys(table: Table, prefix = ''): Promise<string[]> {
    // Whole parts of the prefix are folders; the last part is the beginning of names.
    const { folders } = pathOf(prefix);
    const root = await whereFound(() => this.#folder(table, folders, false));
    if (root === undefined) return [];
    const keys: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: readonly string[]) => {
      for await (const [name, handle] of folder.entries()) {
        if (isDirectory(handle)) await walk(handle, [...path, decodeURIComponent(name)]);
        else if (name.endsWith(ENDING)) {
          keys.push([...path, decodeURIComponent(name.slice(0, -ENDING.length))].join('/'));
        }
      }
    };
    await walk(root, folders.map(decodeURIComponent));
    // The default order is the one by code units.
    return keys.filter((key) => key.startsWith(prefix)).sort();
  }
}

function isDirectory(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

/** The private file system, or null where the browser has none that pages can write. */
export async function openOriginFiles(): Promise<OriginFiles | null> {
  if (!('createWritable' in FileSystemFileHandle.prototype)) return null;
  try {
    return new OriginFiles(await navigator.storage.getDirectory());
  } catch {
    // Private windows of some browsers refuse; the database may still work.
    return null;
  }
}
