/**
 * Listing of a folder behind a FileSystemDirectoryHandle.
 *
 * An image keeps its path and the folder that was dropped: a file handle for each of 50,000 files
 * would hold as many connections to the browser process, and the path is all that another thread
 * needs to be told.
 */
import { StillroomError } from '../../core/errors';
import { isLeftover } from './leftovers';
import type { Pacer } from '../../core/pacing';
import type { SourceImage } from './collection';
import { baseName, folderPath } from './recognise';

/** A folder behind a handle, whose inner folders are opened by their names when a file needs them. */
export class HandleFolder {
  readonly handle: FileSystemDirectoryHandle;
  /** What it is called in the collection: its files' paths begin with it. */
  readonly name: string;
  readonly #inner = new Map<string, Promise<FileSystemDirectoryHandle>>();

  constructor(handle: FileSystemDirectoryHandle, name: string) {
    this.handle = handle;
    this.name = name;
  }

  #folder(path: string): Promise<FileSystemDirectoryHandle> {
    if (path === '') return Promise.resolve(this.handle);
    const known = this.#inner.get(path);
    if (known !== undefined) return known;
    const folder = this.#folder(folderPath(path)).then((above) =>
      above.getDirectoryHandle(baseName(path)),
    );
    this.#inner.set(path, folder);
    // Asked for again by the next file: access may have been given meanwhile.
    folder.catch(() => this.#inner.delete(path));
    return folder;
  }

  /** @param whole path, the folder's name in front */
  async file(whole: string): Promise<File> {
    const path = whole.slice(this.name.length + 1);
    const folder = await this.#folder(folderPath(path));
    return (await folder.getFileHandle(baseName(path))).getFile();
  }
}

export class HandleImage implements SourceImage {
  readonly path: string;
  readonly size = undefined;
  readonly folder: HandleFolder;

  /** @param path the folder's name in front */
  constructor(path: string, folder: HandleFolder) {
    this.path = path;
    this.folder = folder;
  }

  async open(): Promise<Blob> {
    const { path, folder } = this;
    try {
      return await folder.file(path);
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
}

/** The error for a file that the browser would not open. */
export function unreadable(path: string, cause: unknown): StillroomError {
  const refused =
    cause instanceof Error && (cause.name === 'NotAllowedError' || cause.name === 'SecurityError');
  if (refused) {
    return new StillroomError(
      'PermissionDenied',
      `The browser no longer lets this page read ${path}. Allow access to the folder again.`,
      { path },
      { cause },
    );
  }
  return new StillroomError(
    'BadImage',
    `${path} could not be opened: it was moved, deleted or changed since it was listed. Drop its folder again.`,
    { path, reason: 'could not be opened: it was moved, deleted or changed since it was listed' },
    { cause },
  );
}

/** Every file below a folder, depth first; hidden files and folders are left out. */
export function listHandle(folder: HandleFolder, pacer: Pacer): AsyncGenerator<SourceImage> {
  return listInner(folder, folder.handle, folder.name, pacer);
}

async function* listInner(
  folder: HandleFolder,
  inner: FileSystemDirectoryHandle,
  path: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const folders: FileSystemDirectoryHandle[] = [];
  for await (const child of inner.values()) {
    if (isLeftover(child.name)) continue;
    if (child.kind === 'directory') folders.push(child);
    else yield new HandleImage(`${path}/${child.name}`, folder);
    if (pacer.due) await pacer.rest();
  }
  for (const child of folders) yield* listInner(folder, child, `${path}/${child.name}`, pacer);
}
