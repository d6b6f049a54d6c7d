/**
 * Adjusted Rand index (Hubert, Arabie 1985): how far two labelings of the same points agree on
 * which pairs belong together, 1 for equal partitions, 0 on average for unrelated ones.
 *
 * Noise, -1, counts as one class like any other. When the index's maximum equals its expectation
 * (both labelings one class, or both all singletons) the partitions are equal and the value is 1.
 */
import { StillroomError } from '../errors';

const pairs = (n: number): number => (n * (n - 1)) / 2;

function pairsInside(counts: ReadonlyMap<number | string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += pairs(count);
  return sum;
}

/**
 * The index of two labelings of the same points.
 * @throws StillroomError ShapeMismatch when they differ in length
 */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new StillroomError(
      'ShapeMismatch',
      `Labelings of ${a.length} and of ${b.length} points cannot be compared.`,
    );
  }
  const classesA = new Map<number, number>();
  const classesB = new Map<number, number>();
  const both = new Map<string, number>();
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    const pair = `${x}/${y}`;
    classesA.set(x, (classesA.get(x) ?? 0) + 1);
    classesB.set(y, (classesB.get(y) ?? 0) + 1);
    both.set(pair, (both.get(pair) ?? 0) + 1);
  }
  const pairsA = pairsInside(classesA);
  const pairsB = pairsInside(classesB);
  const expected = a.length > 1 ? (pairsA * pairsB) / pairs(a.length) : 0;
  const largest = (pairsA + pairsB) / 2;
  if (largest === expected) return 1;
  return (pairsInside(both) - expected) / (largest - expected);
}
