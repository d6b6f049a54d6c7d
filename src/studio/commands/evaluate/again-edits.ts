/** What a person's edits become when images are made again. */
import { NO_EDITS } from '../../../core/scoring/edits';
import { newSeeds, withCores, type ImageCores } from '../../../run/recipe/image-seeds';
import type { EditsByFolder, OwnEdits } from '../../state/settings';
import type { ImagePlace } from './contract';

/** By folder, the indices of its images. */
export function indicesIn(images: readonly ImagePlace[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { folder, index } of images) {
    found.set(folder, [...(found.get(folder) ?? []), index]);
  }
  return found;
}

/** The edits with another seed for each of these images. */
export function withNewSeeds(
  edits: EditsByFolder,
  images: readonly ImagePlace[],
  runSeed: number,
): EditsByFolder {
  const changed = new Map(edits);
  for (const [folder, indices] of indicesIn(images)) {
    const own: OwnEdits = changed.get(folder) ?? NO_EDITS;
    const seeds = newSeeds(folder, indices, own.seeds ?? [], runSeed);
    changed.set(folder, { ...own, seeds });
  }
  return changed;
}

/** The edits with other cores. @param cores by folder and index */
export function withOtherCores(
  edits: EditsByFolder,
  cores: ReadonlyMap<string, ImageCores>,
  runSeed: number,
): EditsByFolder {
  const changed = new Map(edits);
  for (const [folder, own] of cores) {
    const before: OwnEdits = changed.get(folder) ?? NO_EDITS;
    changed.set(folder, { ...before, seeds: withCores(own, before.seeds ?? [], runSeed) });
  }
  return changed;
}
