/** The pack in a folder or an archive of the disk; its weights stay there until they are needed. */
import { existsSync, openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { StillroomError } from '../core/errors';
import { packArchive } from '../data/pack-archive';
import { rememberPlace } from '../runtime/file-places';
import { filesSource, packAmong, type PackSource } from '../runtime/pack-source';
import { keptPack } from './packs/kept-packs';

async function filesBelow(root: string): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // A hub's downloads are links to where it keeps files by their hashes.
    const isLinked = entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile();
    if (!entry.isFile() && isLinked !== true) continue;
    const blob = await openAsBlob(path);
    rememberPlace(blob, path.replaceAll('\\', '/'));
    files.set(relative(root, path).replaceAll('\\', '/'), blob);
  }
  return files;
}

/**
 * @param place a folder, a .zip or .tar of one, or the name of a model that `stillroom pack add` keeps
 * @throws StillroomError PackInvalid for a place that is none of these, BadArchive
 */
export async function diskPack(place: string): Promise<PackSource> {
  const root = resolve(place);
  const found = await stat(root).catch(() => null);
  if (found?.isFile() === true) {
    const name = basename(root);
    return packAmong(await packArchive(await openAsBlob(root), name), name);
  }
  const folder = found === null ? keptPack(place) : root;
  try {
    if (folder !== null) return filesSource(basename(folder), await filesBelow(folder));
  } catch (cause) {
    throw nothingAt(place, cause);
  }
  throw nothingAt(place);
}

/** Where a pack lies, as a path that holds wherever a command is started: a kept model's folder for its name. */
export function packPlace(place: string): string {
  const root = resolve(place);
  return existsSync(root) ? root : (keptPack(place) ?? root);
}

function nothingAt(place: string, cause?: unknown): StillroomError {
  return new StillroomError(
    'PackInvalid',
    `There is no pack at "${place}". Name a folder that holds pack.json and its files, or an ONNX export's model_index.json; a .zip or .tar of one; or a model of \`stillroom pack list\`.`,
    { folder: place },
    { cause },
  );
}
