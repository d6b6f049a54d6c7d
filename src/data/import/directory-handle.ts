/**
 * Listing of a folder behind a FileSystemDirectoryHandle.
 *
 * An image keeps its folder's handle and its own name: a file handle for each of 50,000 files would
 * hold as many connections to the browser process.
 */
import { StillroomError } from '../../core/errors';
import { isHiddenName } from './recognise';
import type { Pacer } from '../pacing';
import type { SourceImage } from './collection';

/** Files whose sizes are asked for at the same time. */
const SIZES_AT_ONCE = 64;

class HandleImage implements SourceImage {
  readonly path: string;
  readonly size: number;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;

  constructor(path: string, size: number, folder: FileSystemDirectoryHandle, name: string) {
    this.path = path;
    this.size = size;
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

async function sizesOf(files: readonly FileSystemFileHandle[]): Promise<number[]> {
  return Promise.all(
    files.map(async (file) => {
      try {
        return (await file.getFile()).size;
      } catch {
        // Still listed: opening it at ingest says what is wrong with it.
        return 0;
      }
    }),
  );
}

/** Every file below a folder, depth first; hidden files and folders are left out. */
export async function* listHandle(
  folder: FileSystemDirectoryHandle,
  path: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const folders: FileSystemDirectoryHandle[] = [];
  let files: FileSystemFileHandle[] = [];
  const flush = async (): Promise<SourceImage[]> => {
    const sizes = await sizesOf(files);
    const images = files.map(
      (file, i) => new HandleImage(`${path}/${file.name}`, sizes[i] ?? 0, folder, file.name),
    );
    files = [];
    return images;
  };
  for await (const child of folder.values()) {
    if (isHiddenName(child.name)) continue;
    if (child.kind === 'directory') folders.push(child);
    else files.push(child);
    if (files.length >= SIZES_AT_ONCE) yield* await flush();
    if (pacer.due) await pacer.rest();
  }
  yield* await flush();
  for (const child of folders) yield* listHandle(child, `${path}/${child.name}`, pacer);
}
