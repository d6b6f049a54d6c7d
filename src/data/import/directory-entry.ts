/**
 * Listing of a folder dropped in a browser without file system handles (`webkitGetAsEntry`).
 *
 * The images stay readable until the page is left; nothing of them can be remembered.
 */
import { unreadable } from './directory-handle';
import { isLeftover } from './leftovers';
import type { Pacer } from '../../core/pacing';
import type { SourceImage } from './collection';

class EntryImage implements SourceImage {
  readonly path: string;
  readonly size: number | undefined;
  readonly #entry: FileSystemFileEntry;

  constructor(path: string, size: number | undefined, entry: FileSystemFileEntry) {
    this.path = path;
    this.size = size;
    this.#entry = entry;
  }

  async open(): Promise<Blob> {
    try {
      return await fileOf(this.#entry);
    } catch (cause) {
      throw unreadable(this.path, cause);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** undefined for a file that cannot be opened: it is said when it is read, and takes no other with it. */
async function sizeOf(entry: FileSystemFileEntry): Promise<number | undefined> {
  try {
    return (await fileOf(entry)).size;
  } catch {
    return undefined;
  }
}

function nextChildren(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });
}

/** Every file below a folder, depth first; hidden files and folders are left out. */
export async function* listEntry(
  folder: FileSystemDirectoryEntry,
  path: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const reader = folder.createReader();
  const folders: FileSystemDirectoryEntry[] = [];
  // A reader hands out at most a hundred children a call and ends with an empty list.
  for (let children = await nextChildren(reader); children.length > 0;) {
    const visible = children.filter((child) => !isLeftover(child.name));
    folders.push(...visible.filter(isFolder));
    const files = visible.filter(isFile);
    const sizes = await Promise.all(files.map(sizeOf));
    yield* files.map((file, i) => new EntryImage(`${path}/${file.name}`, sizes[i], file));
    if (pacer.due) await pacer.rest();
    children = await nextChildren(reader);
  }
  for (const child of folders) yield* listEntry(child, `${path}/${child.name}`, pacer);
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
