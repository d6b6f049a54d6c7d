/**
 * What is a number worth? Its rank correlation (Spearman's) to accuracy over the runs that stand side by
 * side, the field's discrepancy-correlation (arXiv 2604.18811). The sign follows what "better" means: at
 * +1 the number orders the runs exactly as the networks trained on them do, at -1 the other way round.
 */
import { rankCorrelation } from '../../core/metrics/rank-correlation';
import type { Numbers } from '../state/compare';
import type { AccuracyRow } from './accuracyRows';
import type { TableRow } from './comparisonTable';

export interface Agreement {
  /** "+0.80, n = 5"; "–" where nothing can be said. */
  readonly text: string;
  readonly why: string;
}

export const AGREEMENT = {
  label: 'Orders as accuracy',
  definition:
    'Discrepancy-correlation (arXiv 2604.18811): rank correlation (Spearman) of the mean over classes to the accuracy, over the n runs that have both. +1: the better the number, the better a network trains; 0: it says nothing about that; -1: the other way round.',
} as const;

/** Two runs always agree or disagree: that says nothing. */
const FEWEST = 3;

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  if (text === '0.00') return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

function agreementOf(
  { metric, mean }: TableRow,
  accuracies: readonly (number | null)[],
): Agreement {
  if (metric.better === null) {
    return { text: '–', why: 'Neither more nor less of it is better: near 1 is like the class.' };
  }
  const sign = metric.better === 'higher' ? 1 : -1;
  const values = mean.map(({ value }) => (value === null ? null : sign * value));
  const { value, interval, count } = rankCorrelation(values, accuracies);
  if (count < FEWEST) {
    return { text: '–', why: `It takes ${FEWEST} runs that have both; ${count} have.` };
  }
  if (value === null) return { text: '–', why: `All ${count} runs have the same value.` };
  const why =
    interval === null
      ? `${count} runs: too few for an interval.`
      : `95 % interval ${signed(interval[0])} to ${signed(interval[1])} over ${count} runs.`;
  return { text: `${signed(value)}, n = ${count}`, why };
}

/**
 * By the rows' metrics.
 * @param accuracy the row of accuracies, by the same columns
 */
export function agreements(
  rows: readonly TableRow[],
  accuracy: AccuracyRow,
): ReadonlyMap<Numbers, Agreement> {
  const values = accuracy.cells.map(({ value }) => value);
  return new Map(rows.map((row) => [row.metric.id, agreementOf(row, values)]));
}
