import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { cosineDistances, squaredEuclideanDistances } from '../../../src/core/linalg/pairwise';
import { principalComponents } from '../../../src/core/linalg/pca';
import { standardise } from '../../../src/core/linalg/standardise';
import { gaussianMixture } from './mixture';

describe('matrix', () => {
  it('refuses values that do not fill it', () => {
    expect(() => matrix(new Float32Array(5), 2, 3)).toThrow(/5 values/);
  });
});

describe('standardisation', () => {
  it('gives every column mean 0 and deviation 1', () => {
    const { transformed } = standardise(gaussianMixture(50, 3, 2, 1));
    for (let c = 0; c < 3; c++) {
      const column = Array.from(transformed.data).filter((_, p) => p % 3 === c);
      const mean = column.reduce((a, b) => a + b, 0) / 50;
      const variance = column.reduce((a, b) => a + b * b, 0) / 50;
      expect(mean).toBeCloseTo(0, 12);
      expect(variance).toBeCloseTo(1, 12);
    }
  });

  it('keeps a constant column at 0 with scale 1, whatever its value and the number of rows', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (value, rows) => {
          const { transformed, scale } = standardise(
            matrix(new Float64Array(rows).fill(value), rows, 1),
          );
          expect(scale[0]).toBe(1);
          expect(transformed.data.every((x) => Math.abs(x) <= 1e-15 * Math.abs(value))).toBe(true);
        },
      ),
    );
  });
});

describe('pairwise distances', () => {
  it('of a 3-4-5 triangle, and 1 by cosine for a zero row', () => {
    const a = matrix(Float32Array.from([3, 0, 0, 0]), 2, 2);
    const b = matrix(Float32Array.from([0, 4, 6, 0]), 2, 2);
    expect([...squaredEuclideanDistances(a, b)]).toEqual([25, 9, 16, 36]);
    expect([...cosineDistances(a, b)]).toEqual([1, 0, 1, 1]);
  });
});

describe('principal components', () => {
  it.each([
    { n: 40, d: 6 },
    { n: 6, d: 40 },
  ])('are orthonormal and reproduce the points when all are kept ($n x $d)', ({ n, d }) => {
    const points = gaussianMixture(n, d, 3, 9);
    const kept = Math.min(n, d);
    const { mean, components, projection, explainedVariance, explainedVarianceRatio } =
      principalComponents(points, kept);
    for (let a = 0; a < kept; a++) {
      for (let b = 0; b < kept; b++) {
        let dot = 0;
        for (let c = 0; c < d; c++) {
          dot += (components.data[a * d + c] ?? 0) * (components.data[b * d + c] ?? 0);
        }
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 10);
      }
    }
    const rebuilt = points.data.map((_, p) => {
      const row = Math.floor(p / d);
      let value = mean[p % d] ?? 0;
      for (let r = 0; r < kept; r++) {
        value += (projection.data[row * kept + r] ?? 0) * (components.data[r * d + (p % d)] ?? 0);
      }
      return value;
    });
    rebuilt.forEach((value, p) => expect(value).toBeCloseTo(points.data[p] ?? 0, 9));
    expect([...explainedVariance]).toEqual([...explainedVariance].sort((a, b) => b - a));
    expect(explainedVarianceRatio.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  it('refuses more components than points or dimensions', () => {
    expect(() => principalComponents(gaussianMixture(4, 9, 1, 1), 5)).toThrow(/1 to 4/);
  });
});
