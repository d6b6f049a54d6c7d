/** The eight orientations as what they are: the signed permutations of two axes. */
import type { OrientationValue } from './exif';

/**
 * Takes stored to upright directions, row by row: the upright x of a step along stored x and along
 * stored y, then its upright y.
 */
export type OrientationMatrix = readonly [xx: number, xy: number, yx: number, yy: number];

/** TIFF 6.0 defines the values by where the first row and column of the stored picture belong. */
const MATRICES: Readonly<Record<OrientationValue, OrientationMatrix>> = {
  1: [1, 0, 0, 1],
  2: [-1, 0, 0, 1],
  3: [-1, 0, 0, -1],
  4: [1, 0, 0, -1],
  5: [0, 1, 1, 0],
  6: [0, -1, 1, 0],
  7: [0, -1, -1, 0],
  8: [0, 1, -1, 0],
};
const VALUES = [1, 2, 3, 4, 5, 6, 7, 8] as const;

export function orientationMatrix(orientation: OrientationValue): OrientationMatrix {
  return MATRICES[orientation];
}

/** One orientation after another, as one. */
export function followedBy(first: OrientationValue, then: OrientationValue): OrientationValue {
  const [a, b, c, d] = MATRICES[first];
  const [e, f, g, h] = MATRICES[then];
  const product = [e * a + f * c, e * b + f * d, g * a + h * c, g * b + h * d];
  const same = VALUES.find((value) => MATRICES[value].every((n, i) => n === product[i]));
  if (same === undefined) throw new Error(`${first} then ${then} is no orientation`);
  return same;
}
