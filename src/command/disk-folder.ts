/** The files below a folder of the disk, listed as the page lists a dropped folder. */
import { openAsBlob } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { StillroomError } from '../core/errors';
import type { SourceImage } from '../data/import/collection';
import { isLeftover } from '../data/import/leftovers';
import type { Pacer } from '../core/pacing';

class DiskImage implements SourceImage {
  readonly path: string;
  readonly size = undefined;
  readonly #folder: string;
  readonly #name: string;

  constructor(path: string, folder: string, name: string) {
    this.path = path;
    this.#folder = folder;
    this.#name = name;
  }

  async open(): Promise<Blob> {
    try {
      return await openAsBlob(join(this.#folder, this.#name));
    } catch (cause) {
      throw new StillroomError(
        'BadImage',
        `${this.path} could not be opened: it was moved, deleted or changed since it was listed.`,
        { path: this.path, reason: 'could not be opened: it was moved, deleted or changed' },
        { cause },
      );
    }
  }
}

/**
 * Every file below a folder, depth first; hidden files and folders are left out. Links are followed
 * to files alone, so that a link to a folder above it cannot go round.
 * @param path under which the folder stands in the collection
 */
export async function* listDiskFolder(
  folder: string,
  path: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const folders: string[] = [];
  const children = await opendir(folder).catch((cause: unknown) => {
    throw new StillroomError(
      'PermissionDenied',
      `The folder ${path} cannot be listed: it may not be read here, or its name is in another encoding than UTF-8. Allow it to be read, rename it, or pack the folders into an archive.`,
      { path },
      { cause },
    );
  });
  for await (const child of children) {
    if (isLeftover(child.name)) continue;
    if (child.isDirectory()) folders.push(child.name);
    else if (child.isFile() || child.isSymbolicLink()) {
      yield new DiskImage(`${path}/${child.name}`, folder, child.name);
    }
    if (pacer.due) await pacer.rest();
  }
  for (const name of folders) yield* listDiskFolder(join(folder, name), `${path}/${name}`, pacer);
}
