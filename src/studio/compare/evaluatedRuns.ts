/** What an evaluation says of the runs that stand side by side, and what their distances are worth by it. */
import type { EvaluationReport } from '../../run/evaluation/report';
import { reportFacts } from '../evaluate/reportFacts';
import { accuracyRows } from './accuracyRows';
import type { ComparisonTable } from './comparisonTable';
import { agreements } from './discrepancy';
import type { Evaluated } from './markdown';

/**
 * @param runs ids, one a column
 * @returns null where none of them is evaluated
 */
export function evaluatedRuns(
  { rows: measured }: ComparisonTable,
  report: EvaluationReport | null,
  runs: readonly string[],
): Evaluated | null {
  const rows = accuracyRows(report, runs);
  const [accuracy] = rows;
  if (report === null || accuracy === undefined) return null;
  const repeats = Math.max(...report.sets.map(({ trainings }) => trainings.length));
  const facts = reportFacts(report, repeats).map(({ name, value }) => `${name}: ${value}`);
  return {
    rows,
    agreements: agreements(measured, accuracy),
    facts: `Accuracies: ${facts.join('; ')}.`,
  };
}
