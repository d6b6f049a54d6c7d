/** Spearman's rank correlation: textbook cases and properties. */
import { array, assert, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../../src/core/metrics/rank-correlation';

describe('rankCorrelation', () => {
  it('is 1 - 6 sum d^2 / (n (n^2 - 1)) without ties', () => {
    // Ranks 1..5 against 2 1 4 3 5: sum of squared differences 4.
    const found = rankCorrelation([10, 20, 30, 40, 50], [2, 1, 4, 3, 5]);
    expect(found.value).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
    expect(found.count).toBe(5);
  });

  it('gives equal values their mean rank', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: Pearson by hand, 4.5 / sqrt(4.5 * 5).
    const found = rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4]);
    expect(found.value).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it('depends on the order of values alone', () => {
    const values = array(tuple(integer(), integer()), { minLength: 4, maxLength: 12 });
    assert(
      property(values, (pairs) => {
        const a = pairs.map(([x]) => x);
        const b = pairs.map(([, y]) => y);
        const { value } = rankCorrelation(a, b);
        const bent = rankCorrelation(
          a.map((x) => Math.atan(x / 1e6)),
          b.map((y) => y ** 3),
        );
        if (value === null) expect(bent.value).toBeNull();
        else expect(bent.value).toBeCloseTo(value, 9);
      }),
    );
  });

  it('leaves out pairs in which a number is missing, and says how many remain', () => {
    const found = rankCorrelation([1, null, 3, 4], [1, 2, Number.NaN, 4]);
    expect(found).toEqual({ value: 1, interval: null, count: 2 });
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toEqual({
      value: null,
      interval: null,
      count: 3,
    });
  });

  it('has an interval by Fisher from four pairs on', () => {
    const found = rankCorrelation([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 6, 5, 8, 7]);
    const r = 1 - (6 * 8) / (8 * 63);
    const reach = 1.959964 * Math.sqrt((1 + r ** 2 / 2) / 5);
    expect(found.interval?.[0]).toBeCloseTo(Math.tanh(Math.atanh(r) - reach), 6);
    expect(found.interval?.[1]).toBeCloseTo(Math.tanh(Math.atanh(r) + reach), 6);
    expect(rankCorrelation([1, 2, 3], [1, 3, 2]).interval).toBeNull();
  });
});
