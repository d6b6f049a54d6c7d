/** Numbers of a few repeats. */
import { studentT } from '../../core/metrics/student-t';
import type { PairedDifference, Spread } from './report';

const CONFIDENCE = 0.95;

/** null for no value. */
export function spreadOf(values: readonly number[]): Spread | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)), count };
}

/** Differences of what belongs together. @returns null for no pair */
export function pairedDifference(differences: readonly number[]): PairedDifference | null {
  const spread = spreadOf(differences);
  if (spread === null) return null;
  const { mean, deviation, count } = spread;
  if (count === 1) return { mean, interval: null, count };
  const reach = (studentT(CONFIDENCE, count - 1) * deviation) / Math.sqrt(count);
  return { mean, interval: [mean - reach, mean + reach], count };
}
