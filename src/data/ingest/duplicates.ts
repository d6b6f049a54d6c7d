/** Equal pictures, found by what they show. */
import type { ShownPicture } from '../../core/equal-pictures';
import type { Pacer } from '../../core/pacing';

/** The groups of images that show the same, in the order of their first image. @throws StillroomError Aborted */
export async function findDuplicates<Image extends ShownPicture>(
  images: Iterable<Image>,
  pacer: Pacer,
): Promise<(readonly Image[])[]> {
  const byHash = new Map<string, Image[]>();
  for (const image of images) {
    const group = byHash.get(image.pixelHash);
    if (group === undefined) byHash.set(image.pixelHash, [image]);
    else group.push(image);
    if (pacer.due) await pacer.rest();
  }
  return [...byHash.values()].filter(({ length }) => length > 1);
}
