import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { BALL_POINTS, ballsOf, mayReach } from '../../../src/core/linalg/balls';
import { squaredDistanceTile } from '../../../src/core/linalg/distance-tile';
import { columnMeans, matrix, shiftedRows, type Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { squaredDistance } from '../../../src/core/linalg/pairwise';
import { selectNearest } from '../../../src/core/linalg/select-nearest';
import { randomStream } from '../../../src/core/random/stream';
import { gaussianMixture } from './mixture';

/** All points sorted by (distance, index), straight from the definition. */
function byBruteForce(points: Matrix, queries: Matrix, k: number, own: boolean) {
  const indices: number[] = [];
  const distances: number[] = [];
  for (let i = 0; i < queries.rows; i++) {
    const ranked = Array.from({ length: points.rows }, (_, j) => ({
      j,
      squared: squaredDistance(queries, i, points, j),
    }))
      .filter(({ j }) => !own || j !== i)
      .sort((a, b) => a.squared - b.squared || a.j - b.j)
      .slice(0, k);
    indices.push(...ranked.map(({ j }) => j));
    distances.push(...ranked.map(({ squared }) => Math.sqrt(squared)));
  }
  return { indices, distances };
}

/** Small whole coordinates, so that duplicates and equal distances are common. */
const gridPoints = fc
  .record({ rows: fc.integer({ min: 2, max: 90 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(fc.integer({ min: -2, max: 2 }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      })
      .map((values) => matrix(Float32Array.from(values), rows, columns)),
  );

/** Tight groups far apart, with a few points alone, some twice, and a share of them equal. */
const clusteredPoints = fc
  .record({
    rows: fc.integer({ min: 10, max: 240 }),
    columns: fc.integer({ min: 1, max: 6 }),
    groups: fc.integer({ min: 1, max: 12 }),
    apart: fc.constantFrom(1, 8, 100, 1e6),
    repeats: fc.constantFrom(0, 0.1, 0.9),
    seed: fc.nat(1e6),
  })
  .map(({ rows, columns, groups, apart, repeats, seed }) => {
    const random = randomStream({ seed, purpose: 'test-clusters' });
    const centres = random.fillNormal(new Float64Array(groups * columns));
    const data = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      if (i > 0 && random.uniform() < repeats) {
        data.copyWithin(i * columns, (i - 1) * columns, i * columns);
        continue;
      }
      const group = random.integer(groups);
      const spread = i % 25 === 0 ? apart : 1;
      for (let c = 0; c < columns; c++) {
        const centre = centres[group * columns + c] ?? 0;
        data[i * columns + c] = apart * centre + spread * random.normal();
      }
    }
    return matrix(data, rows, columns);
  });

describe('balls around groups of points', () => {
  it('never hide a pair that is nearer than a bar', () => {
    fc.assert(
      fc.property(clusteredPoints, fc.double({ min: 0, max: 3, noNaN: true }), (points, reach) => {
        const { rows: n, columns } = points;
        const centred = shiftedRows(points, columnMeans(points));
        const balls = ballsOf(centred, n, columns);
        expect([...balls.ids].sort((a, b) => a - b)).toEqual(
          Array.from({ length: n }, (_, i) => i),
        );
        const bars = Float64Array.from({ length: n }, (_, place) => (reach * (place % 5)) ** 2);
        const { starts, rows } = balls;
        const tile = new Float64Array(BALL_POINTS * BALL_POINTS);
        for (let a = 0; a < balls.count; a++) {
          for (let b = 0; b < balls.count; b++) {
            if (mayReach(balls, a, b, bars)) continue;
            const [top = 0, bottom = 0] = starts.subarray(a, a + 2);
            const [left = 0, right = 0] = starts.subarray(b, b + 2);
            squaredDistanceTile(rows, top, bottom, rows, left, right, tile);
            for (let i = top; i < bottom; i++) {
              const ofRow = tile.subarray(
                (i - top) * (right - left),
                (i - top + 1) * (right - left),
              );
              expect(Math.min(...ofRow)).toBeGreaterThanOrEqual(bars[i] ?? 0);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('exact neighbours', () => {
  it('are those of a full sort, ties by index, on grids full of ties', () => {
    fc.assert(
      fc.property(gridPoints, fc.nat(), (points, draw) => {
        const k = 1 + (draw % (points.rows - 1));
        const found = exactNeighbours(points, { k });
        const wanted = byBruteForce(points, points, k, true);
        expect([...found.indices]).toEqual(wanted.indices);
        expect([...found.distances]).toEqual(wanted.distances);
      }),
      { numRuns: 60 },
    );
  });

  it('are those of a full sort for queries and for more points than a tile holds', () => {
    const points = gaussianMixture(301, 7, 5, 1);
    const queries = gaussianMixture(70, 7, 5, 2);
    const ofQueries = exactNeighbours(points, { k: 12, queries });
    expect([...ofQueries.indices]).toEqual(byBruteForce(points, queries, 12, false).indices);
    const inside = exactNeighbours(points, { k: 12 });
    expect([...inside.indices]).toEqual(byBruteForce(points, points, 12, true).indices);
  });

  it('are those of a full sort where clusters far apart let most pairs go unseen', () => {
    fc.assert(
      fc.property(clusteredPoints, fc.integer({ min: 1, max: 9 }), (points, k) => {
        const found = exactNeighbours(points, { k });
        const wanted = byBruteForce(points, points, k, true);
        expect([...found.indices]).toEqual(wanted.indices);
        expect([...found.distances]).toEqual(wanted.distances);
      }),
      { numRuns: 40 },
    );
  });

  it('keep their digits far from the origin, where the product form loses them', () => {
    const near = gaussianMixture(120, 3, 4, 3);
    const far = matrix(
      near.data.map((value) => value + 2 ** 30),
      120,
      3,
    );
    const found = exactNeighbours(far, { k: 5 });
    expect([...found.indices]).toEqual(byBruteForce(far, far, 5, true).indices);
  });

  it('put each point first among its own, duplicates or not', () => {
    const points = matrix(Float32Array.from([1, 1, 1, 5]), 4, 1);
    const { indices, distances, k } = exactNeighbours(points, { k: 3, includeSelf: true });
    expect(k).toBe(3);
    expect([...indices]).toEqual([0, 1, 2, 1, 0, 2, 2, 0, 1, 3, 0, 1]);
    expect([...distances]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4]);
  });

  it('refuse more neighbours than there are, other dimensions, and what is no number', () => {
    const points = gaussianMixture(5, 2, 1, 4);
    const codeOf = (action: () => unknown): string => {
      try {
        action();
      } catch (error) {
        if (error instanceof StillroomError) return error.code;
      }
      return 'none';
    };
    expect(codeOf(() => exactNeighbours(points, { k: 5 }))).toBe('BadParameter');
    expect(codeOf(() => exactNeighbours(points, { k: 6, includeSelf: true }))).toBe('BadParameter');
    expect(
      codeOf(() => exactNeighbours(points, { k: 1, queries: gaussianMixture(2, 3, 1, 4) })),
    ).toBe('ShapeMismatch');
    const broken = matrix(Float32Array.from([0, 1, Number.NaN, 2]), 4, 1);
    expect(codeOf(() => exactNeighbours(broken, { k: 1 }))).toBe('NonFiniteOutput');
  });
});

describe('selection from a block of another kernel', () => {
  it('does not depend on errors within the slack', () => {
    const points = gaussianMixture(80, 6, 3, 5);
    const slack = 0.5;
    const noise = gaussianMixture(80, 80, 1, 6).data;
    const block = Float32Array.from({ length: 6400 }, (_, p) => {
      const error = Math.max(-1, Math.min(1, noise[p] ?? 0)) * 0.99 * slack;
      return squaredDistance(points, Math.floor(p / 80), points, p % 80) + error;
    });
    const found = selectNearest(block, 80, 80, 9, {
      exact: (row, column) => squaredDistance(points, row, points, column),
      slack: () => slack,
      own: (row) => row,
    });
    expect([...found.indices]).toEqual(byBruteForce(points, points, 9, true).indices);
  });

  it('refuses a block with too few numbers', () => {
    const block = new Float32Array(6).fill(Number.NaN);
    expect(() => selectNearest(block, 2, 3, 1, { exact: () => 0 })).toThrow(/not numbers/);
  });
});
