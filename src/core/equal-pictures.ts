/**
 * Equal pictures count once. A picture that lies in a folder under two names, or was saved again with
 * other metadata, says nothing twice: drawn twice it wastes an image of the set, twelve of it make a
 * cluster of their own, and held out on one side and used on the other it is known before it is asked
 * about. So a class is made of its different pictures, and every method, number and advice sees these.
 */

/** SHA-256 of what a picture shows: equal for equal upright pixels, whatever file they come from. */
export interface ShownPicture {
  readonly pixelHash: string;
}

/** The first of each group of equal pictures, in their order. */
export function differentPictures<Image extends ShownPicture>(
  images: readonly Image[],
): readonly Image[] {
  const seen = new Set<string>();
  return images.filter(({ pixelHash }) => {
    if (seen.has(pixelHash)) return false;
    seen.add(pixelHash);
    return true;
  });
}
