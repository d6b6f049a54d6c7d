/**
 * The squared 2-Wasserstein distance between two sets: the exact optimal transport cost with uniform
 * weights and squared Euclidean cost.
 *
 * Exact transport takes about n^2 to n^3 steps, so it is offered up to 4 million pairs (2,000 x
 * 2,000, a few seconds). Larger sets have no value here rather than an approximate one under the same
 * name; the Sinkhorn divergence of core/transport is the measure for them.
 */
import { StillroomError } from '../errors';
import { exactTransport } from '../transport/exact-transport';
import type { SamplePair } from './sample-pair';

/** Most pairs of points that are solved exactly. */
export const LARGEST_EXACT_PAIRS = 4_000_000;

/**
 * @throws StillroomError Unsupported above 4 million pairs, Aborted
 */
export function w2Squared(pair: SamplePair, signal?: AbortSignal): number {
  const { realCount: n, fakeCount: m, total, gram } = pair;
  if (n * m > LARGEST_EXACT_PAIRS) {
    throw new StillroomError(
      'Unsupported',
      `Exact transport between ${n} and ${m} points is too large (${LARGEST_EXACT_PAIRS} pairs at most). Use the Sinkhorn divergence.`,
      { real: n, fake: m },
    );
  }
  // The smaller side as rows: fewer rows make shorter pricing rounds.
  const rows = Math.min(n, m);
  const columns = Math.max(n, m);
  const firstRow = m <= n ? n : 0;
  const firstColumn = m <= n ? 0 : n;
  const cost = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const p = firstRow + i;
    for (let j = 0; j < columns; j++, at++) {
      const q = firstColumn + j;
      const squares = (gram[p * total + p] ?? 0) + (gram[q * total + q] ?? 0);
      cost[at] = Math.max(squares - 2 * (gram[p * total + q] ?? 0), 0);
    }
  }
  const a = new Float64Array(rows).fill(1 / rows);
  const b = new Float64Array(columns).fill(1 / columns);
  return exactTransport({ cost, rows, columns, a, b }, signal).cost;
}
