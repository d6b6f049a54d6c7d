/** The share of its class that an image stands for. */
import type { ClassTargets } from '../../methods/targets';

/**
 * Shares of a class's images sum to 1.
 * @param targets one an image: as many as the set has, or more
 * @param index of the image, from 0
 * @param count images of the class's set
 * @returns 0 .. 1; null where the image has no target of its own
 */
export function shareOf(
  { weights }: Pick<ClassTargets, 'weights'>,
  index: number,
  count: number,
): number | null {
  const own = weights[index];
  if (own === undefined || index >= count || weights.length < count) return null;
  const total = weights.subarray(0, count).reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? own / total : null;
}
