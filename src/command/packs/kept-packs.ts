/** Models that the command keeps: a folder each, by the pack's id. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where they lie: STILLROOM_PACKS, or the user's own folder. */
export function keptPacksFolder(): string {
  const { STILLROOM_PACKS: named = '' } = process.env;
  return named === '' ? join(homedir(), '.stillroom', 'packs') : resolve(named);
}

/** A folder that is being written has this at its end, and is no pack yet. */
export const UNFINISHED = '.part';

/** Folders of the kept packs, by name. */
export async function keptPacks(): Promise<readonly string[]> {
  const root = keptPacksFolder();
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith(UNFINISHED))
    .map(({ name }) => join(root, name))
    .sort();
}

/** The folder of a kept pack of this name; null where there is none. */
export function keptPack(name: string): string | null {
  if (name === '' || /[/\\]/.test(name) || name.endsWith(UNFINISHED)) return null;
  const folder = join(keptPacksFolder(), name);
  return existsSync(folder) ? folder : null;
}
