import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitCurve } from '../../../src/core/density/umap/curve';
import { fuzzyGraph, type FuzzyGraphOptions } from '../../../src/core/density/umap/fuzzy-graph';
import { Pace } from '../../../src/core/density/umap/pace';
import { pruned, transposed, type SparseGraph } from '../../../src/core/density/umap/sparse-graph';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import type { Neighbours } from '../../../src/core/linalg/select-nearest';
import { gaussianMixture } from '../linalg/mixture';

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** Every entry of a sparse matrix, [n][n]. */
function dense({ starts, columns, weights }: SparseGraph): number[][] {
  const count = starts.length - 1;
  return Array.from({ length: count }, (_, row) => {
    const values = zeros(count);
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      values[columns[e] ?? 0] = weights[e] ?? 0;
    }
    return values;
  });
}

const scene = fc.record({
  rows: fc.integer({ min: 3, max: 40 }),
  groups: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat({ max: 1000 }),
  share: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

function neighboursIn(
  settings: typeof scene extends fc.Arbitrary<infer T> ? T : never,
): Neighbours {
  const { rows, groups, seed, share } = settings;
  const k = Math.max(3, Math.ceil(share * rows));
  return exactNeighbours(gaussianMixture(rows, 3, groups, seed), { k, includeSelf: true });
}

const graphOf = (neighbours: Neighbours, options: FuzzyGraphOptions = {}) =>
  fuzzyGraph(neighbours, options, new Pace());

describe('the curve', () => {
  it('has the parameters that are known for the usual settings', () => {
    // As umap-learn's documentation prints them for min_dist 0.1, spread 1.
    const { a, b } = fitCurve(0.1, 1);
    expect(a).toBeCloseTo(1.577, 3);
    expect(b).toBeCloseTo(0.895, 3);
  });

  it('leaves no smaller sum of squares nearby', () => {
    const squares = (a: number, b: number, minDist: number, spread: number): number => {
      let sum = 0;
      for (let i = 0; i < 300; i++) {
        const x = (3 * spread * i) / 299;
        const want = x < minDist ? 1 : Math.exp(-(x - minDist) / spread);
        sum += (want - 1 / (1 + a * x ** (2 * b))) ** 2;
      }
      return sum;
    };
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const spread = fc.double({ min: 0.2, max: 5, noNaN: true });
    fc.assert(
      fc.property(share, spread, (part, width) => {
        const minDist = part * width;
        const { a, b } = fitCurve(minDist, width);
        const least = squares(a, b, minDist, width);
        for (const [da, db] of [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
          [1, 1],
          [-1, -1],
        ] as const) {
          const other = squares(a * (1 + 1e-4 * da), b * (1 + 1e-4 * db), minDist, width);
          expect(other).toBeGreaterThan(least);
        }
      }),
    );
  });

  it.each([
    [-0.1, 1],
    [1.1, 1],
    [0, 0],
    [Number.NaN, 1],
  ])('refuses a distance of %d at a spread of %d', (minDist, spread) => {
    expect(() => fitCurve(minDist, spread)).toThrow(/minimal distance/);
  });
});

describe('the fuzzy graph', { timeout: 30_000 }, () => {
  it('measures each point by its nearest neighbour and a sum of log2 k', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (settings) => {
        const neighbours = neighboursIn(settings);
        const { distances, k } = neighbours;
        const { rhos, sigmas } = await graphOf(neighbours);
        rhos.forEach((rho, i) => {
          const row = Array.from(distances.subarray(i * k, i * k + k));
          expect(rho).toBe(row[1]);
          const sigma = sigmas[i] ?? 0;
          const sum = row
            .slice(1)
            .reduce((total, d) => total + Math.exp(-Math.max(0, d - rho) / sigma), 0);
          const least = row.reduce((a, b) => a + b, 0) / k / 1000;
          // The bound may be reached by another rounding of the same mean.
          if (sigma > least * (1 + 1e-12))
            expect(Math.abs(sum - Math.log2(k))).toBeLessThan(1.1e-5);
          else expect(sum).toBeGreaterThan(Math.log2(k) - 1e-5);
        });
      }),
    );
  });

  it('is the mixture of union and intersection of what both points see', async () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(scene, ratio, async (settings, setOpMixRatio) => {
        const neighbours = neighboursIn(settings);
        const { indices, distances, k } = neighbours;
        const { rhos, sigmas, graph } = await graphOf(neighbours, { setOpMixRatio });
        const count = rhos.length;
        const seen = Array.from({ length: count }, () => zeros(count));
        indices.forEach((j, p) => {
          const i = Math.floor(p / k);
          const beyond = Math.max(0, (distances[p] ?? 0) - (rhos[i] ?? 0));
          const row = seen[i];
          if (row && j !== i) row[j] = Math.exp(-beyond / (sigmas[i] ?? 0));
        });
        const got = dense(graph);
        let worst = 0;
        let skew = 0;
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            const x = seen[i]?.[j] ?? 0;
            const y = seen[j]?.[i] ?? 0;
            const want = setOpMixRatio * (x + y - x * y) + (1 - setOpMixRatio) * x * y;
            const weight = got[i]?.[j] ?? Number.NaN;
            worst = Math.max(worst, Math.abs(weight - want));
            skew = Math.max(skew, Math.abs(weight - (got[j]?.[i] ?? Number.NaN)));
          }
        }
        expect(worst).toBeLessThan(1e-12);
        expect(skew).toBe(0);
      }),
    );
  });

  it('goes between neighbours for a local connectivity with a fraction', async () => {
    // Distances of the first point: 0, 1, 3, 7.
    const row = [0, 1, 3, 7];
    const neighbours = {
      indices: Int32Array.from([0, 1, 2, 3, 1, 0, 2, 3, 2, 1, 0, 3, 3, 2, 1, 0]),
      distances: Float64Array.from([row, row, row, row].flat()),
      k: 4,
    };
    const rhoFor = async (localConnectivity: number) =>
      (await graphOf(neighbours, { localConnectivity })).rhos[0];
    expect(await rhoFor(0.5)).toBe(0.5);
    expect(await rhoFor(1.25)).toBe(1.5);
    expect(await rhoFor(2)).toBe(3);
    expect(await rhoFor(9)).toBe(7);
  });

  it('joins points of one place with weight 1', async () => {
    const neighbours = {
      indices: Int32Array.from([0, 1, 2, 1, 0, 2, 2, 0, 1]),
      distances: new Float64Array(9),
      k: 3,
    };
    const { rhos, graph } = await graphOf(neighbours);
    expect(Array.from(rhos)).toEqual([0, 0, 0]);
    expect(Array.from(graph.weights)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('sparse graphs', () => {
  it('turn around and lose their light edges', () => {
    const graph = {
      starts: Int32Array.of(0, 2, 2, 4),
      columns: Int32Array.of(1, 2, 0, 1),
      weights: Float64Array.of(0.5, 0.1, 0.2, 0.9),
    };
    const turned = dense(transposed(graph));
    dense(graph).forEach((row, i) => {
      row.forEach((weight, j) => expect(turned[j]?.[i]).toBe(weight));
    });
    expect(pruned(graph, 0.2)).toEqual({
      starts: Int32Array.of(0, 1, 1, 3),
      columns: Int32Array.of(1, 0, 1),
      weights: Float64Array.of(0.5, 0.2, 0.9),
    });
  });
});
