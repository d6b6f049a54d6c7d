/** The files below a folder of the disk, listed as the page lists a dropped folder. */
import { openAsBlob } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
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

/** Whether a link leads to a folder that neither is nor holds one of those around it. */
async function leadsElsewhere(link: string, around: readonly string[]): Promise<boolean> {
  const found = await stat(link).catch(() => null);
  if (found?.isDirectory() !== true) return false;
  const target = await realpath(link);
  const below = join(target, sep);
  return !around.some((place) => place === target || place.startsWith(below));
}

/**
 * Every file below a folder, depth first; hidden files and folders are left out. Links are followed, but
 * for those to a folder that they lie in, which would go round.
 * @param path under which the folder stands in the collection
 * @param above real places of the folders that this one lies in
 */
export async function* listDiskFolder(
  folder: string,
  path: string,
  pacer: Pacer,
  above: readonly string[] = [],
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
  const around = [...above, await realpath(folder)];
  for await (const child of children) {
    if (isLeftover(child.name)) continue;
    const isLinked =
      child.isSymbolicLink() && (await leadsElsewhere(join(folder, child.name), around));
    if (child.isDirectory() || isLinked) folders.push(child.name);
    else if (child.isFile() || child.isSymbolicLink()) {
      yield new DiskImage(`${path}/${child.name}`, folder, child.name);
    }
    if (pacer.due) await pacer.rest();
  }
  for (const name of folders) {
    yield* listDiskFolder(join(folder, name), `${path}/${name}`, pacer, around);
  }
}
