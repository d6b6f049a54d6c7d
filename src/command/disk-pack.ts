/** The pack in a folder of the disk; its weights stay there until they are needed. */
import { openAsBlob } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { StillroomError } from '../core/errors';
import { filesSource, type PackSource } from '../runtime/pack-source';

/** @throws StillroomError PackInvalid for a folder that cannot be listed */
export async function diskPack(folder: string): Promise<PackSource> {
  const root = resolve(folder);
  const files = new Map<string, Blob>();
  try {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(relative(root, path).replaceAll('\\', '/'), await openAsBlob(path));
    }
  } catch (cause) {
    throw new StillroomError(
      'PackInvalid',
      `There is no pack at "${folder}". Name a folder that holds pack.json and its files, or an ONNX export's model_index.json.`,
      { folder },
      { cause },
    );
  }
  return filesSource(basename(root), files);
}
