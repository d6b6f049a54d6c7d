/**
 * Repulsion between the images of a class, as particle guidance has it (arXiv 2310.13102, Eq. 4 with its
 * RBF kernel):
 *
 *     E = sum over pairs exp(-|x_i - x_j|^2 / h)       h = median |x_i - x_j|^2 / log n
 *     f_i = -dE/dx_i = (2/h) sum_j exp(-|x_i - x_j|^2 / h) (x_i - x_j)
 *
 * h is of the images themselves at this step and counts as a constant. Particle guidance moves the
 * score and takes x_i to be the noisy latents or features of a network; here they are the clean latents
 * that the predictions imply, which say what the images will show. Its strength has the units of a
 * score; here all forces of a step are scaled together, so that their root mean square over the images
 * is a share of the step's noise: an image in a crowd moves farther than one that stands apart.
 */
import { norm } from '../target';
import type { ClassStep, JointShift } from './joint-term';

/** |x_i - x_j|^2 of all pairs, [n, n]. */
export function squaredDistances(x: readonly Float64Array[]): Float64Array {
  const n = x.length;
  const all = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const a = x[i] as Float64Array;
    for (let j = 0; j < i; j++) {
      const b = x[j] as Float64Array;
      let sum = 0;
      for (let d = 0; d < a.length; d++) sum += ((a[d] as number) - (b[d] as number)) ** 2;
      all[i * n + j] = sum;
      all[j * n + i] = sum;
    }
  }
  return all;
}

/**
 * h: the median squared distance of two images over log n.
 * @param squared of at least two images, as `squaredDistances` gives them
 */
export function bandwidth(squared: Float64Array, n: number): number {
  const pairs: number[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) pairs.push(squared[i * n + j] as number);
  pairs.sort((a, b) => a - b);
  const half = (pairs.length - 1) / 2;
  const median = ((pairs[Math.floor(half)] as number) + (pairs[Math.ceil(half)] as number)) / 2;
  return median / Math.log(n);
}

/** E and f_i for a given h above 0. */
export function repulsion(
  x: readonly Float64Array[],
  squared: Float64Array,
  h: number,
): { readonly energy: number; readonly forces: readonly Float64Array[] } {
  const n = x.length;
  const forces = x.map((one) => new Float64Array(one.length));
  let energy = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const kernel = Math.exp(-(squared[i * n + j] as number) / h);
      energy += kernel;
      const weight = (2 / h) * kernel;
      const [a, b] = [x[i] as Float64Array, x[j] as Float64Array];
      const [up, down] = [forces[i] as Float64Array, forces[j] as Float64Array];
      for (let d = 0; d < a.length; d++) {
        const push = weight * ((a[d] as number) - (b[d] as number));
        up[d] = (up[d] as number) + push;
        down[d] = (down[d] as number) - push;
      }
    }
  }
  return { energy, forces };
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Distance of each image to the one that is nearest to it. */
function nearest(squared: Float64Array, n: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const row = squared.subarray(i * n, (i + 1) * n);
    return Math.sqrt(Math.min(...row.filter((_value, j) => j !== i)));
  });
}

/**
 * The shift of a step; null for a single image, and where all images are the same: then no direction
 * leads apart.
 * @param strength share of the step's noise
 */
export function repel({ x0, noiseNorms }: ClassStep, strength: number): JointShift | null {
  const n = x0.length;
  if (n < 2) return null;
  const squared = squaredDistances(x0);
  const h = bandwidth(squared, n);
  if (!(h > 0)) return null;
  const { energy, forces } = repulsion(x0, squared, h);
  const norms = forces.map(norm);
  const force = rootMeanSquare(norms);
  if (!(force > 0)) return null;
  const scale = (strength * rootMeanSquare(noiseNorms)) / force;
  for (const one of forces)
    for (let d = 0; d < one.length; d++) one[d] = (one[d] as number) * scale;
  return { shifts: forces, distances: nearest(squared, n), loss: energy };
}
