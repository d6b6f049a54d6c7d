import { describe, expect, it } from 'vitest';
import { reportSummary } from '../../../src/run/results/report-summary';
import { reportRows } from '../../../src/studio/distil/reportRows';
import { parametersOf, samplingParameters } from '../../../src/studio/inspector/schema';
import {
  gridParameters,
  MOST_VALUES,
  parseValues,
  startingValues,
  type GridParameter,
} from '../../../src/studio/preview/gridValues';
import { methods } from '../../../src/methods';

const all = [
  ...gridParameters(samplingParameters(null)),
  ...methods.flatMap(({ schema }) => gridParameters(parametersOf(schema))),
];
const parameter = (id: string): GridParameter => {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('the values that a grid starts with', () => {
  it('are several, different, in order and inside the range, for every parameter', () => {
    expect(all.length).toBeGreaterThan(10);
    for (const one of all) {
      const values = startingValues(one, one.default);
      expect([one.id, values.length > 1 && values.length <= MOST_VALUES]).toEqual([one.id, true]);
      expect(new Set(values).size).toBe(values.length);
      if (one.kind === 'choice') continue;
      expect(values.length).toBeGreaterThanOrEqual(3);
      const numbers = values.map(Number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      for (const value of numbers) {
        expect(value).toBeGreaterThanOrEqual(one.min);
        expect(value).toBeLessThanOrEqual(one.max);
      }
    }
  });

  it('hold the value in force', () => {
    expect(startingValues(parameter('cfgScale'), 2)).toEqual([0, 1, 2, 4, 8]);
    expect(startingValues(parameter('seed'), 41)).toEqual([41, 42, 43, 44]);
  });
});

describe('typed values', () => {
  const cfg = parameter('cfgScale');
  if (cfg.kind === 'choice') throw new Error('no number');
  it('are read in order, kept inside the range, and taken once', () => {
    expect(parseValues(cfg, '1, 2.5; 400 2.5')).toEqual([1, 2.5, 20]);
  });
  it('are refused when one is no number, none is there, or there are too many', () => {
    expect(parseValues(cfg, '1, two')).toBeNull();
    expect(parseValues(cfg, ' , ')).toBeNull();
    expect(parseValues(cfg, '1 2 3 4 5 6 7 8 9')).toBeNull();
  });
});

describe('the report in the manifest', () => {
  const term = (name: 'transport' | 'coda-alignment', shiftShare: number, loss: number | null) => ({
    term: name,
    shiftNorm: 1,
    shiftShare,
    distance: loss === null ? 7 : null,
    loss,
  });
  const steps = [0, 1, 2].map((step) => ({
    step,
    timestep: 900 - step,
    sigma: 1,
    terms:
      step === 2
        ? []
        : [
            term('coda-alignment', 0.1, null),
            term('transport', 0.3 * (step + 1), 0.9 - 0.4 * step),
          ],
  }));

  it('has the last and the mean transport loss', () => {
    const summary = reportSummary(steps);
    expect(summary['transport last loss']).toBeCloseTo(0.5, 12);
    expect(summary['transport mean loss']).toBeCloseTo(0.7, 12);
    expect(summary['transport mean share']).toBeCloseTo(0.45, 12);
    expect(summary['coda-alignment last distance']).toBe(7);
    const withoutLoss = steps.map((row) => ({
      ...row,
      terms: row.terms.filter(({ loss }) => loss === null),
    }));
    expect(Object.keys(reportSummary(withoutLoss)).some((name) => name.includes('loss'))).toBe(
      false,
    );
  });

  it('keeps the losses of terms apart', () => {
    const joint = (term: 'mean-matching' | 'repulsion', loss: number) => ({
      term,
      shiftNorm: 1,
      shiftShare: 0.1,
      distance: null,
      loss,
    });
    const terms = [joint('mean-matching', 4), joint('repulsion', 0.25)];
    const summary = reportSummary([{ step: 0, timestep: 900, sigma: 1, terms }]);
    expect(summary['mean-matching last loss']).toBe(4);
    expect(summary['repulsion last loss']).toBe(0.25);
    expect(Object.keys(summary).filter((name) => name.startsWith('transport'))).toEqual([]);
  });

  it('has a loss a row where a term knows one', () => {
    expect(reportRows(steps).map(({ loss }) => loss)).toEqual([0.9, 0.5, null]);
  });
});
