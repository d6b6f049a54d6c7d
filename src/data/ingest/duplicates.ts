/** Images with the same bytes, found by their hashes. */
import type { Pacer } from '../pacing';

export interface HashedImage {
  readonly folder: string;
  readonly path: string;
  readonly sha256: string;
}

export interface DuplicateGroup {
  readonly sha256: string;
  /** Two or more, in the order in which they were given. */
  readonly images: readonly HashedImage[];
  /** True when they lie in different classes, which makes their label contradictory. */
  readonly acrossClasses: boolean;
}

/** The groups of images that share a hash, in the order of their first image. @throws StillroomError Aborted */
export async function findDuplicates(
  images: Iterable<HashedImage>,
  pacer: Pacer,
): Promise<DuplicateGroup[]> {
  const byHash = new Map<string, HashedImage[]>();
  for (const image of images) {
    const group = byHash.get(image.sha256);
    if (group === undefined) byHash.set(image.sha256, [image]);
    else group.push(image);
    if (pacer.due) await pacer.rest();
  }
  return [...byHash]
    .filter(([, group]) => group.length > 1)
    .map(([sha256, group]) => ({
      sha256,
      images: group,
      acrossClasses: group.some((image) => image.folder !== group[0]?.folder),
    }));
}

export interface PictureCount {
  readonly images: number;
  /** Images with bytes of their own: equal files count once. */
  readonly different: number;
}

/** How many images there are, and how many of them differ. */
export function countPictures(images: Iterable<{ readonly sha256: string }>): PictureCount {
  let count = 0;
  const hashes = new Set<string>();
  for (const { sha256 } of images) {
    count++;
    hashes.add(sha256);
  }
  return { images: count, different: hashes.size };
}

/** The counts of each class, by its folder. */
export function countByClass(images: Iterable<HashedImage>): Map<string, PictureCount> {
  const byFolder = new Map<string, HashedImage[]>();
  for (const image of images) {
    const group = byFolder.get(image.folder);
    if (group === undefined) byFolder.set(image.folder, [image]);
    else group.push(image);
  }
  return new Map([...byFolder].map(([folder, group]) => [folder, countPictures(group)]));
}
