/**
 * k-centre greedy (Gonzalez 1985; as a core-set, Sener and Savarese, ICLR 2018): real images such that
 * no image of the class is far from its nearest chosen one.
 *
 *     next = argmax_x min_{c chosen} || x - c ||
 *
 * Whatever the first one is, the largest distance left, max_x min_c || x - c ||, is at most twice the
 * smallest that any choice of as many images can reach. The papers leave the first to chance; here it
 * is the image nearest to the class mean, so that a class always gives the same list. Every image is
 * chosen once at most: when only copies of chosen ones are left, they follow in their order. The list
 * for a smaller count is the beginning of the list for a larger one.
 */
import { throwIfAborted } from '../errors';
import { columnMeans, type Matrix } from '../linalg/matrix';
import { squaredDistance } from '../linalg/pairwise';
import { checkSubset } from './subset-size';

function nearestToMean(latents: Matrix): number {
  const mean: Matrix = { data: columnMeans(latents), rows: 1, columns: latents.columns };
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < latents.rows; row++) {
    const distance = squaredDistance(latents, row, mean, 0);
    if (distance < least) {
      least = distance;
      nearest = row;
    }
  }
  return nearest;
}

/**
 * Rows in the order in which they are chosen; equally far ones go to the first.
 * @param latents the class's images, [images, d]
 * @param count from 1 to the number of images
 * @returns [count] row indices, distinct
 * @throws StillroomError TooFewImages, BadParameter, NonFiniteOutput, Aborted
 */
export function kCentre(latents: Matrix, count: number, signal?: AbortSignal): Int32Array {
  checkSubset(latents, count, 'k-centre');
  const { rows } = latents;
  const chosen = new Int32Array(count);
  const taken = new Uint8Array(rows);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let next = nearestToMean(latents);
  for (let t = 0; t < count; t++) {
    throwIfAborted(signal);
    const centre = next;
    chosen[t] = centre;
    taken[centre] = 1;
    next = -1;
    for (let row = 0; row < rows; row++) {
      if (taken[row] === 1) continue;
      const distance = Math.min(nearest[row] ?? 0, squaredDistance(latents, row, latents, centre));
      nearest[row] = distance;
      if (next < 0 || distance > (nearest[next] ?? 0)) next = row;
    }
  }
  return chosen;
}
