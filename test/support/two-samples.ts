/**
 * Whether two samples may be of one distribution: the largest difference of their distribution functions
 * (Kolmogorov and Smirnov), and how large it gets by chance.
 */

/** Values that float32 on two ways could have made of one number. */
const SAME = 1e-6;

/** 0 .. 1 */
export function distributionDistance(one: readonly number[], other: readonly number[]): number {
  const values = [
    ...one.map((value) => ({ value, step: 1 / one.length })),
    ...other.map((value) => ({ value, step: -1 / other.length })),
  ].toSorted((a, b) => a.value - b.value);
  let difference = 0;
  let largest = 0;
  for (const [i, { value, step }] of values.entries()) {
    difference += step;
    const next = values[i + 1]?.value ?? Infinity;
    if (next - value > SAME) largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}

/** What two samples of n values each of one distribution exceed once in a million times. */
export function largestByChance(n: number): number {
  return Math.sqrt((-Math.log(0.5e-6) / 2) * (2 / n));
}
