/**
 * Herding (Welling, ICML 2009, in the greedy form that distillation papers compare with): real images
 * whose running mean follows the class mean mu. With s the sum of the t images chosen so far, the next
 * one is
 *
 *     argmin_x || mu - (s + x) / (t + 1) ||  =  argmin_x || (s - t mu) + (x - mu) ||
 *
 * over the images that are still free. The right form is what is computed: it sums deviations from
 * the mean, which stay small, where s and (t + 1) mu would grow and cancel. Welling's own rule moves a
 * weight vector and may take an image again and again; a subset of a class cannot, so here every image
 * is chosen once at most. The list for a smaller count is the beginning of the list for a larger one.
 */
import { throwIfAborted } from '../errors';
import { columnMeans, type Matrix } from '../linalg/matrix';
import { checkSubset } from './subset-size';

/** || (s - t mu) + (x - mu) ||^2 for one row x. */
function missAfter(
  { data, columns }: Matrix,
  row: number,
  mean: Float64Array,
  deviation: Float64Array,
): number {
  let sum = 0;
  for (let c = 0, p = row * columns; c < columns; c++, p++) {
    const miss = (deviation[c] ?? 0) + ((data[p] ?? 0) - (mean[c] ?? 0));
    sum += miss * miss;
  }
  return sum;
}

/**
 * Rows in the order in which they are chosen; equally good ones go to the first.
 * @param latents the class's images, [images, d]
 * @param count from 1 to the number of images
 * @returns [count] row indices, distinct
 * @throws StillroomError TooFewImages, BadParameter, NonFiniteOutput, Aborted
 */
export function herding(latents: Matrix, count: number, signal?: AbortSignal): Int32Array {
  checkSubset(latents, count, 'Herding');
  const { data, rows, columns } = latents;
  const mean = columnMeans(latents);
  const deviation = new Float64Array(columns);
  const taken = new Uint8Array(rows);
  const chosen = new Int32Array(count);
  for (let t = 0; t < count; t++) {
    throwIfAborted(signal);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      if (taken[row] === 1) continue;
      const miss = missAfter(latents, row, mean, deviation);
      if (best < 0 || miss < least) {
        best = row;
        least = miss;
      }
    }
    chosen[t] = best;
    taken[best] = 1;
    for (let c = 0, p = best * columns; c < columns; c++, p++) {
      deviation[c] = (deviation[c] ?? 0) + ((data[p] ?? 0) - (mean[c] ?? 0));
    }
  }
  return chosen;
}
