import * as fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { squaredEuclideanDistances } from '../../../src/core/linalg/pairwise';
import { standardise } from '../../../src/core/linalg/standardise';
import { randomStream } from '../../../src/core/random/stream';
import { float32Rows, roundOff } from '../../../src/runtime/kernels/float32-rows';
import { Kernels } from '../../../src/runtime/kernels/kernels';
import { nodeSession, nodeKernels } from '../../support/tiny-pack';

// Under a loaded machine the property tests may take longer than the default.
vi.setConfig({ testTimeout: 20_000 });

const session = await nodeSession();
const kernels = new Kernels(session, nodeKernels);
// Compiling the WebAssembly is the longest part; it belongs to no test.
await kernels.standardise(points(1, 1));
afterAll(() => session.dispose());

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

/** All squared distances of two sets by the graph, in one block. */
function squaredDistances(a: Matrix, b: Matrix): Promise<Float32Array> {
  const origin = new Float64Array(a.columns);
  const [left, right] = [float32Rows(a, origin), float32Rows(b, origin)];
  return kernels.squaredDistances(left, 0, a.rows, right, 0, b.rows);
}

describe('the graph of squared distances', () => {
  it('is within the stated round-off of the reference', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, d, seed }) => {
        const [a, b] = [points(m, d, seed), points(n, d, seed + 1)];
        const received = await squaredDistances(a, b);
        const bound = (p: number) => roundOff(d, norm(a, Math.floor(p / n)) + norm(b, p % n));
        expect(worstShare(received, squaredEuclideanDistances(a, b), bound)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it('is never negative, even for equal rows far from the origin', async () => {
    const a = points(60, 16, 3, 500);
    expect((await squaredDistances(a, a)).every((value) => value >= 0)).toBe(true);
  });
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
