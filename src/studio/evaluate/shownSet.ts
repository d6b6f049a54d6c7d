import type { EvaluationReport, SetReport } from '../../run/evaluation/report';

/**
 * The set whose curves and confusions are shown: the chosen one, else the one that trains, else the best.
 * @param chosen id; null where nobody chose
 * @param training id of the set that trains; null where none does
 */
export function shownSet(
  { sets }: EvaluationReport,
  chosen: string | null,
  training: string | null,
): SetReport | undefined {
  const own = sets.find(({ id }) => id === chosen) ?? sets.find(({ id }) => id === training);
  if (own !== undefined) return own;
  const trained = sets.filter(({ accuracy }) => accuracy !== null);
  const runs = trained.filter(({ kind }) => kind === 'run');
  const from = runs.length > 0 ? runs : trained;
  return [...from].sort((a, b) => (b.accuracy?.mean ?? 0) - (a.accuracy?.mean ?? 0))[0];
}
