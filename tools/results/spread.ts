/** Mean and standard deviation over seeds, and what two of them say about an order. */
import type { Measure } from './measures';

export interface Spread {
  readonly mean: number;
  /** With divisor n - 1; null for one seed. */
  readonly sd: number | null;
  readonly seeds: number;
}

/** null where a seed has no value. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0 || known.length < values.length) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : null;
  return { mean, sd, seeds: known.length };
}

/** unclear: the means differ by no more than their seeds do, or read alike. */
export type Verdict = 'holds' | 'does not hold' | 'unclear';

/**
 * Whether `first` stands better than `second`: by more than the root of the summed variances over
 * seeds. With one seed there is no spread, and the means alone decide.
 */
export function verdictOf({ better, digits }: Measure, first: Spread, second: Spread): Verdict {
  const gain = better === 'higher' ? first.mean - second.mean : second.mean - first.mean;
  const noise = Math.hypot(first.sd ?? 0, second.sd ?? 0);
  const readsAlike = first.mean.toFixed(digits) === second.mean.toFixed(digits);
  if (readsAlike || Math.abs(gain) <= noise) return 'unclear';
  return gain > 0 ? 'holds' : 'does not hold';
}

/** "0.123 ± 0.004" */
export function spreadText({ digits }: Measure, spread: Spread | null): string {
  if (spread === null) return '–';
  const mean = spread.mean.toFixed(digits);
  return spread.sd === null ? mean : `${mean} ± ${spread.sd.toFixed(digits)}`;
}
