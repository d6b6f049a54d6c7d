import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { nearestModes } from '../../../src/core/metrics/nearest-modes';

const points = (values: readonly number[]) =>
  matrix(Float64Array.from(values), values.length / 2, 2);

describe('modes of synthetic points', () => {
  const real = points([0, 0, 10, 0, 0, 10]);

  it('are those of the nearest real point, outliers included', () => {
    const fake = points([1, 1, 9, 2, 1, 8, -5, -5]);
    expect([...nearestModes(real, fake, [2, -1, 0])]).toEqual([2, -1, 0, 2]);
  });

  it('of a choice of real points are their own', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -999, max: 999 }), { minLength: 2, maxLength: 20 }),
        (values) => {
          const line = matrix(Float64Array.from(values), values.length, 1);
          const modes = values.map((_, i) => i);
          expect([...nearestModes(line, line, modes)]).toEqual(modes);
        },
      ),
    );
  });

  it('need points of one kind, with a mode each', () => {
    expect(() => nearestModes(real, points([0, 0]), [0, 1])).toThrow(/do not fit/);
    expect(() => nearestModes(real, matrix(Float64Array.of(1), 1, 1), [0, 1, 2])).toThrow(
      /do not fit/,
    );
    expect(() => nearestModes(points([]), points([0, 0]), [])).toThrow(/no mode/);
  });
});
