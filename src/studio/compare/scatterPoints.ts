/** Two numbers of each run, as the points of a scatter. */
import type { Evaluated } from './markdown';
import type { ComparisonTable } from './comparisonTable';

/** A number that every run may have one of. */
export interface RunNumber {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly definition: string;
  readonly format: (value: number) => string;
  /** By run; null where it is not known. */
  readonly values: readonly (number | null)[];
}

export interface ScatterPoint {
  /** Position among the runs. */
  readonly run: number;
  readonly x: number;
  readonly y: number;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** What there is to choose from: accuracies first, then the means over classes. */
export function runNumbers(table: ComparisonTable, evaluated: Evaluated | null): RunNumber[] {
  const accuracies = (evaluated?.rows ?? []).map(({ id, label, definition, cells }) => ({
    id,
    label,
    unit: id === 'accuracy' ? '' : 'points',
    definition,
    format: percent,
    values: cells.map(({ value }) => value),
  }));
  const means = table.rows.map(({ metric, mean }) => ({
    id: metric.id,
    label: metric.label,
    unit: metric.unit,
    definition: metric.definition,
    format: metric.format,
    values: mean.map(({ value }) => value),
  }));
  return [...accuracies, ...means];
}

/** The runs that have both numbers. */
export function scatterPoints(x: RunNumber, y: RunNumber): ScatterPoint[] {
  return x.values.flatMap((across, run) => {
    const up = y.values[run] ?? null;
    return across === null || up === null ? [] : [{ run, x: across, y: up }];
  });
}

/** Room around the values, so that no point lies on an edge; one value gets room on both sides. */
export function paddedDomain(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.08 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-6);
  return [low - room, high + room];
}
