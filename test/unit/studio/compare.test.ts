import { byName, noNames, withName } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import { comparisonTable, withBest } from '../../../src/studio/compare/comparisonTable';
import { tableMarkdown } from '../../../src/studio/compare/markdown';
import { METRIC_ROWS, rowsFor, type MetricRow } from '../../../src/studio/compare/metricRows';
import { pictureSide } from '../../../src/studio/compare/pictureSide';
import type { ClassNumbers } from '../../../src/run/results/metrics';

const numbers: ClassNumbers = {
  images: 2,
  coverage: 0.25,
  density: 0.5,
  precision: 1,
  recall: null,
  frechet: 120,
  transport: 11,
  vendi: 1.5,
  modesHit: 0.4,
  follows: 0.5,
  copies: 0,
  sharpness: 0.8,
  norm: 0.9,
  targetDistance: 12,
  transportLoss: 0.5,
  meanMatchingLoss: 30,
  repulsionLoss: 0.2,
  secondsPerImage: 2,
  missing: { recall: 'Needs 6 images.' },
  remarks: {},
};

function metric(id: string): MetricRow {
  const row = METRIC_ROWS.find((one) => one.id === id);
  if (row === undefined) throw new Error(id);
  return row;
}

const plain = (value: number) => ({ value, text: value.toFixed(3), why: null });
const bestOf = (id: string, values: readonly number[]) =>
  withBest(metric(id), values.map(plain)).map(({ best }) => best);

describe('the best of a row', () => {
  it('is the highest or the lowest, as the metric says', () => {
    expect(bestOf('coverage', [0.1, 0.3, 0.2])).toEqual([false, true, false]);
    expect(bestOf('frechet', [0.1, 0.3, 0.2])).toEqual([true, false, false]);
  });

  it('is nobody where all read the same, and all that read like the best one', () => {
    expect(bestOf('coverage', [0.3, 0.3])).toEqual([false, false]);
    expect(bestOf('coverage', [0.30001, 0.3, 0.2])).toEqual([true, true, false]);
  });

  it('passes over what is not known', () => {
    const cells = withBest(metric('coverage'), [{ value: null, text: '–', why: 'no' }, plain(0)]);
    expect(cells.map(({ best }) => best)).toEqual([false, false]);
  });
});

describe('the table', () => {
  const other = { ...numbers, coverage: 0.75, secondsPerImage: 4 };
  const measured = byName({
    a: byName({ x: numbers, y: other, z: numbers }),
    b: byName({ x: other, y: other }),
  });

  it('takes the mean over the classes that every run has', () => {
    const { rows, meanOf } = comparisonTable(METRIC_ROWS, ['a', 'b'], 'x', measured, noNames());
    expect(meanOf).toEqual(['x', 'y']);
    const coverage = rows.find((row) => row.metric.id === 'coverage');
    expect(coverage?.own.map(({ value }) => value)).toEqual([0.25, 0.75]);
    expect(coverage?.mean.map(({ value }) => value)).toEqual([0.5, 0.75]);
    expect(coverage?.mean.map(({ best }) => best)).toEqual([false, true]);
  });

  it('calls none best where the sets have different sizes, and says so', () => {
    const larger = { ...other, images: 5 };
    const table = comparisonTable(
      METRIC_ROWS,
      ['a', 'b'],
      'x',
      withName(measured, 'b', byName({ x: larger })),
      noNames(),
    );
    expect(table.unequal).toMatch(/2 and 5 images/);
    for (const { own, mean } of table.rows) {
      expect([...own, ...mean].some(({ best }) => best)).toBe(false);
    }
    expect(comparisonTable(METRIC_ROWS, ['a', 'b'], 'x', measured, noNames()).unequal).toBeNull();
  });

  it('never calls a number best that does not mean what it seems to', () => {
    const remarks = { coverage: 'Smears.' };
    const marked = byName({
      a: byName<ClassNumbers>({ x: numbers }),
      b: byName<ClassNumbers>({ x: { ...other, remarks } }),
    });
    const { rows } = comparisonTable(METRIC_ROWS, ['a', 'b'], 'x', marked, noNames());
    const coverage = rows.find((row) => row.metric.id === 'coverage');
    expect(coverage?.own).toMatchObject([{ best: false }, { best: false, remark: 'Smears.' }]);
    expect(coverage?.mean[1]).toMatchObject({ best: false, remark: 'Smears.' });
    // Sharpness and norm have no better side: near 1 is like the class.
    const sharpness = rows.find((row) => row.metric.id === 'sharpness');
    expect(sharpness?.own.some(({ best }) => best)).toBe(false);
  });

  it('says why a number is missing', () => {
    const problems = byName({ b: byName({ z: 'No such class.' }) });
    const { rows } = comparisonTable(METRIC_ROWS, ['a', 'b'], 'z', measured, problems);
    expect(rows.find((row) => row.metric.id === 'recall')?.own).toMatchObject([
      { text: '–', why: 'Needs 6 images.' },
      { text: '–', why: 'No such class.' },
    ]);
    const { rows: none } = comparisonTable(METRIC_ROWS, ['a', 'b'], 'z', measured, noNames());
    expect(none[0]?.own[1]).toMatchObject({ text: '…', value: null });
  });

  it('shows modes for the sample collection only', () => {
    expect(rowsFor(true).map(({ id }) => id)).toContain('modesHit');
    expect(rowsFor(false).map(({ id }) => id)).not.toContain('modesHit');
  });

  it('has what a guidance term makes small where it acted in a run, and no empty row for it', () => {
    const terms = METRIC_ROWS.flatMap(({ id, termOnly }) => (termOnly ? [id] : []));
    expect(terms).toContain('transportLoss');
    const without = { ...numbers, ...Object.fromEntries(terms.map((id) => [id, null])) };
    const runs = byName({ a: byName({ x: without }), b: byName({ x: without }) });
    const shown = (kept: typeof runs) =>
      comparisonTable(METRIC_ROWS, ['a', 'b'], 'x', kept, noNames()).rows.map(
        ({ metric: { id } }) => id,
      );
    expect(shown(runs).filter((id) => terms.includes(id))).toEqual([]);
    const one = byName({
      a: byName({ x: { ...without, transportLoss: 0.5 } }),
      b: byName({ x: without }),
    });
    expect(shown(one).filter((id) => terms.includes(id))).toEqual(['transportLoss']);
  });

  it('is valid Markdown whatever the names are', () => {
    const table = comparisonTable(METRIC_ROWS, ['a', 'b'], 'x', measured, noNames());
    const lines = tableMarkdown(table, ['one | pipe', 'two\nlines'], 'x', null).trim().split('\n');
    expect(lines).toHaveLength(2 + METRIC_ROWS.length);
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(lines.find((line) => line.startsWith('| Coverage'))).toBe(
      '| Coverage ↑ higher is better | 0.250 | 0.500 | **0.750** | **0.750** |',
    );
  });
});

describe('the size of the pictures', () => {
  it('shrinks with columns and pictures, and stays one that can be judged', () => {
    const wide = { width: 1300, height: 900 };
    // Two beside each other in a column of (1300 - 140) / 2 - 16 = 564: the window's width is the limit.
    expect(pictureSide(wide, 2, 2)).toBe(278);
    expect(pictureSide(wide, 2, 2, 2)).toBeLessThan(278);
    expect(pictureSide(wide, 2, 10)).toBeLessThan(278);
    expect(pictureSide({ width: 700, height: 400 }, 3, 50)).toBe(48);
    expect(pictureSide({ width: 0, height: 0 }, 2, 10)).toBe(48);
  });
});
