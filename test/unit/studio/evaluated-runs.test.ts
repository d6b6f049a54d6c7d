/** Accuracies beside the distances in Compare, and what the distances are worth by them. */
import { describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { accuracyRows } from '../../../src/studio/compare/accuracyRows';
import type { ComparisonTable, TableCell } from '../../../src/studio/compare/comparisonTable';
import { agreements } from '../../../src/studio/compare/discrepancy';
import { evaluatedRuns } from '../../../src/studio/compare/evaluatedRuns';
import { tableMarkdown } from '../../../src/studio/compare/markdown';
import { METRIC_ROWS } from '../../../src/studio/compare/metricRows';
import { random, report, set, training } from './evaluate/some-report';

const good = set('a', 'run', [training(0, [8, 8, 8]), training(1, [7, 8, 9])], random);
const fair = set('b', 'run', [training(0, [6, 6, 6]), training(1, [6, 6, 6])], random);
const poor = set('c', 'run', [training(0, [2, 2, 2]), training(1, [2, 2, 2])], random);
const some: EvaluationReport = report([set('random-2', 'random', random), good, fair, poor]);

const cell = (value: number | null): TableCell => ({ value, text: '', why: null, best: false });

/** Coverage (higher is better) and the Fréchet distance (lower is better) of runs. */
function measured(
  coverage: readonly (number | null)[],
  frechet: readonly (number | null)[],
): ComparisonTable {
  const values = new Map([
    ['coverage', coverage],
    ['frechet', frechet],
  ]);
  const rows = METRIC_ROWS.flatMap((metric) => {
    const mean = values.get(metric.id)?.map(cell);
    return mean === undefined ? [] : [{ metric, own: mean, mean }];
  });
  return { rows, meanOf: ['x'], unequal: null };
}

function agreement(id: 'coverage' | 'frechet', table: ComparisonTable, runs: readonly string[]) {
  const [accuracy] = accuracyRows(some, runs);
  if (accuracy === undefined) throw new Error('no accuracies');
  return agreements(table.rows, accuracy).get(id);
}

describe('accuracies of runs', () => {
  it('stand under their runs with spread and difference, the best one marked', () => {
    const [accuracy, difference] = accuracyRows(some, ['b', 'a']);
    expect(accuracy?.cells.map(({ text }) => text)).toEqual(['60.0 ± 0.0', '80.0 ± 0.0']);
    expect(accuracy?.cells.map(({ best }) => best)).toEqual([false, true]);
    expect(difference?.cells.map(({ value }) => value?.toFixed(3))).toEqual(['0.200', '0.400']);
    // Numbers of another protocol or side are no match for these.
    expect([accuracy?.unit, difference?.unit]).toEqual([
      '%, Quick at 32 px',
      'points, Quick at 32 px',
    ]);
  });

  it('have no best one among runs of unequal sizes', () => {
    const unequal = report([{ ...good, imagesPerClass: 5 }, fair, poor]);
    const rows = accuracyRows(unequal, ['b', 'a']);
    expect(rows).toHaveLength(2);
    for (const { cells } of rows) {
      expect(cells.map(({ value }) => value)).not.toContain(null);
      expect(cells.map(({ best }) => best)).toEqual([false, false]);
    }
    // A run of another size that does not stand here changes nothing.
    const [accuracy] = accuracyRows(unequal, ['c', 'b']);
    expect(accuracy?.cells.map(({ best }) => best)).toEqual([false, true]);
  });

  it('are not there where no run is evaluated, and say so where one is not', () => {
    expect(accuracyRows(null, ['a'])).toEqual([]);
    expect(accuracyRows(some, ['other'])).toEqual([]);
    const [accuracy] = accuracyRows(some, ['a', 'other']);
    expect(accuracy?.cells[1]).toMatchObject({ value: null, text: '–' });
    expect(accuracy?.cells[1]?.why).toMatch(/Evaluate trains on it/);
  });
});

describe('what a distance is worth', () => {
  const runs = ['a', 'b', 'c'];

  it('is +1 where it orders runs as the networks do, whichever way is better', () => {
    const table = measured([0.9, 0.5, 0.1], [10, 20, 30]);
    expect(agreement('coverage', table, runs)?.text).toBe('+1.00, n = 3');
    expect(agreement('frechet', table, runs)?.text).toBe('+1.00, n = 3');
  });

  it('is -1 where it orders them the other way round', () => {
    const table = measured([0.1, 0.5, 0.9], [30, 20, 10]);
    expect(agreement('coverage', table, runs)?.text).toBe('−1.00, n = 3');
    expect(agreement('frechet', table, runs)?.text).toBe('−1.00, n = 3');
  });

  it('is not said from two runs, nor from equal values', () => {
    expect(agreement('coverage', measured([0.9, 0.5], [1, 2]), ['a', 'b'])?.text).toBe('–');
    const equal = agreement('coverage', measured([0.5, 0.5, 0.5], [1, 2, 3]), runs);
    expect(equal).toEqual({ text: '–', why: 'All 3 runs have the same value.' });
  });

  it('counts the runs that have both', () => {
    const table = measured([0.9, null, 0.1], [10, 20, 30]);
    expect(agreement('coverage', table, runs)?.why).toBe('It takes 3 runs that have both; 2 have.');
  });
});

describe('the copied table', () => {
  it('has the accuracies, the correlations and what they depend on', () => {
    const table = measured([0.9, 0.5, 0.1], [10, 20, 30]);
    const runs = ['a', 'b', 'c'];
    const evaluated = evaluatedRuns(table, some, runs);
    const lines = tableMarkdown(table, runs, 'x', evaluated).trim().split('\n');
    const rows = lines.filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(2 + 2 + 2);
    // Name, two columns a run, the correlation.
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(9);
    expect(rows[0]).toMatch(/Orders as accuracy \|$/);
    expect(rows.find((row) => row.startsWith('| Coverage'))).toMatch(/\+1\.00, n = 3 \|$/);
    expect(lines.at(-1)).toMatch(/30 held-out images: 10 % of each class, by content/);
    expect(lines.at(-1)).toMatch(/Protocol: Quick/);
  });

  it('is as before where no run is evaluated', () => {
    const table = measured([0.9], [10]);
    expect(evaluatedRuns(table, null, ['a'])).toBeNull();
    expect(tableMarkdown(table, ['a'], 'x', null)).not.toMatch(/accuracy/i);
  });
});
