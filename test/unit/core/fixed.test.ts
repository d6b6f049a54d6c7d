import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { signed } from '../../../src/command/reports/evaluation-text';
import { fixed, significant } from '../../../src/core/fixed';
import { METRIC_ROWS } from '../../../src/studio/compare/metricRows';
import { points } from '../../../src/studio/evaluate/percent';
import { truthParts } from '../../../src/studio/explore/truthText';
import { formatLoss } from '../../../src/studio/windows/divergingPalette';

it('a value that rounding makes negative is shown as 0', () => {
  expect([fixed(-0.004, 2), fixed(-0, 1), fixed(-0.4, 0)]).toEqual(['0.00', '0.0', '0']);
  expect(fixed(-0.006, 2)).toBe('-0.01');
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1, max: 1 }), fc.nat(6), (value, digits) => {
      const text = fixed(value, digits);
      expect(text).not.toMatch(/^-0\.?0*$/);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-9);
    }),
  );
});

it('so it is wherever a number may be negative', () => {
  const score = {
    adjustedRand: -0.001,
    compared: 190,
    adjustedRandOfAll: -0.004,
    images: 240,
    modesFound: 0.8,
    modes: 5,
    outliersCalledNoise: 7,
    outliers: 12,
    ordinaryCalledNoise: 38,
  };
  const texts = [signed(-0.0001), points(-0.0001), formatLoss(-1e-6)];
  for (const text of [...texts, ...truthParts(score).flat()])
    expect(text).not.toMatch(/[-−]0\.0+\b/);
  expect([signed(-0.0001), signed(0.0001), signed(-0.004)]).toEqual(['0.0', '0.0', '-0.4']);
});

it('a number of so many digits is never an exponent of ten, however large', () => {
  expect([significant(0.5, 3), significant(2.34567, 3), significant(-12.34, 3)]).toEqual([
    '0.500',
    '2.35',
    '-12.3',
  ]);
  // A noise level without signal is 4,096 where its share is floored at 2^-24; 999.7 rounds up to 4 digits.
  expect([significant(4096, 3), significant(999.7, 3), significant(1234.5, 2)]).toEqual([
    '4096',
    '1000',
    '1235',
  ]);
});

it('so long times and far distances are plain numbers', () => {
  const time = METRIC_ROWS.find(({ id }) => id === 'secondsPerImage');
  expect(time?.format(1200)).toBe('1200');
});
