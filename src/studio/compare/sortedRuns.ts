/** Runs in the order of one of their numbers. */
import type { TableCell } from './comparisonTable';

/**
 * Best first; runs whose order is that already come the other way round. Those without the number are last.
 * @param cells of one row, by run
 * @param better null puts the smallest first
 */
export function sortedRuns(
  runs: readonly string[],
  cells: readonly Pick<TableCell, 'value'>[],
  better: 'higher' | 'lower' | null,
): string[] {
  const sign = better === 'higher' ? -1 : 1;
  const known = runs
    .map((run, i) => ({ run, value: cells[i]?.value ?? null }))
    .filter((one): one is { run: string; value: number } => one.value !== null);
  const others = runs.filter((run) => known.every((one) => one.run !== run));
  const first = known.toSorted((a, b) => sign * (a.value - b.value)).map(({ run }) => run);
  const now = known.map(({ run }) => run);
  const same = first.every((run, i) => run === now[i]);
  return [...(same ? now.toReversed() : first), ...others];
}
