import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramMatrix } from '../../../src/core/metrics/gram';
import { productKernel } from '../../../src/core/metrics/product-kernel';
import { symmetricEigenvalues } from '../../../src/core/metrics/symmetric-eigenvalues';
import { randomStream } from '../../../src/core/random/stream';
import { bindKernel } from '../../../src/core/wasm/kernel';

const normal = (seed: number, count: number) =>
  randomStream({ seed, purpose: 'matrix' }).fillNormal(new Float64Array(count));

describe('gramMatrix', () => {
  it('holds every inner product, and equal rows give equal numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(1e6),
        (n, d, seed) => {
          const rows = normal(seed, n * d);
          rows.copyWithin((n - 1) * d, 0, d);
          const gram = gramMatrix(rows, n, d);
          for (let j = 0; j < n; j++) {
            let want = 0;
            for (let k = 0; k < d; k++) want += (rows[k] ?? 0) * (rows[j * d + k] ?? 0);
            // Up to 256 dimensions every product is one sum in this order: no bit is another.
            if (d <= 256) expect(gram[j]).toBe(want);
            expect(gram[j]).toBeCloseTo(want, 10);
            expect(gram[(n - 1) * n + j]).toBe(gram[j === n - 1 ? 0 : j]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a kernel', () => {
  it('says how much memory was not to be had', () => {
    // 2^33 bytes are twice what 32-bit addresses reach.
    expect(() => bindKernel(productKernel(), 'multiply', 2 ** 33)).toThrow(/^8192 MB of memory/);
  });
});

describe('symmetricEigenvalues', () => {
  it('agrees with ml-matrix at every rank', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        fc.nat(1e6),
        (n, rank, seed) => {
          const gram =
            rank === 0 ? new Float64Array(n * n) : gramMatrix(normal(seed, n * rank), n, rank);
          const dense = new Matrix(n, n);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) dense.set(i, j, gram[i * n + j] ?? 0);
          }
          const want = new EigenvalueDecomposition(dense, { assumeSymmetric: true })
            .realEigenvalues;
          want.sort((p, q) => p - q);
          const got = symmetricEigenvalues(gram, n);
          const size = 1 + Math.abs(want[n - 1] ?? 0);
          got.forEach((value, i) => {
            expect(Math.abs(value - (want[i] ?? 0)) / size).toBeLessThan(1e-13);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds the eigenvalues 2 - 2 cos(pi k / (n + 1)) of the second difference', () => {
    const n = 50;
    const chain = Float64Array.from({ length: n * n }, (_, p) => {
      const apart = Math.abs(Math.floor(p / n) - (p % n));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    symmetricEigenvalues(chain, n).forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)), 13);
    });
  });

  it.each([1e-300, 1e-149, 1e-20, 1e160, 1e290])('scales with the matrix, by %s', (scale) => {
    // v v' of v = (1, 0.1, 0.01) has rank 1: its eigenvalues are |v|^2 = 1.0101 and twice 0.
    const matrix = Float64Array.from(
      { length: 9 },
      (_, p) => scale * 10 ** -(Math.floor(p / 3) + (p % 3)),
    );
    const [low = NaN, middle = NaN, high = NaN] = symmetricEigenvalues(matrix, 3);
    expect(high / scale).toBeCloseTo(1.0101, 12);
    expect(Math.abs(low / scale) + Math.abs(middle / scale)).toBeLessThan(1e-15);
  });
});
