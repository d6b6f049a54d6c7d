/**
 * Listing of a folder behind a FileSystemDirectoryHandle.
 *
 * An image keeps its folder's handle and its own name: a file handle for each of 50,000 files would
 * hold as many connections to the browser process.
 */
import { StillroomError } from '../../core/errors';
import { isLeftover } from './leftovers';
import type { Pacer } from '../pacing';
import type { SourceImage } from './collection';

class HandleImage implements SourceImage {
  readonly path: string;
  readonly size = undefined;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;

  constructor(path: string, folder: FileSystemDirectoryHandle, name: string) {
    this.path = path;
    this.#folder = folder;
    this.#name = name;
  }

  async open(): Promise<Blob> {
    try {
      return await (await this.#folder.getFileHandle(this.#name)).getFile();
    } catch (cause) {
      throw unreadable(this.path, cause);
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
export async function* listHandle(
  folder: FileSystemDirectoryHandle,
  path: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const folders: FileSystemDirectoryHandle[] = [];
  for await (const child of folder.values()) {
    if (isLeftover(child.name)) continue;
    if (child.kind === 'directory') folders.push(child);
    else yield new HandleImage(`${path}/${child.name}`, folder, child.name);
    if (pacer.due) await pacer.rest();
  }
  for (const child of folders) yield* listHandle(child, `${path}/${child.name}`, pacer);
}
