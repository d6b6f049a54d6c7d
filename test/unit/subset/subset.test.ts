import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnMeans, selectRows, type Matrix } from '../../../src/core/linalg/matrix';
import { squaredDistance } from '../../../src/core/linalg/pairwise';
import { randomStream } from '../../../src/core/random/stream';
import { herding } from '../../../src/core/subset/herding';
import { kCentre } from '../../../src/core/subset/k-centre';
import { gaussianMixture } from '../linalg/mixture';

const choices = [
  ['herding', herding],
  ['k-centre', kCentre],
] as const;

const classes = fc
  .record({ rows: fc.integer({ min: 1, max: 40 }), seed: fc.nat({ max: 1000 }) })
  .map(({ rows, seed }) => gaussianMixture(rows, 4, 3, seed, 2));

function shuffled(rows: number, seed: number): number[] {
  const random = randomStream({ seed, purpose: 'test-shuffle' });
  return Array.from({ length: rows }, (_, i) => ({ i, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
}

function points(values: readonly number[]): Matrix {
  return { data: Float64Array.from(values), rows: values.length, columns: 1 };
}

/** Distance of the mean of some rows to the mean of all. */
function meanMiss(latents: Matrix, indices: ArrayLike<number>): number {
  const wanted = columnMeans(latents);
  const found = columnMeans(selectRows(latents, indices));
  return Math.hypot(...wanted.map((value, c) => value - (found[c] ?? 0)));
}

/** The largest distance of a row to the nearest of the centres. */
function radius(latents: Matrix, centres: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < latents.rows; i++) {
    const distances = Array.from(centres, (c) => squaredDistance(latents, i, latents, c));
    largest = Math.max(largest, Math.sqrt(Math.min(...distances)));
  }
  return largest;
}

describe.each(choices)('%s', (_, choose) => {
  it('takes every image once when all are asked for', () => {
    fc.assert(
      fc.property(classes, (latents) => {
        const all = [...choose(latents, latents.rows)].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: latents.rows }, (__, i) => i));
      }),
    );
  });

  it('begins a longer list with the shorter one', () => {
    fc.assert(
      fc.property(classes, fc.nat(), (latents, pick) => {
        const count = 1 + (pick % latents.rows);
        const all = choose(latents, latents.rows);
        expect([...choose(latents, count)]).toEqual([...all.subarray(0, count)]);
      }),
    );
  });

  it('takes the same images in whatever order they come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.nat({ max: 1000 }), (rows, seed) => {
        const latents = gaussianMixture(rows, 4, 3, seed, 2);
        const order = shuffled(rows, seed);
        // Of the last two images of a class, both may be equally good, and the order then decides.
        const count = Math.ceil(rows / 2);
        const moved = choose(selectRows(latents, order), count);
        expect(Array.from(moved, (i) => order[i])).toEqual([...choose(latents, count)]);
      }),
    );
  });

  it('takes identical images in their order', () => {
    const latents: Matrix = { data: new Float32Array(12).fill(0.3), rows: 6, columns: 2 };
    expect([...choose(latents, 4)]).toEqual([0, 1, 2, 3]);
  });

  it('refuses what cannot be chosen from', () => {
    const latents = gaussianMixture(5, 2, 1, 1);
    expect(() => choose(latents, 6)).toThrow(
      expect.objectContaining({ code: 'TooFewImages', data: { count: 6, images: 5 } }),
    );
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => choose(latents, count)).toThrow(
        expect.objectContaining({ code: 'BadParameter' }),
      );
    }
    latents.data[3] = NaN;
    expect(() => choose(latents, 1)).toThrow(expect.objectContaining({ code: 'NonFiniteOutput' }));
  });

  it('can be cancelled', () => {
    const abort = new AbortController();
    abort.abort();
    expect(() => choose(gaussianMixture(5, 2, 1, 1), 2, abort.signal)).toThrow(
      expect.objectContaining({ code: 'Aborted' }),
    );
  });

  it('starts with the image nearest to the mean', () => {
    fc.assert(
      fc.property(classes, (latents) => {
        const mean: Matrix = { data: columnMeans(latents), rows: 1, columns: latents.columns };
        const first = choose(latents, 1)[0] ?? -1;
        for (let i = 0; i < latents.rows; i++) {
          expect(squaredDistance(latents, first, mean, 0)).toBeLessThanOrEqual(
            squaredDistance(latents, i, mean, 0),
          );
        }
      }),
    );
  });
});

describe('herding', () => {
  it('lets every image bring the mean as near as any free one could', () => {
    fc.assert(
      fc.property(classes, (latents) => {
        const chosen = [...herding(latents, Math.min(6, latents.rows))];
        chosen.forEach((__, t) => {
          const before = chosen.slice(0, t);
          const reached = meanMiss(latents, chosen.slice(0, t + 1));
          for (let other = 0; other < latents.rows; other++) {
            if (before.includes(other)) continue;
            expect(reached).toBeLessThanOrEqual(meanMiss(latents, [...before, other]) + 1e-12);
          }
        });
      }),
    );
  });

  it('balances what it has taken', () => {
    // Mean 2. First 2 itself; then -1 and 5 are equally good, so the first; then 5 mends it.
    expect([...herding(points([5, 2, -1]), 3)]).toEqual([1, 0, 2]);
  });
});

describe('k-centre', () => {
  it('leaves no image farther than twice the best possible', () => {
    const small = fc.record({
      rows: fc.integer({ min: 3, max: 9 }),
      seed: fc.nat({ max: 1000 }),
      count: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(small, ({ rows, seed, count }) => {
        const latents = gaussianMixture(rows, 2, 3, seed, 2);
        let best = Number.POSITIVE_INFINITY;
        for (let subset = 1; subset < 2 ** rows; subset++) {
          const centres = Array.from({ length: rows }, (__, i) => i).filter(
            (i) => (subset >> i) % 2 === 1,
          );
          if (centres.length === count) best = Math.min(best, radius(latents, centres));
        }
        expect(radius(latents, kCentre(latents, count))).toBeLessThanOrEqual(2 * best + 1e-12);
      }),
    );
  });

  it('goes to the farthest, equally far ones by their order, copies last', () => {
    // Mean 2: first a 2, then 9, -4 and 5; of the two 0 the first; copies of the chosen end the list.
    expect([...kCentre(points([2, 0, 9, -4, 2, 0, 5]), 7)]).toEqual([0, 2, 3, 6, 1, 4, 5]);
  });
});
