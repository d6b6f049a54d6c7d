import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitCurve } from '../../../src/core/density/umap/curve';
import { layoutKernel } from '../../../src/core/density/umap/layout-kernel';
import {
  movingLayout,
  type MovingLayoutOptions,
} from '../../../src/core/density/umap/moving-layout';
import type { SparseGraph } from '../../../src/core/density/umap/sparse-graph';
import { unsigned } from '../../../src/core/wasm/instructions';
import { randomStream } from '../../../src/core/random/stream';
import { plainLayout, plainWords } from './umap-plain-layout';

/** A ring of points with further edges at random, symmetric. */
function randomGraph(points: number, seed: number): SparseGraph {
  const random = randomStream({ seed, purpose: 'test-graph' });
  const weights = new Map<string, number>();
  const join = (i: number, j: number): void => {
    if (i === j) return;
    const weight = 0.05 + 0.95 * random.uniform();
    weights.set(`${i} ${j}`, weight);
    weights.set(`${j} ${i}`, weight);
  };
  for (let i = 0; i < points; i++) {
    join(i, (i + 1) % points);
    join(random.integer(points), random.integer(points));
  }
  const rows = Array.from({ length: points }, (_, i) =>
    Array.from({ length: points }, (_, j) => ({ j, weight: weights.get(`${i} ${j}`) ?? 0 })).filter(
      ({ weight }) => weight > 0,
    ),
  );
  let end = 0;
  return {
    starts: Int32Array.from([0, ...rows.map((row) => (end += row.length))]),
    columns: Int32Array.from(rows.flatMap((row) => row.map(({ j }) => j))),
    weights: Float64Array.from(rows.flatMap((row) => row.map(({ weight }) => weight))),
  };
}

interface Settings {
  readonly points: number;
  readonly components: number;
  readonly minDist: number;
  readonly negatives: number;
  readonly seed: number;
  /** Of the start; 0 puts all points in one place, a small one makes the cut work. */
  readonly extent: number;
}

const scene: fc.Arbitrary<Settings> = fc.record({
  points: fc.integer({ min: 2, max: 14 }),
  components: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(50)),
  minDist: fc.constantFrom(0, 0.1, 0.9),
  negatives: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat({ max: 1000 }),
  extent: fc.constantFrom(0, 0.03, 1, 10),
});

function layoutOptions(settings: Settings): MovingLayoutOptions {
  const { points, components, minDist, negatives, seed, extent } = settings;
  const random = randomStream({ seed, purpose: 'test-start' });
  return {
    graph: randomGraph(points, seed),
    axes: Array.from({ length: components }, () =>
      random.fillUniform(new Float64Array(points)).map((value) => extent * value),
    ),
    curve: fitCurve(minDist, 1),
    negatives,
    random: randomStream({ seed, purpose: 'test-draws' }),
  };
}

const EPOCHS = 12;
const rateOf = (epoch: number): number => 1 - (epoch - 1) / EPOCHS;

describe('the layout kernel', { timeout: 30_000 }, () => {
  it('moves as the plain form does, bit by bit', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (settings) => {
        const kernel = await movingLayout(layoutOptions(settings));
        const plain = plainLayout(layoutOptions(settings));
        expect(kernel.edges).toBe(plain.edges);
        for (let epoch = 1; epoch <= EPOCHS; epoch++) {
          const due = kernel.advance(epoch, rateOf(epoch), 0, kernel.edges);
          expect(due).toBe(plain.advance(epoch, rateOf(epoch), 0, plain.edges));
        }
        const { data } = kernel.read();
        expect(data.every(Number.isFinite)).toBe(true);
        expect(data).toEqual(plain.read().data);
      }),
      { numRuns: 60 },
    );
  });

  it('goes through the edges in any portions with the same result', async () => {
    await fc.assert(
      fc.asyncProperty(scene, fc.integer({ min: 1, max: 7 }), async (settings, portion) => {
        const whole = await movingLayout(layoutOptions(settings));
        const parts = await movingLayout(layoutOptions(settings));
        for (let epoch = 1; epoch <= EPOCHS; epoch++) {
          whole.advance(epoch, rateOf(epoch), 0, whole.edges);
          for (let from = 0; from < parts.edges; from += portion) {
            const to = Math.min(from + portion, parts.edges);
            parts.advance(epoch, rateOf(epoch), from, to);
          }
        }
        expect(parts.read()).toEqual(whole.read());
      }),
      { numRuns: 30 },
    );
  });

  it('visits an edge as often as its share of the largest weight says', async () => {
    const graph = {
      starts: Int32Array.of(0, 2, 3, 4),
      columns: Int32Array.of(1, 2, 0, 0),
      weights: Float64Array.of(1, 0.25, 1, 0.25),
    };
    const axes = [Float64Array.of(0, 1, 2)];
    const random = randomStream({ seed: 1, purpose: 'test-draws' });
    const layout = await movingLayout({ graph, axes, curve: fitCurve(0, 1), negatives: 5, random });
    const visits = [0, 0, 0, 0];
    for (let epoch = 1; epoch <= 100; epoch++) {
      for (let e = 0; e < 4; e++) {
        visits[e] = (visits[e] ?? 0) + layout.advance(epoch, 0.5, e, e + 1);
      }
    }
    expect(visits).toEqual([100, 25, 100, 25]);
  });

  it('is a valid module for every number of dimensions up to 100, and for very many', () => {
    for (const vectors of [...Array.from({ length: 25 }, (_, v) => v + 1), 250]) {
      const bytes = layoutKernel({
        curve: { a: 1.5, b: 0.9 },
        negatives: 5,
        points: 10,
        vectors,
        addresses: { exponents: 0, mantissas: 1024, random: 3072, points: 3088 },
        pages: 1,
      });
      expect(WebAssembly.validate(bytes)).toBe(true);
    }
  });
});

describe('the pieces of the kernel', () => {
  it('writes numbers in LEB128', () => {
    // Example of the DWARF standard, appendix C, and its borders.
    expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(127)).toEqual([0x7f]);
    expect(unsigned(128)).toEqual([0x80, 0x01]);
    expect(unsigned(0xffffffff)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });

  it('draws the words of xoshiro128++ by its recurrence over 32-bit integers', () => {
    const mask = 0xffffffffn;
    const rotate = (word: bigint, by: bigint): bigint =>
      ((word << by) | (word >> (32n - by))) & mask;
    let [s0, s1, s2, s3] = [1n, 2n, 3n, 4n];
    const next = plainWords(Uint32Array.of(1, 2, 3, 4));
    for (let i = 0; i < 100; i++) {
      expect(BigInt(next())).toBe((rotate((s0 + s3) & mask, 7n) + s0) & mask);
      const t = (s1 << 9n) & mask;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = rotate(s3, 11n);
    }
  });
});
