/** A model from a folder, an archive or a web address, kept for `--pack NAME`. */
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { packBytes, packFiles, type PackDescription } from '../../core/formats/pack';
import { packFileAddress, packFolder } from '../../core/formats/pack/pack-address';
import { sizeText } from '../../core/formats/pack/pack-facts';
import { packOfText } from '../../runtime/download/kept-models';
import { loadPack } from '../../runtime/pack-loader';
import { diskPack } from '../disk-pack';
import { folderFailed } from '../file-storage';
import { downloadFile, fetchedDescription } from './download';
import { keptPacksFolder, UNFINISHED } from './kept-packs';
import { oneAdding } from './one-adding';

export interface AddHooks {
  readonly signal?: AbortSignal;
  /** A line that stays, and one that the next takes the place of. */
  readonly say: (line: string) => void;
  readonly status: (line: string) => void;
}

export interface AddedPack {
  readonly folder: string;
  readonly pack: PackDescription;
  readonly warnings: readonly string[];
}

const isAddress = (place: string): boolean => /^https?:\/\//i.test(place);

/** The folder of a pack, where none of its name is kept. */
function freeFolder({ id }: PackDescription): string {
  const folder = join(keptPacksFolder(), id);
  if (!existsSync(folder)) return folder;
  throw new StillroomError(
    'BadParameter',
    `A model "${id}" is kept already, in ${folder}. Remove that folder to add another of its name.`,
    { folder },
  );
}

/** @param write fills the unfinished folder, onto the disk itself, and returns its warnings */
async function adding(
  pack: PackDescription,
  write: (folder: string, unfinished: string) => Promise<readonly string[]>,
): Promise<AddedPack> {
  return oneAdding(join(keptPacksFolder(), pack.id), async () => {
    const folder = freeFolder(pack);
    const unfinished = folder + UNFINISHED;
    const warnings = await write(folder, unfinished);
    await rename(unfinished, folder);
    return { folder, pack, warnings };
  });
}

async function fromDisk(place: string, { signal, say }: AddHooks): Promise<AddedPack> {
  const source = await diskPack(place);
  // Every file is read and held to its hash before one is copied.
  const { pack, warnings } = await loadPack(source, { signal });
  return adding(pack, async (folder, unfinished) => {
    await rm(unfinished, { recursive: true, force: true });
    say(`Copying ${sizeText(packBytes(pack))} to ${folder}`);
    for (const path of source.paths ?? []) {
      throwIfAborted(signal);
      const target = join(unfinished, path);
      await mkdir(dirname(target), { recursive: true });
      const content = await source.read(path);
      const out = await open(target, 'w');
      try {
        for await (const piece of content.stream()) await out.write(piece);
        await out.sync();
      } finally {
        await out.close();
      }
    }
    return warnings;
  });
}

async function fromWeb(place: string, { signal, say, status }: AddHooks): Promise<AddedPack> {
  const base = packFolder(place);
  const text = await fetchedDescription(packFileAddress(base, 'pack.json'), signal);
  const pack = packOfText(text, base.href);
  return adding(pack, async (folder, unfinished) => {
    const files = packFiles(pack);
    say(`${pack.name}: ${files.length} files, ${sizeText(packBytes(pack))}, into ${folder}`);
    for (const file of files) {
      await downloadFile(base, file, unfinished, {
        ...(signal && { signal }),
        tell: (path, bytes) => status(`${path}: ${sizeText(bytes)} of ${sizeText(file.bytes)}`),
      });
      say(`${file.path} is there`);
    }
    await writeFile(join(unfinished, 'pack.json'), text, { flush: true });
    return [];
  });
}

/**
 * @param place a folder, an archive, or the address of a folder with a pack.json
 * @throws StillroomError PackInvalid, BadArchive, BadParameter where one of its name is kept or
 *   being added, QuotaExceeded, StorageFailed, Aborted
 */
export async function addPack(place: string, hooks: AddHooks): Promise<AddedPack> {
  try {
    return await (isAddress(place) ? fromWeb(place, hooks) : fromDisk(place, hooks));
  } catch (error) {
    // A call of the system that failed: what is read was opened before.
    if (error instanceof Error && 'syscall' in error) throw folderFailed(keptPacksFolder(), error);
    throw error;
  }
}
