/**
 * Which images of a collection are kept for evaluation: they enter no map, core, target, selection,
 * metric or baseline, and a classifier's accuracy is measured on them alone.
 */

import { differentPictures, type ShownPicture } from './equal-pictures';

export type Split =
  /** The images of sibling folders val, test or validation of train. */
  | { readonly kind: 'folders' }
  /**
   * A share of each class, chosen by what its images contain: the same image is held out everywhere,
   * and every copy of it too. 1 to 50 %.
   */
  | { readonly kind: 'share'; readonly percent: number }
  /** None: nothing can be evaluated on this collection. */
  | { readonly kind: 'none' };

/** What a collection without folders of its own for evaluation gives. */
export const USUAL_SHARE = 10;
export const USUAL_SPLIT: Split = { kind: 'share', percent: USUAL_SHARE };
/** At least half of a class is left to distill from. */
export const LARGEST_SHARE = 50;

/** A class of so many images gives at least `LEAST` of them, or its accuracy would mean nothing. */
const LARGE_ENOUGH = 50;
const LEAST = 10;
/** A class of fewer images gives none: it has none to spare. */
const FEWEST = 10;

/** A share of each class; none for 0. */
export function shareSplit(percent: number): Split {
  return percent > 0 ? { kind: 'share', percent } : { kind: 'none' };
}

/**
 * Where an image's content stands between 0 and 1: 32 bits of its own hash, which nothing else is
 * decided by.
 */
function standing(sha256: string): number {
  return Number.parseInt(sha256.slice(32, 40), 16) / 2 ** 32;
}

/**
 * The contents of a class that a share holds out: those that stand below it, and the next ones up to 10
 * images in a class of 50 or more. A larger share holds out all that a smaller one does.
 * @param hashes SHA-256 of the class's images, hexadecimal; copies share one
 * @param percent 1 to 50
 */
export function heldOutContents(hashes: readonly string[], percent: number): ReadonlySet<string> {
  const held = new Set<string>();
  if (hashes.length < FEWEST) return held;
  const copies = new Map<string, number>();
  for (const hash of hashes) copies.set(hash, (copies.get(hash) ?? 0) + 1);
  const least = hashes.length >= LARGE_ENOUGH ? LEAST : 0;
  const inOrder = [...copies.keys()].sort(
    (a, b) => standing(a) - standing(b) || (a < b ? -1 : Number(a > b)),
  );
  let images = 0;
  // The last content stays: a class with nothing but copies of one image keeps them.
  for (const hash of inOrder.slice(0, -1)) {
    if (standing(hash) >= percent / 100 && images >= least) break;
    held.add(hash);
    images += copies.get(hash) ?? 0;
  }
  return held;
}

/** A class's images by what they are for. */
export interface Divided<Image> {
  readonly used: readonly Image[];
  readonly heldOut: readonly Image[];
}

/**
 * Divides a class's images, each side in their order. Where folders decide, all of these are kept.
 */
export function divide<Image extends { readonly sha256: string }>(
  images: readonly Image[],
  split: Split,
): Divided<Image> {
  if (split.kind !== 'share') return { used: images, heldOut: [] };
  const hashes = images.map(({ sha256 }) => sha256);
  const held = heldOutContents(hashes, split.percent);
  return {
    used: images.filter(({ sha256 }) => !held.has(sha256)),
    heldOut: images.filter(({ sha256 }) => held.has(sha256)),
  };
}

/** Of the images of folders for evaluation, the different ones that nothing is distilled from. */
export function unseen<Image extends ShownPicture>(
  heldOut: readonly Image[],
  kept: readonly Image[],
): readonly Image[] {
  const seen = new Set(kept.map(({ pixelHash }) => pixelHash));
  return differentPictures(heldOut).filter(({ pixelHash }) => !seen.has(pixelHash));
}

/** Whether two splits hold the same images out. */
export function isSameSplit(a: Split, b: Split): boolean {
  if (a.kind !== 'share' || b.kind !== 'share') return a.kind === b.kind;
  return a.percent === b.percent;
}

/** For people: "10 % of each class, by content". */
export function splitText(split: Split): string {
  switch (split.kind) {
    case 'folders':
      return 'folders for evaluation beside train';
    case 'share':
      return `${split.percent} % of each class, by content`;
    case 'none':
      return 'nothing held out';
    default:
      return split satisfies never;
  }
}
