import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kMeans } from '../../../src/core/density/k-means';
import { lloyd } from '../../../src/core/density/lloyd';
import { matrix, selectRows } from '../../../src/core/linalg/matrix';
import { squaredDistance } from '../../../src/core/linalg/pairwise';
import { gaussianMixture } from '../linalg/mixture';

describe('Lloyd', () => {
  it('never raises the inertia from one iteration to the next', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat({ max: 500 }),
        (rows, clusters, seed) => {
          const points = gaussianMixture(rows, 3, 4, seed, 2);
          const init = selectRows(
            points,
            Array.from({ length: clusters }, (_, c) => c),
          );
          let before = Infinity;
          for (let maxIterations = 1; maxIterations <= 8; maxIterations++) {
            const { inertia } = lloyd(points, init, { maxIterations });
            expect(inertia).toBeLessThanOrEqual(before * (1 + 1e-12));
            before = inertia;
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('ends where each point has its nearest centre and each centre is a mean', () => {
    const points = gaussianMixture(120, 20, 3, 4, 1);
    const { labels, centres, inertia, sizes } = lloyd(points, selectRows(points, [0, 1, 2]));
    let sum = 0;
    labels.forEach((label, i) => {
      const own = squaredDistance(points, i, centres, label);
      for (let c = 0; c < 3; c++) {
        expect(own).toBeLessThanOrEqual(squaredDistance(points, i, centres, c));
      }
      sum += own;
    });
    expect(inertia).toBeCloseTo(sum, 9);
    for (let c = 0; c < 3; c++) {
      const members = selectRows(
        points,
        [...labels.keys()].filter((i) => labels[i] === c),
      );
      expect(members.rows).toBe(sizes[c]);
      const mean = Array.from(members.data)
        .filter((_, p) => p % 20 === 0)
        .reduce((a, b) => a + b, 0);
      expect(centres.data[c * 20]).toBeCloseTo(mean / members.rows, 10);
    }
  });

  it('moves an empty centre to the farthest point', () => {
    const points = matrix(Float64Array.from([0, 1, 2, 10, 50]), 5, 1);
    const { labels, sizes } = lloyd(points, matrix(Float64Array.from([1, -1000, 10]), 3, 1));
    expect([...labels]).toEqual([0, 0, 0, 2, 1]);
    expect([...sizes]).toEqual([3, 1, 1]);
  });

  it('leaves clusters empty only where there are fewer distinct points', () => {
    const points = matrix(Float64Array.from([1, 1, 1, 2]), 4, 1);
    const { sizes, inertia } = lloyd(points, matrix(Float64Array.from([1, 1, 2]), 3, 1));
    expect([...sizes].sort((a, b) => a - b)).toEqual([0, 1, 3]);
    expect(inertia).toBe(0);
  });
});

describe('k-means', () => {
  it('finds groups that lie far apart', () => {
    const points = gaussianMixture(150, 4, 5, 2, 40);
    const { labels, sizes } = kMeans(points, 5, { seed: 1 });
    expect([...sizes]).toEqual([30, 30, 30, 30, 30]);
    labels.forEach((label, i) => expect(label).toBe(labels[i % 5]));
  });

  it('is the same for the same seed, and no worse for more restarts', () => {
    const points = gaussianMixture(90, 3, 9, 8, 1);
    const once = kMeans(points, 7, { seed: 3, name: 'tench' });
    expect(kMeans(points, 7, { seed: 3, name: 'tench' })).toEqual(once);
    const single = kMeans(points, 7, { seed: 3, name: 'tench', restarts: 1 });
    expect(once.inertia).toBeLessThanOrEqual(single.inertia);
  });

  it.each([Number.NaN, Infinity])('refuses points with %d in them, and such centres', (bad) => {
    const points = gaussianMixture(6, 2, 2, 1);
    const centres = selectRows(points, [0, 1]);
    centres.data[1] = bad;
    expect(() => lloyd(points, centres)).toThrow(/k-means centres: point 0 holds/);
    points.data[5] = bad;
    expect(() => kMeans(points, 2, { seed: 0 })).toThrow(/k-means: point 2 holds/);
    expect(() => lloyd(points, selectRows(points, [0, 1]))).toThrow(/k-means: point 2 holds/);
  });

  it('refuses more clusters than points', () => {
    expect(() => kMeans(gaussianMixture(3, 2, 1, 1), 4, { seed: 0 })).toThrow(/4 clusters/);
  });
});
