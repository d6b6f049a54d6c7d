/** Sets and held-out images as folders of classes, for trainers that know nothing of the product's own storage. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeNames } from '../../src/data/export/safe-name';
import type { ClassSource, Pictures } from '../../src/run/ports';
import type { NamedClass } from '../../src/run/recipe/make-recipe';
import type { RunRecord } from '../../src/run/results/records';
import type { Runs } from '../../src/run/results/runs';

/** Where a class's folder lies; names that are no names of files are made so, as in an export. */
function foldersOf(classes: readonly NamedClass[], into: string): ReadonlyMap<string, string> {
  const names = safeNames(classes.map(({ folder }) => folder));
  const folders = new Map([...names].map(([folder, name]) => [folder, join(into, name)]));
  for (const folder of folders.values()) mkdirSync(folder, { recursive: true });
  return folders;
}

const fileOf = (index: number): string => `${String(index).padStart(4, '0')}.png`;

/** The images of a run, as they were made. @throws Error for an image that is no longer kept */
export async function writeSet(
  runs: Runs,
  record: RunRecord,
  classes: readonly NamedClass[],
  into: string,
): Promise<void> {
  const folders = foldersOf(classes, into);
  for (const image of await runs.finishedOf(record)) {
    const stored = await runs.image(image.key);
    const folder = folders.get(image.folder);
    if (stored === undefined || folder === undefined) {
      throw new Error(`Image ${image.index + 1} of "${image.folder}" is no longer kept.`);
    }
    writeFileSync(join(folder, fileOf(image.index)), stored.png);
  }
}

/** The images that no set is made from, as the model sees them. @param side in pixels */
export async function writeHeldOut(
  { source, pictures }: { readonly source: ClassSource; readonly pictures: Pictures },
  classes: readonly NamedClass[],
  side: number,
  into: string,
  signal: AbortSignal,
): Promise<void> {
  for (const [folder, path] of foldersOf(classes, into)) {
    const images = await source.heldOut(folder, signal);
    let index = 0;
    for await (const pixels of source.pixels(images, side, signal)) {
      const png = await pictures.encodePng({ pixels, width: side, height: side });
      writeFileSync(join(path, fileOf(index)), png);
      index += 1;
    }
  }
}
