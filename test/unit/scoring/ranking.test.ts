import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankOnce, windowFunctions } from '../../../src/run/analysis/window-functions';
import { matrix } from '../../../src/core/linalg/matrix';
import { randomStream } from '../../../src/core/random/stream';
import {
  bestRows,
  clusterWindows,
  rankWindows,
  reduceDescriptors,
} from '../../../src/core/scoring/ranking';

function setting(seed: number, count: number, columns = 6) {
  const random = randomStream({ seed, purpose: 'ranking-test' });
  const points = matrix(random.fillNormal(new Float64Array(count * columns)), count, columns);
  return { points, scores: random.fillNormal(new Float64Array(count)) };
}

const cases = fc.record({
  seed: fc.nat(1e6),
  count: fc.integer({ min: 1, max: 60 }),
  clusters: fc.integer({ min: 1, max: 40 }),
  order: fc.constantFrom('score' as const, 'centroid' as const),
});

describe('bestRows', () => {
  it('keeps the windows of highest score, all of them at 0, and of equal ones the first', () => {
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 30 });
    fc.assert(
      fc.property(scores, fc.nat(40), (values, keep) => {
        const rows = bestRows(values, keep);
        expect(rows).toHaveLength(keep === 0 ? values.length : Math.min(keep, values.length));
        expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
        const kept = new Set(rows);
        values.forEach((value, row) => {
          if (kept.has(row)) return;
          for (const other of rows) {
            const above = values[other] ?? 0;
            expect(above > value || (above === value && other < row)).toBe(true);
          }
        });
      }),
    );
  });
});

describe("ranking as diff-mining's code ranks", () => {
  const rows = 40;
  const channels = 50;
  const random = randomStream({ seed: 6, purpose: 'ranking-test' });
  const descriptors = Float32Array.from(random.fillNormal(new Float64Array(rows * channels)));
  const scores = random.fillNormal(new Float64Array(rows));
  const request = { descriptors, rows, scores, clusters: 4, order: 'centroid', seed: 0 } as const;
  const rank = (changes: object) =>
    rankOnce({ key: 'k', name: 'a', ...request, ...changes }, (one) => functions.rank(one));
  const functions = windowFunctions();

  it('leaves windows that take no part out of list and clusters', async () => {
    const { list, labels, clusterCount } = await rank({ keep: 10, wholeDescriptors: true });
    const kept = bestRows(scores, 10);
    expect([...list].sort((a, b) => a - b)).toEqual([...kept]);
    labels.forEach((label, row) => expect(label >= 0).toBe(kept.includes(row)));
    expect(clusterCount).toBe(4);
  });

  it('clusters whole descriptors: what is ranked is k-means on them', async () => {
    const points = matrix(descriptors, rows, channels);
    const found = clusterWindows(points, 4, { seed: 0, name: 'a' });
    const whole = await rank({ wholeDescriptors: true });
    expect(whole.list).toEqual(rankWindows(scores, found, 'centroid'));
    const reduced = clusterWindows(reduceDescriptors(points), 4, { seed: 0, name: 'a' });
    // Asked for after the whole ones, in the same thread.
    expect((await rank({})).list).toEqual(rankWindows(scores, reduced, 'centroid'));
  });
});

describe('rankWindows', () => {
  it('lists every window once, the same for the same seed', () => {
    fc.assert(
      fc.property(cases, ({ seed, count, clusters, order }) => {
        const { points, scores } = setting(seed, count);
        const rank = () =>
          rankWindows(scores, clusterWindows(points, clusters, { seed, name: 'tench' }), order);
        const list = rank();
        expect([...list].sort((a, b) => a - b)).toEqual([...list.keys()]);
        expect(rank()).toEqual(list);
      }),
      { numRuns: 60 },
    );
  });

  it('takes the clusters in turn', () => {
    fc.assert(
      fc.property(cases, ({ seed, count, clusters, order }) => {
        const { points, scores } = setting(seed, count);
        const found = clusterWindows(points, clusters, { seed, name: 'tench' });
        const list = rankWindows(scores, found, order);
        const used = new Set(found.labels).size;
        const first = list.subarray(0, used);
        expect(new Set([...first].map((window) => found.labels[window])).size).toBe(used);
      }),
      { numRuns: 60 },
    );
  });

  it('puts clusters in the order of their median and members in the order asked for', () => {
    const found = {
      labels: Int32Array.of(0, 0, 0, 1, 1),
      distances: Float64Array.of(3, 2, 1, 1, 2),
      count: 2,
    };
    const scores = [9, 1, 2, 5, 4];
    // Medians 2 and 4.5: cluster 1 leads, though the best window is in cluster 0.
    expect([...rankWindows(scores, found, 'score')]).toEqual([3, 0, 4, 2, 1]);
    expect([...rankWindows(scores, found, 'centroid')]).toEqual([3, 2, 4, 1, 0]);
  });

  it('keeps the order of the windows where a model scores everything alike', () => {
    const { points } = setting(1, 12);
    const found = clusterWindows(points, 1, { seed: 1, name: 'a' });
    expect([...rankWindows(new Float64Array(12), found, 'score')]).toEqual([...Array(12).keys()]);
  });

  it('ranks a class of one window, and says when there is none or a score is no number', () => {
    const { points } = setting(1, 1);
    const found = clusterWindows(points, 32, { seed: 1, name: 'a' });
    expect([...rankWindows([0.5], found, 'score')]).toEqual([0]);
    const nothing = matrix(new Float64Array(0), 0, 6);
    expect(() => clusterWindows(nothing, 4, { seed: 1, name: 'a' })).toThrow(/no window/);
    expect(() => rankWindows([Number.NaN], found, 'score')).toThrow(/window 0 is NaN/);
  });

  it('keeps distances when it reduces descriptors of few dimensions that vary', () => {
    const { points } = setting(3, 50, 5);
    const wide = new Float64Array(50 * 200);
    for (let row = 0; row < 50; row++) {
      for (let k = 0; k < 5; k++) wide[row * 200 + 37 * k] = points.data[row * 5 + k] ?? 0;
    }
    const reduced = reduceDescriptors(matrix(wide, 50, 200));
    expect(reduced.columns).toBe(32);
    const distance = (data: ArrayLike<number>, columns: number) => {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += ((data[k] ?? 0) - (data[columns + k] ?? 0)) ** 2;
      return sum;
    };
    expect(distance(reduced.data, 32)).toBeCloseTo(distance(points.data, 5), 8);
  });
});
