import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisectingKMeans } from '../../../src/core/density/bisecting-k-means';
import { kMeans } from '../../../src/core/density/k-means';
import { matrix, type Matrix } from '../../../src/core/linalg/matrix';
import { squaredDistance } from '../../../src/core/linalg/pairwise';
import { randomStream } from '../../../src/core/random/stream';

function points(seed: number, rows: number, columns = 3): Matrix {
  const random = randomStream({ seed, purpose: 'bisecting-test' });
  return matrix(random.fillNormal(new Float64Array(rows * columns)), rows, columns);
}

const options = { seed: 4, name: 'fox' };

describe('bisecting k-means', () => {
  it('gives parts that hold every point once, with their means as centres', () => {
    const cases = fc.record({
      seed: fc.nat(1e6),
      rows: fc.integer({ min: 1, max: 40 }),
      wanted: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ seed, rows, wanted }) => {
        const clusters = Math.min(rows, wanted);
        const all = points(seed, rows);
        const { labels, centres, sizes } = bisectingKMeans(all, clusters, options);
        expect(sizes).toHaveLength(clusters);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows);
        sizes.forEach((size, part) => {
          const members = [...labels.keys()].filter((row) => labels[row] === part);
          expect(members).toHaveLength(size);
          for (let c = 0; c < 3; c++) {
            const mean = members.reduce((s, row) => s + (all.data[row * 3 + c] ?? 0), 0) / size;
            expect(centres.data[part * 3 + c]).toBeCloseTo(mean, 10);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('splits the part of the largest sum of squares: far blobs before near ones', () => {
    // Two pairs of blobs, the pairs 100 apart, the blobs of the first pair 20 apart, of the second 2.
    const places = [0, 20, 100, 102];
    const data = Float64Array.from({ length: 40 }, (_, i) => (places[i % 4] ?? 0) + (i % 3) * 0.1);
    const all = matrix(data, 40, 1);
    const partsOf = (clusters: number) => bisectingKMeans(all, clusters, options).labels;
    const together = (labels: Int32Array, a: number, b: number) => labels[a] === labels[b];
    const two = partsOf(2);
    expect([together(two, 0, 1), together(two, 2, 3), together(two, 0, 2)]).toEqual([
      true,
      true,
      false,
    ]);
    const three = partsOf(3);
    expect([together(three, 0, 1), together(three, 2, 3)]).toEqual([false, true]);
  });

  it('makes a tree: parts of more clusters lie inside parts of fewer', () => {
    const all = points(8, 60);
    const few = bisectingKMeans(all, 4, options);
    const many = bisectingKMeans(all, 9, options);
    for (let part = 0; part < 9; part++) {
      const above = new Set([...few.labels].filter((_, row) => many.labels[row] === part));
      expect(above.size).toBe(1);
    }
  });

  it('is k-means for two parts, and never tighter than one cluster allows', () => {
    const all = points(2, 30);
    const inertia = ({ labels, centres }: { labels: Int32Array; centres: Matrix }) =>
      labels.reduce((sum, label, row) => sum + squaredDistance(all, row, centres, label), 0);
    const found = inertia(bisectingKMeans(all, 2, options));
    expect(found).toBeLessThanOrEqual(kMeans(all, 2, { seed: 99, restarts: 10 }).inertia + 1e-9);
    expect(inertia(bisectingKMeans(all, 30, options))).toBeCloseTo(0, 12);
  });

  it('is keyed: the same for the same seed and name', () => {
    const all = points(5, 50);
    expect(bisectingKMeans(all, 7, options)).toEqual(bisectingKMeans(all, 7, options));
  });

  it('refuses more parts than there are different points', () => {
    const copies = matrix(Float64Array.from([1, 1, 1, 1, 2]), 5, 1);
    expect(bisectingKMeans(copies, 2, options).sizes.toSorted()).toEqual(Int32Array.of(1, 4));
    expect(() => bisectingKMeans(copies, 3, options)).toThrow(/3 parts .*; 2 can/);
    expect(() => bisectingKMeans(copies, 6, options)).toThrow(/6 parts/);
    expect(() => bisectingKMeans(copies, 0, options)).toThrow(/0 parts/);
  });
});
