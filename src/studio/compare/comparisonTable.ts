/** From measured classes to the cells of the table: values, means over classes, the best of a row. */
import type { ClassNumbers } from '../../run/results/metrics';
import type { ByRun } from '../state/compare';
import type { MetricRow } from './metricRows';

export interface TableCell {
  readonly value: number | null;
  /** As shown: the number, "–" where there is none, "…" where it is still measured. */
  readonly text: string;
  /** Why there is no number. */
  readonly why: string | null;
  /** True for the best of its row, where runs differ. */
  readonly best: boolean;
}

export interface TableRow {
  readonly metric: MetricRow;
  /** By column: the class looked at. */
  readonly own: readonly TableCell[];
  /** By column: the mean over classes. */
  readonly mean: readonly TableCell[];
}

export interface ComparisonTable {
  readonly rows: readonly TableRow[];
  /** Classes that every column has measured: the mean is over these. */
  readonly meanOf: readonly string[];
}

const PENDING: Omit<TableCell, 'best'> = { value: null, text: '…', why: 'Not measured yet.' };

type Plain = Omit<TableCell, 'best'>;

function cellOf(metric: MetricRow, numbers: ClassNumbers | undefined, problem?: string): Plain {
  if (numbers === undefined) {
    return problem === undefined ? PENDING : { value: null, text: '–', why: problem };
  }
  const value = numbers[metric.id];
  if (value !== null) return { value, text: metric.format(value), why: null };
  return { value, text: '–', why: numbers.missing[metric.id] ?? 'Not known.' };
}

/** The mean over classes; none where one of them has no value. */
function meanCell(metric: MetricRow, numbers: readonly (ClassNumbers | undefined)[]): Plain {
  if (numbers.length === 0) return PENDING;
  let sum = 0;
  for (const one of numbers) {
    const value = one?.[metric.id] ?? null;
    if (value === null) {
      const why = one?.missing[metric.id] ?? 'Not known.';
      return { value: null, text: '–', why: `Not known for every class: ${why}` };
    }
    sum += value;
  }
  const value = sum / numbers.length;
  return { value, text: metric.format(value), why: null };
}

/** Marks the best values; none where all that are known read the same. */
export function withBest(
  { better }: Pick<MetricRow, 'better'>,
  cells: readonly Plain[],
): TableCell[] {
  const known = cells.filter(({ value }) => value !== null);
  const values = known.map(({ value }) => value ?? 0);
  const best = better === 'higher' ? Math.max(...values) : Math.min(...values);
  // Compared as shown: a difference that nobody can read is none.
  const bestText = known.find(({ value }) => value === best)?.text;
  const differ = new Set(known.map(({ text }) => text)).size > 1;
  return cells.map((cell) => ({ ...cell, best: differ && cell.text === bestText }));
}

/**
 * @param runs ids, one a column
 */
export function comparisonTable(
  metrics: readonly MetricRow[],
  runs: readonly string[],
  folder: string,
  numbers: ByRun<ClassNumbers>,
  problems: ByRun<string | null>,
): ComparisonTable {
  const [first, ...rest] = runs;
  const measured = first === undefined ? [] : Object.keys(numbers[first] ?? {});
  const meanOf = measured.filter((name) => rest.every((run) => numbers[run]?.[name] !== undefined));
  const rows = metrics.map((metric) => ({
    metric,
    own: withBest(
      metric,
      runs.map((run) =>
        cellOf(metric, numbers[run]?.[folder], problems[run]?.[folder] ?? undefined),
      ),
    ),
    mean: withBest(
      metric,
      runs.map((run) =>
        meanCell(
          metric,
          meanOf.map((name) => numbers[run]?.[name]),
        ),
      ),
    ),
  }));
  return { rows, meanOf };
}
