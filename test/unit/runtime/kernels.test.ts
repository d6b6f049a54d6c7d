import * as fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { cosineDistances, squaredEuclideanDistances } from '../../../src/core/linalg/pairwise';
import { standardise } from '../../../src/core/linalg/standardise';
import { randomStream } from '../../../src/core/random/stream';
import { roundOff } from '../../../src/runtime/kernels/float32-rows';
import { Kernels } from '../../../src/runtime/kernels/kernels';
import { nodeEngine, nodeKernels } from './tiny-pack';

// Under a loaded machine the property tests may take longer than the default.
vi.setConfig({ testTimeout: 20_000 });

const engine = await nodeEngine();
const kernels = new Kernels(engine, nodeKernels);
// Compiling the WebAssembly is the longest part; it belongs to no test.
await kernels.pairwise(points(1, 1), points(1, 1));
afterAll(() => engine.dispose());

function points(rows: number, columns: number, seed = 1, offset = 0): Matrix {
  const data = randomStream({ seed, purpose: 'points' }).fillNormal(
    new Float32Array(rows * columns),
  );
  return { data: data.map((value) => value + offset), rows, columns };
}

function norm({ data, columns }: Matrix, row: number): number {
  return Math.hypot(...data.subarray(row * columns, (row + 1) * columns));
}

/** Largest |received - expected| in units of its bound; at most 1 when all are within. */
function worstShare(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: (position: number, expected: number) => number,
): number {
  let worst = received.length === expected.length ? 0 : Infinity;
  for (let p = 0; p < expected.length; p++) {
    const truth = expected[p] ?? NaN;
    const difference = Math.abs((received[p] ?? NaN) - truth);
    const share = difference === 0 ? 0 : difference / bound(p, truth);
    if (!(share <= worst)) worst = share;
  }
  return worst;
}

/** Unit round-off of float32. */
const U = 2 ** -24;

const sizes = fc.record({
  m: fc.integer({ min: 1, max: 12 }),
  n: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(1000),
});

describe('pairwise', () => {
  it('is within the stated round-off of the reference', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, d, seed }) => {
        const [a, b] = [points(m, d, seed), points(n, d, seed + 1)];
        const expected = squaredEuclideanDistances(a, b);
        const received = await kernels.pairwise(a, b);
        const bound = (p: number) => roundOff(d, norm(a, Math.floor(p / n)) + norm(b, p % n));
        expect(worstShare(received, expected, bound)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it('puts blocks together in the right places', async () => {
    const [a, b] = [points(1100, 3), points(1030, 3, 2)];
    const expected = squaredEuclideanDistances(a, b);
    const received = await kernels.pairwise(a, b);
    // No row of 3 normal numbers here is longer than 6.
    expect(worstShare(received, expected, () => roundOff(3, 12))).toBeLessThanOrEqual(1);
  });

  it('is never negative, even for equal rows far from the origin', async () => {
    const a = points(20, 64, 3, 1000);
    expect((await kernels.pairwise(a, a)).every((value) => value >= 0)).toBe(true);
  });

  it('refuses points of different dimensions', () => {
    expect(() => kernels.pairwise(points(2, 3), points(2, 4))).toThrow('have no distance');
  });
});

it('cosine agrees with the reference, 1 for a zero row', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ m, n, d, seed }) => {
      const a = points(m, d, seed);
      a.data.fill(0, 0, d);
      const b = points(n, d, seed + 1);
      const expected = cosineDistances(a, b);
      const received = await kernels.cosine(a, b);
      // Unit vectors: d products and sums of size at most 1, plus norms and division.
      expect(worstShare(received, expected, () => (d + 8) * U)).toBeLessThanOrEqual(1);
      expect([...received.subarray(0, n)]).toEqual(Array.from({ length: n }, () => 1));
    }),
    { numRuns: 25 },
  );
});

describe('standardise', () => {
  it('agrees with the reference, constant columns included', async () => {
    const given = points(500, 6, 4);
    const data = given.data.map((value, p) => {
      const column = p % 6;
      if (column === 0) return 0;
      if (column === 1) return 0.1;
      return value * 10 ** (column - 4) + column;
    });
    const source: Matrix = { ...given, data };
    const expected = standardise(source);
    const received = await kernels.standardise(source);
    expect(received.scale[0]).toBe(1);
    expect(received.scale[1]).toBe(1);
    // A mean is right to a few units in its last place, which is a share of its column's scale.
    const error = expected.scale.map(
      (scale, c) => 8 * U * (1 + Math.abs(expected.mean[c] ?? NaN) / scale),
    );
    const ofScale = (c: number) => (error[c] ?? 0) * (expected.scale[c] ?? 0);
    expect(worstShare(received.mean, expected.mean, ofScale)).toBeLessThanOrEqual(1);
    expect(worstShare(received.scale, expected.scale, ofScale)).toBeLessThanOrEqual(1);
    const ofValue = (p: number, value: number) => (error[p % 6] ?? 0) * (1 + Math.abs(value));
    expect(
      worstShare(received.transformed.data, expected.transformed.data, ofValue),
    ).toBeLessThanOrEqual(1);
  });

  it('uses given moments, and refuses ones of another width', async () => {
    const source: Matrix = { data: Float32Array.of(1, 2, 3, 4), rows: 2, columns: 2 };
    const moments = { mean: Float32Array.of(1, 2), scale: Float32Array.of(2, 4) };
    const { transformed } = await kernels.standardise(source, moments);
    expect([...transformed.data]).toEqual([0, 0, 1, 0.5]);
    await expect(
      kernels.standardise({ ...source, rows: 4, columns: 1 }, moments),
    ).rejects.toMatchObject({
      code: 'ShapeMismatch',
    });
  });
});

describe('assign', () => {
  function nearest(source: Matrix, centers: Matrix): number[] {
    const distances = squaredEuclideanDistances(source, centers);
    return Array.from({ length: source.rows }, (_, i) => {
      const row = distances.subarray(i * centers.rows, (i + 1) * centers.rows);
      return row.indexOf(Math.min(...row));
    });
  }

  it('finds the nearest center of every point', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, d, seed }) => {
        const [source, centers] = [points(m, d, seed), points(n, d, seed + 1)];
        const { labels, squaredDistances } = await kernels.assign(source, centers);
        const expected = nearest(source, centers);
        expect([...labels]).toEqual(expected);
        const distances = squaredEuclideanDistances(source, centers);
        const truth = expected.map((label, i) => distances[i * n + label] ?? NaN);
        const bound = (i: number) =>
          roundOff(d, 4 * norm(source, i) + 2 * norm(centers, expected[i] ?? 0));
        expect(worstShare(squaredDistances, truth, bound)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it('decides ties by the first center, and what float32 cannot tell apart in float64', async () => {
    const columns = 16;
    const source = points(50, columns, 7, 500);
    // Three copies of each of two centers, and one that is nearer by less than float32 resolves.
    const base = points(1, columns, 8, 500).data;
    const nudged = Float64Array.from(base, (value, c) => value + (c === 0 ? 1e-7 : 0));
    const data = Float64Array.from([...base, ...base, ...nudged, ...base]);
    const centers: Matrix = { data, rows: 4, columns };
    expect([...(await kernels.assign(source, centers)).labels]).toEqual(nearest(source, centers));
  });

  it('takes more rows than a block, one center, and refuses none', async () => {
    const source = points(2500, 2, 9);
    const centers = points(5, 2, 10);
    expect([...(await kernels.assign(source, centers)).labels]).toEqual(nearest(source, centers));
    expect(new Set((await kernels.assign(source, points(1, 2))).labels)).toEqual(new Set([0]));
    await expect(
      kernels.assign(source, { data: new Float32Array(), rows: 0, columns: 2 }),
    ).rejects.toMatchObject({ code: 'BadParameter' });
  });
});

describe('neighbours', () => {
  // Typed arrays of this size take the matcher seconds to walk.
  const bytes = ({ buffer }: Int32Array) => new Uint8Array(buffer);
  async function compare(source: Matrix, options: Parameters<typeof exactNeighbours>[1]) {
    const expected = exactNeighbours(source, options);
    const received = await kernels.neighbours(source, options);
    expect(received.k).toBe(expected.k);
    expect(Buffer.compare(bytes(received.indices), bytes(expected.indices))).toBe(0);
    // TOLERATED = 1e-4 of the squared distance is 5e-5 of the distance.
    const bound = (_: number, truth: number) => 5e-5 * truth;
    expect(worstShare(received.distances, expected.distances, bound)).toBeLessThanOrEqual(1);
  }

  it('are those of the reference for any sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1000),
        fc.boolean(),
        async (rows, columns, seed, includeSelf) => {
          const k = 1 + (seed % (rows - 1));
          await compare(points(rows, columns, seed), { k, includeSelf });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are exact on grids, where most distances are equal', async () => {
    const rows = 400;
    const data = Float32Array.from({ length: rows * 2 }, (_, p) =>
      p % 2 ? Math.floor(p / 40) : (p / 2) % 20,
    );
    await compare({ data, rows, columns: 2 }, { k: 12 });
  });

  it('are exact for near-duplicates far from the origin', async () => {
    const source = points(300, 24, 11, 300);
    for (let i = 1; i < 300; i += 2) {
      for (let c = 0; c < 24; c++) {
        const twin = source.data[(i - 1) * 24 + c] ?? 0;
        source.data[i * 24 + c] = c === 0 ? twin + 2 ** -12 : twin;
      }
    }
    await compare(source, { k: 5 });
  });

  it('are exact for clusters of identical points', async () => {
    const source = points(200, 8, 12);
    for (let i = 0; i < 120; i++) source.data.copyWithin(i * 8, 0, 8);
    await compare(source, { k: 30 });
  });

  it('cover several blocks, and queries apart from the points', async () => {
    await compare(points(700, 12, 13), { k: 20 });
    await compare(points(1100, 5, 14), { k: 7, queries: points(1050, 5, 15) });
  });

  it('report progress and can be cancelled', async () => {
    const shares: number[] = [];
    await kernels.neighbours(points(700, 4), { k: 3, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const abort = new AbortController();
    const running = kernels.neighbours(points(700, 4), {
      k: 3,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: 'Aborted' });
  });

  it('refuse what the reference refuses', async () => {
    const source = points(5, 2);
    await expect(kernels.neighbours(source, { k: 5 })).rejects.toMatchObject({
      code: 'BadParameter',
    });
    await expect(kernels.neighbours(source, { k: 1, queries: points(2, 3) })).rejects.toMatchObject(
      { code: 'ShapeMismatch' },
    );
    source.data[3] = NaN;
    await expect(kernels.neighbours(source, { k: 1 })).rejects.toMatchObject({
      code: 'NonFiniteOutput',
      data: { row: 1 },
    });
  });
});
