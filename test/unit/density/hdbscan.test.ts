import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../src/core/density/adjusted-rand-index';
import { coreDistances } from '../../../src/core/density/core-distances';
import { clusterTree, densityTree, hdbscan } from '../../../src/core/density/hdbscan';
import { matrix, selectRows, type Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { squaredDistance } from '../../../src/core/linalg/pairwise';
import { randomStream } from '../../../src/core/random/stream';
import { gaussianMixture } from '../linalg/mixture';

const scene = fc.record({
  rows: fc.integer({ min: 1, max: 120 }),
  columns: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat({ max: 1000 }),
  minClusterSize: fc.integer({ min: 2, max: 12 }),
  minSamples: fc.integer({ min: 1, max: 8 }),
});

/** Weights of the minimum spanning tree, ascending, by Kruskal over every pair, from the definition. */
function kruskalWeights(points: Matrix, minSamples: number): number[] {
  const n = points.rows;
  const distance = (i: number, j: number): number =>
    Math.sqrt(squaredDistance(points, i, points, j));
  const core = Array.from({ length: n }, (_, i) => {
    const others = Array.from({ length: n }, (_, j) => distance(i, j))
      .filter((_, j) => j !== i)
      .sort((a, b) => a - b);
    return others[Math.min(minSamples, n - 1) - 1] ?? 0;
  });
  const edges = Array.from({ length: n * n }, (_, p) => ({ i: Math.floor(p / n), j: p % n }))
    .filter(({ i, j }) => i < j)
    .map(({ i, j }) => ({ i, j, w: Math.max(core[i] ?? 0, core[j] ?? 0, distance(i, j)) }))
    .sort((a, b) => a.w - b.w);
  const component = Array.from({ length: n }, (_, i) => i);
  const weights: number[] = [];
  for (const { i, j, w } of edges) {
    const from = component[i];
    const to = component[j] ?? 0;
    if (from === to) continue;
    weights.push(w);
    component.forEach((value, p) => {
      if (value === from) component[p] = to;
    });
  }
  return weights;
}

/** Whole numbers and points that stand several times: equal distances, and cores of 0. */
const tiedPoints = fc
  .record({
    rows: fc.integer({ min: 1, max: 70 }),
    columns: fc.integer({ min: 1, max: 19 }),
    largest: fc.integer({ min: 0, max: 4 }),
    distinct: fc.integer({ min: 1, max: 70 }),
    seed: fc.nat(1e6),
  })
  .map(({ rows, columns, largest, distinct, seed }) => {
    const random = randomStream({ seed, purpose: 'test-ties' });
    const drawn = Float32Array.from({ length: distinct * columns }, () =>
      random.integer(largest + 1),
    );
    const data = Float32Array.from(
      { length: rows * columns },
      (_, p) => drawn[p % drawn.length] ?? 0,
    );
    return matrix(data, rows, columns);
  });

describe('the mutual reachability tree', () => {
  it('has the weights of the one of Kruskal over every pair', () => {
    const mixtures = scene.map(({ rows, columns, groups, seed }) =>
      gaussianMixture(Math.min(rows, 50), columns, groups, seed),
    );
    fc.assert(
      fc.property(
        fc.oneof(mixtures, tiedPoints),
        fc.integer({ min: 1, max: 8 }),
        (points, minSamples) => {
          const { from, to, weights } = densityTree(points, { minSamples });
          const wanted = kruskalWeights(points, minSamples);
          expect(weights).toHaveLength(wanted.length);
          wanted.forEach((weight, e) => expect(weights[e]).toBeCloseTo(weight, 9));
          const reached = new Set([...from, ...to]);
          expect(reached.size).toBe(points.rows > 1 ? points.rows : 0);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('is the same from neighbours that were known before, with or without the point itself', () => {
    const points = gaussianMixture(150, 4, 3, 7);
    const wanted = densityTree(points, { minSamples: 5 }).weights;
    for (const includeSelf of [true, false]) {
      const neighbours = exactNeighbours(points, { k: 9, includeSelf });
      expect(densityTree(points, { minSamples: 5, neighbours }).weights).toEqual(wanted);
    }
    const short = exactNeighbours(points, { k: 4 });
    expect(() => densityTree(points, { minSamples: 5, neighbours: short })).toThrow(/needs 5/);
  });
});

describe('HDBSCAN', () => {
  it('gives probabilities in 0..1, noise 0, and no cluster or at least two of enough points', () => {
    fc.assert(
      fc.property(scene, ({ rows, columns, groups, seed, ...options }) => {
        const points = gaussianMixture(rows, columns, groups, seed);
        const { labels, probabilities, persistence, clusterCount } = hdbscan(points, options);
        expect(clusterCount).not.toBe(1);
        expect(persistence).toHaveLength(clusterCount);
        for (let label = 0; label < clusterCount; label++) {
          const size = labels.filter((value) => value === label).length;
          expect(size).toBeGreaterThanOrEqual(options.minClusterSize);
        }
        probabilities.forEach((p, i) => {
          expect(p >= 0 && p <= 1).toBe(true);
          if (labels[i] === -1) expect(p).toBe(0);
        });
        expect(persistence.every((p) => p >= 0 && p <= 1 + 1e-12)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the same partition in any order of the points', () => {
    // With minSamples 1 every edge weighs its own distance, so no two weights are equal. Above 1 one
    // core distance serves several edges, and their order may decide, as it does in the reference.
    fc.assert(
      fc.property(scene, ({ rows, columns, groups, seed, minClusterSize }) => {
        const options = { minClusterSize, minSamples: 1 };
        const points = gaussianMixture(rows, columns, groups, seed);
        const order = randomStream({ seed, purpose: 'order' }).permutation(rows);
        const shuffled = hdbscan(selectRows(points, order), options).labels;
        const straight = hdbscan(points, options).labels;
        const expected = Int32Array.from(order, (i) => straight[i] ?? -2);
        expect(adjustedRandIndex(shuffled, expected)).toBe(1);
        expect(shuffled.map((l) => (l === -1 ? 1 : 0))).toEqual(
          expected.map((l) => (l === -1 ? 1 : 0)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('does not care for the unit of length or the place of the origin', () => {
    fc.assert(
      fc.property(scene, ({ rows, columns, groups, seed, ...options }) => {
        const points = gaussianMixture(rows, columns, groups, seed);
        const straight = hdbscan(points, options);
        const scaled = matrix(
          points.data.map((x) => 1024 * x),
          rows,
          columns,
        );
        expect(hdbscan(scaled, options).labels).toEqual(straight.labels);
        // A shift rounds, so the order of equal edges may change: none are with minSamples 1.
        const single = { ...options, minSamples: 1 };
        const moved = hdbscan(
          matrix(
            points.data.map((x) => x + 3),
            rows,
            columns,
          ),
          single,
        );
        expect(adjustedRandIndex(moved.labels, hdbscan(points, single).labels)).toBe(1);
      }),
      { numRuns: 40 },
    );
  });

  it('separates groups that lie far apart, each whole', () => {
    const points = gaussianMixture(200, 6, 4, 11, 30);
    const truth = Int32Array.from({ length: 200 }, (_, i) => i % 4);
    const { labels } = hdbscan(points, { minClusterSize: 20, minSamples: 3 });
    const inside = [...labels.keys()].filter((i) => labels[i] !== -1);
    expect(inside.length).toBeGreaterThan(150);
    const label = inside.map((i) => labels[i] ?? -1);
    expect(
      adjustedRandIndex(
        label,
        inside.map((i) => truth[i] ?? -1),
      ),
    ).toBe(1);
  });

  it('calls one point, two points and too few points noise', () => {
    for (const rows of [0, 1, 2, 4]) {
      const points = gaussianMixture(rows, 3, 1, 5);
      const { labels, probabilities, clusterCount } = hdbscan(points, {
        minClusterSize: 5,
        minSamples: 3,
      });
      expect([...labels]).toEqual(Array.from({ length: rows }, () => -1));
      expect([...probabilities]).toEqual(Array.from({ length: rows }, () => 0));
      expect(clusterCount).toBe(0);
    }
  });

  it('takes identical points as no structure, and piles of them as clusters', () => {
    const same = hdbscan(matrix(new Float64Array(60), 30, 2), { minClusterSize: 4, minSamples: 2 });
    expect(same.clusterCount).toBe(0);
    const piles = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 10));
    const found = hdbscan(matrix(piles, 40, 1), { minClusterSize: 5, minSamples: 3 });
    const truth = Int32Array.from(piles);
    expect(adjustedRandIndex(found.labels, truth)).toBe(1);
    expect(found.probabilities.every((p) => p === 1)).toBe(true);
  });

  it('clusters one tree again and again with other minimum sizes', () => {
    const points = gaussianMixture(180, 5, 6, 3);
    const tree = densityTree(points, { minSamples: 4 });
    for (const minClusterSize of [3, 8, 25]) {
      const fresh = hdbscan(points, { minClusterSize, minSamples: 4 });
      expect(clusterTree(tree, minClusterSize)).toEqual(fresh);
    }
  });

  it('refuses sizes that make no sense and stops when told to', () => {
    const points = gaussianMixture(20, 2, 1, 1);
    expect(() => hdbscan(points, { minClusterSize: 1, minSamples: 3 })).toThrow(/at least 2/);
    expect(() => coreDistances(points, 0)).toThrow(/at least 1/);
    const signal = AbortSignal.abort();
    expect(() => hdbscan(points, { minClusterSize: 5, minSamples: 3, signal })).toThrow(
      'Cancelled',
    );
  });
});
