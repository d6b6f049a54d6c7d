/** From measured classes to the cells of the table: values, means over classes, the best of a row. */
import { unequalSizes, type ClassNumbers } from '../../run/results/metrics';
import type { ByRun } from '../state/compare';
import type { MetricRow } from './metricRows';

export interface TableCell {
  readonly value: number | null;
  /** As shown: the number, "–" where there is none, "…" where it is still measured. */
  readonly text: string;
  /** Why there is no number. */
  readonly why: string | null;
  /** What keeps the number from meaning what it seems to: it is never the best. */
  readonly remark?: string;
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
  /** Why no cell is called best; null where the sets have equal sizes. */
  readonly unequal: string | null;
}

const PENDING: Omit<TableCell, 'best'> = { value: null, text: '…', why: 'Not measured yet.' };

type Plain = Omit<TableCell, 'best'>;

function marked(metric: MetricRow, value: number, remark: string | undefined): Plain {
  const cell = { value, text: metric.format(value), why: null };
  return remark === undefined ? cell : { ...cell, remark };
}

function cellOf(metric: MetricRow, numbers: ClassNumbers | undefined, problem?: string): Plain {
  if (numbers === undefined) {
    return problem === undefined ? PENDING : { value: null, text: '–', why: problem };
  }
  const value = numbers[metric.id];
  if (value !== null) return marked(metric, value, numbers.remarks[metric.id]);
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
  const remark = numbers.map((one) => one?.remarks[metric.id]).find((one) => one !== undefined);
  return marked(metric, sum / numbers.length, remark);
}

/** Marks the best values; none where all that are known read the same. */
export function withBest(
  { better }: Pick<MetricRow, 'better'>,
  cells: readonly Plain[],
): TableCell[] {
  const known = cells.filter(({ value, remark }) => value !== null && remark === undefined);
  if (better === null) return withoutBest(cells);
  const values = known.map(({ value }) => value ?? 0);
  const best = better === 'higher' ? Math.max(...values) : Math.min(...values);
  // Compared as shown: a difference that nobody can read is none.
  const bestText = known.find(({ value }) => value === best)?.text;
  const differ = new Set(known.map(({ text }) => text)).size > 1;
  return cells.map((cell) => ({
    ...cell,
    best: differ && cell.remark === undefined && cell.text === bestText,
  }));
}

/** Of cells that may not be compared. */
export function withoutBest(cells: readonly Plain[]): TableCell[] {
  return cells.map((cell) => ({ ...cell, best: false }));
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
  const measured = first === undefined ? [] : [...(numbers.get(first)?.keys() ?? [])];
  const meanOf = measured.filter((name) =>
    rest.every((run) => numbers.get(run)?.get(name) !== undefined),
  );
  const unequal = unequalSizes(
    runs.flatMap((run) =>
      [folder, ...meanOf].flatMap((name) => numbers.get(run)?.get(name)?.images ?? []),
    ),
  );
  const judged = (metric: MetricRow, cells: readonly Plain[]) =>
    unequal === null ? withBest(metric, cells) : withoutBest(cells);
  const rows = metrics.map((metric) => ({
    metric,
    own: judged(
      metric,
      runs.map((run) =>
        cellOf(metric, numbers.get(run)?.get(folder), problems.get(run)?.get(folder) ?? undefined),
      ),
    ),
    mean: judged(
      metric,
      runs.map((run) =>
        meanCell(
          metric,
          meanOf.map((name) => numbers.get(run)?.get(name)),
        ),
      ),
    ),
  }));
  const isKnown = ({ metric, own, mean }: TableRow) =>
    metric.termOnly === undefined || [...own, ...mean].some(({ value }) => value !== null);
  return { rows: rows.filter(isKnown), meanOf, unequal };
}
