import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../src/core/density/adjusted-rand-index';
import { trustworthiness } from '../../../src/core/density/trustworthiness';
import { matrix } from '../../../src/core/linalg/matrix';
import { gaussianMixture } from '../linalg/mixture';

const labeling = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 12, maxLength: 12 });

describe('the adjusted Rand index', () => {
  it('is 1 for a labeling and its renumbering, and the same both ways round', () => {
    fc.assert(
      fc.property(labeling, labeling, (a, b) => {
        expect(
          adjustedRandIndex(
            a,
            a.map((label) => 7 - 2 * label),
          ),
        ).toBe(1);
        expect(adjustedRandIndex(a, b)).toBeCloseTo(adjustedRandIndex(b, a), 14);
        expect(adjustedRandIndex(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('counts pairs: two halves against one point moved', () => {
    // Pairs together: 6 in a, 7 in b, 4 in both of 15; expected 2.8, largest 6.5 (by hand).
    const index = adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]);
    expect(index).toBeCloseTo((4 - 2.8) / (6.5 - 2.8), 12);
  });

  it('is 1 for equal trivial labelings and refuses unequal lengths', () => {
    expect(adjustedRandIndex([0, 0], [5, 5])).toBe(1);
    expect(adjustedRandIndex([0, 1, 2], [2, 0, 1])).toBe(1);
    expect(() => adjustedRandIndex([0], [0, 1])).toThrow(/cannot be compared/);
  });
});

describe('trustworthiness', () => {
  it('is 1 for the points themselves and lower once neighbours are torn apart', () => {
    const points = gaussianMixture(60, 4, 3, 1);
    expect(trustworthiness(points, points, 10)).toBe(1);
    const scrambled = gaussianMixture(60, 2, 1, 99);
    expect(trustworthiness(points, scrambled, 10)).toBeLessThan(0.8);
  });

  it('counts how far a false neighbour comes from', () => {
    // On a line 0..4 the embedding puts 0 beside 4: with K = 1 the false neighbours have ranks
    // 4 for both ends (excess 3 each), the rest are true; 1 - 2 / (5 * 6) * 6 = 0.6.
    const line = matrix(Float64Array.from([0, 1.1, 2.1, 3.3, 4.6]), 5, 1);
    const bent = matrix(Float64Array.from([0, 9, 9.9, 10.9, 0.1]), 5, 1);
    expect(trustworthiness(line, bent, 1)).toBeCloseTo(0.6, 12);
  });

  it('refuses more neighbours than its normalisation allows', () => {
    const points = gaussianMixture(10, 2, 1, 1);
    expect(() => trustworthiness(points, points, 5)).toThrow(/more than 10/);
  });
});
