/**
 * The real images of a class that lie nearest to a picture, and whether the picture is one of them again.
 *
 * A picture is called a copy of a real image c where d(x, c) is below half the way from c to its nearest
 * other real image r, d(x, c) < d(c, r) / 2: the bound of follows.ts, which says why it is a half, for any
 * real image in the place of the core. Images of the very same content as c (distance 0) are no others.
 */
import { matrix, type Matrix } from '../linalg/matrix';
import { exactNeighbours } from '../linalg/neighbours';
import { squaredDistance } from '../linalg/pairwise';
import { COPY_BOUND } from './follows';

export interface NearImage {
  /** Row among the real images. */
  readonly image: number;
  /** Euclidean distance from the picture. */
  readonly distance: number;
  /** Distance from this image to its nearest other real image; null where there is none. */
  readonly apart: number | null;
}

/**
 * @param real [n, d]
 * @param picture [d]
 * @param count of images at most
 * @returns nearest first, equal distances by row
 * @throws StillroomError ShapeMismatch for a picture of other dimensions, NonFiniteOutput
 */
export function nearestReal(real: Matrix, picture: Float32Array, count: number): NearImage[] {
  const queries = matrix(picture, 1, picture.length);
  const k = Math.min(count, real.rows);
  const { indices, distances } = exactNeighbours(real, { k, queries });
  return Array.from(indices, (image, i) => ({
    image,
    distance: distances[i] ?? 0,
    apart: wayToNextOther(real, image),
  }));
}

function wayToNextOther(real: Matrix, image: number): number | null {
  let least = Infinity;
  for (let other = 0; other < real.rows; other++) {
    const squared = squaredDistance(real, image, real, other);
    if (squared > 0 && squared < least) least = squared;
  }
  return least === Infinity ? null : Math.sqrt(least);
}

/** Whether the picture repeats this image. */
export function isCopyOf({ distance, apart }: NearImage): boolean {
  return apart !== null && distance < COPY_BOUND * apart;
}
