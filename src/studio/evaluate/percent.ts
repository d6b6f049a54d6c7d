/** Accuracies in words: percent, with one decimal, since held-out images are rarely more than thousands. */
import { fixed } from '../../core/fixed';
import type { PairedDifference, Spread } from '../../run/evaluation/report';

/** "42.3" */
export function percent(share: number): string {
  return fixed(100 * share, 1);
}

/** "42.3 ± 1.2"; without a spread for a single repeat; "–" for none. */
export function spreadText(spread: Spread | null): string {
  if (spread === null) return '–';
  return spread.count === 1
    ? percent(spread.mean)
    : `${percent(spread.mean)} ± ${percent(spread.deviation)}`;
}

/** "+2.1", "−0.4": percentage points. */
export function points(share: number): string {
  const text = percent(Math.abs(share));
  if (text === '0.0') return '0.0';
  return `${share < 0 ? '−' : '+'}${text}`;
}

/** "+2.1 (−0.3 to +4.5)"; the difference alone for a single repeat; "–" for none. */
export function differenceText(difference: PairedDifference | null): string {
  if (difference === null) return '–';
  const { mean, interval } = difference;
  if (interval === null) return points(mean);
  return `${points(mean)} (${points(interval[0])} to ${points(interval[1])})`;
}
