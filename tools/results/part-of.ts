/** A collection cut down, so that a comparison can be tried out in minutes. */
import type { Collection, SourceImage } from '../../src/data/import/collection';

/**
 * @param classes the first ones; 0 for all
 * @param images of each class, from its images in their order
 */
export function partOf(
  collection: Collection,
  classes: number,
  images: (all: readonly SourceImage[]) => readonly SourceImage[],
): Collection {
  const chosen = collection.classes.slice(0, classes || undefined);
  return {
    ...collection,
    classes: chosen.map((entry) => ({ ...entry, images: images(entry.images) })),
  };
}

/** The first images; all for 0. */
export function firstImages(count: number) {
  return (all: readonly SourceImage[]) => all.slice(0, count || undefined);
}
