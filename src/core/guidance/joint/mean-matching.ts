/**
 * Mean matching: the images of a class are moved together, all by the same, so that their mean goes the
 * share s of its way to the mean m of the class's real latents:
 *
 *     x_i <- x_i + s (m - mean x)        so that   mean x <- (1 - s) mean x + s m
 *
 * the gradient step of |mean x - m|^2 / 2 that a share of 1 ends in. It is the first moment of
 * distribution matching (DM, arXiv 2110.04181) with the autoencoder's latents as features.
 */
import { norm } from '../target';
import type { JointShift } from './joint-term';

/** @param x0 at least one image */
export function matchMeans(
  x0: readonly Float64Array[],
  mean: Float64Array,
  strength: number,
): JointShift {
  const gap = Float64Array.from(mean);
  for (const one of x0) {
    for (let d = 0; d < gap.length; d++)
      gap[d] = (gap[d] as number) - (one[d] as number) / x0.length;
  }
  const distance = norm(gap);
  const shift = gap.map((value) => strength * value);
  return {
    shifts: x0.map(() => shift),
    distances: x0.map(() => distance),
    loss: (distance * distance) / 2,
  };
}
