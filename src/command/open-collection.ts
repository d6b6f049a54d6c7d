/** A collection from paths of the disk: folders and archives, listed by the page's own import. */
import { openAsBlob } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { StillroomError } from '../core/errors';
import type { Collection } from '../data/import/collection';
import { addedRoots } from '../data/import/added-roots';
import { importRoots } from '../data/import/import-roots';
import type { ImportOptions } from '../data/import/options';
import type { ImportRoot } from '../data/import/roots';
import { listDiskFolder } from './disk-folder';

async function rootOf(path: string): Promise<ImportRoot> {
  const place = resolve(path);
  const name = basename(place);
  try {
    const found = await stat(place);
    if (found.isDirectory()) {
      return { kind: 'listed', name, list: (pacer, as) => listDiskFolder(place, as, pacer) };
    }
    // The file stays on the disk; what is read of it is read from there.
    const file = new File([await openAsBlob(place)], name, { lastModified: found.mtimeMs });
    return { kind: 'file', path: name, file };
  } catch (cause) {
    throw new StillroomError(
      'BadParameter',
      `There is nothing to read at "${path}". Name a folder of class folders, or an archive of them.`,
      { path },
      { cause },
    );
  }
}

/** Each place once; of two with one name the later one is called otherwise, as on the page. */
async function rootsOf(paths: readonly string[]): Promise<readonly ImportRoot[]> {
  const seen = new Set<string>();
  let roots: readonly ImportRoot[] = [];
  for (const path of paths) {
    const root = await rootOf(path);
    const place = await realpath(path);
    if (seen.has(place)) continue;
    seen.add(place);
    ({ roots } = await addedRoots(roots, [root]));
  }
  return roots;
}

/**
 * Lists class folders without reading an image.
 * @param paths folders, or .zip, .tar and .tgz archives
 * @throws StillroomError BadParameter for a path that is not there, TooFewImages, BadArchive, Aborted
 */
export async function openCollection(
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<Collection> {
  return importRoots(await rootsOf(paths), options);
}
