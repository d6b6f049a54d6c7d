import * as fc from 'fast-check';
import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { connectedComponents, subgraph } from '../../../src/core/density/umap/connected-components';
import { leadingEigenvectors } from '../../../src/core/density/umap/leading-eigenvectors';
import { Pace } from '../../../src/core/density/umap/pace';
import type { SparseGraph } from '../../../src/core/density/umap/sparse-graph';
import { spectralLayout } from '../../../src/core/density/umap/spectral-layout';
import { startingLayout } from '../../../src/core/density/umap/starting-layout';
import { randomStream } from '../../../src/core/random/stream';

const stream = (seed: number) => randomStream({ seed, purpose: 'test-umap-start' });

/** A symmetric matrix with these eigenvalues, and the eigenvector of the first. */
function symmetricMatrix(eigenvalues: readonly number[], seed: number) {
  const size = eigenvalues.length;
  const random = stream(seed);
  const scattered = DenseMatrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = random.normal();
      scattered.set(i, j, value);
      scattered.set(j, i, value);
    }
  }
  const { eigenvectorMatrix: basis } = new EigenvalueDecomposition(scattered);
  const values = DenseMatrix.diag([...eigenvalues]);
  return {
    dense: basis.mmul(values).mmul(basis.transpose()),
    known: Float64Array.from(basis.getColumn(0)),
  };
}

function multiplyBy(dense: DenseMatrix) {
  return (x: Float64Array, product: Float64Array): void => {
    for (let i = 0; i < x.length; i++) {
      product[i] = x.reduce((sum, value, j) => sum + dense.get(i, j) * value, 0);
    }
  };
}

/** Rings of so many points each, side by side, every edge of weight 1. */
function rings(...sizes: readonly number[]): SparseGraph {
  const columns: number[] = [];
  const starts = [0];
  let first = 0;
  for (const size of sizes) {
    for (let i = 0; i < size; i++) {
      const others = new Set([(i + 1) % size, (i + size - 1) % size]);
      others.delete(i);
      columns.push(...[...others].map((other) => first + other).sort((a, b) => a - b));
      starts.push(columns.length);
    }
    first += size;
  }
  return {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    weights: new Float64Array(columns.length).fill(1),
  };
}

const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);

describe('leading eigenvectors', { timeout: 30_000 }, () => {
  it('are those of the largest eigenvalues but the known one', async () => {
    const sizes = fc.integer({ min: 4, max: 90 });
    const parts = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(sizes, parts, fc.nat({ max: 1000 }), async (size, part, seed) => {
        const wanted = 1 + Math.floor(part * (Math.min(size - 1, 12) - 1));
        const random = stream(seed);
        const others = Array.from({ length: size - 1 }, () => 2 * random.uniform() - 1);
        others.sort((a, b) => b - a);
        const { dense, known } = symmetricMatrix([1, ...others], seed);
        const multiply = multiplyBy(dense);
        const problem = { size, multiply, cost: size * size, known, wanted };
        const found = await leadingEigenvectors(problem, stream(seed + 1), new Pace());
        expect(found).toHaveLength(wanted);
        found.forEach((vector, i) => {
          const product = new Float64Array(size);
          multiply(vector, product);
          const theta = dot(vector, product);
          const residual = product.map((value, p) => value - theta * (vector[p] ?? 0));
          expect(Math.sqrt(dot(residual, residual))).toBeLessThan(1.01e-4);
          // A residual of 1e-4 bounds the way to an eigenvalue by 1e-4, and the i-th of a subspace is
          // never above the i-th of all (Cauchy). Which of two eigenvalues it is to which both are that
          // near, or nearly so, no residual says: one that lies well above is never left out.
          const away = Math.min(...others.map((value) => Math.abs(value - theta)));
          expect(away).toBeLessThan(1.01e-4);
          const ith = others[i] ?? Number.NaN;
          expect(theta).toBeLessThan(ith + 1e-10);
          expect(theta).toBeGreaterThan(ith - 0.01);
          expect(Math.abs(dot(vector, known))).toBeLessThan(1e-10);
          const products = found.map((other, j) => dot(vector, other) - (i === j ? 1 : 0));
          expect(Math.max(...products.map(Math.abs))).toBeLessThan(1e-10);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('restart until they are found, and go on where a product leaves nothing', async () => {
    // Equal eigenvalues end a Krylov space early: here after three vectors.
    const eigenvalues = Array.from({ length: 60 }, (_, i) => (i < 5 ? 0.9 : i < 20 ? 0.5 : 0.1));
    const { dense, known } = symmetricMatrix([1, ...eigenvalues], 3);
    const multiply = multiplyBy(dense);
    const problem = { size: 61, multiply, cost: 61 * 61, known, wanted: 8 };
    const found = await leadingEigenvectors(problem, stream(4), new Pace());
    const thetas = found.map((vector) => {
      const product = new Float64Array(61);
      multiply(vector, product);
      return dot(vector, product);
    });
    [0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5].forEach((value, i) => {
      expect(thetas[i]).toBeCloseTo(value, 6);
    });
  });
});

describe('the spectral layout', () => {
  it('lays a ring out as a circle', async () => {
    // Its second and third eigenvectors are cosine and sine of the angle, sqrt(2 / n) long.
    const size = 40;
    const axes = await spectralLayout(rings(size), 2, stream(1), new Pace());
    for (let i = 0; i < size; i++) {
      const [x = 0, y = 0] = axes.map((axis) => axis[i] ?? 0);
      expect(Math.hypot(x, y)).toBeCloseTo(Math.sqrt(2 / size), 4);
    }
  });
});

describe('components', () => {
  it('are found whole, in the order of their first points', () => {
    const graph = rings(4, 1, 3);
    const pieces = connectedComponents(graph);
    expect(pieces.map((piece) => [...piece])).toEqual([[0, 1, 2, 3], [4], [5, 6, 7]]);
    expect(subgraph(graph, Int32Array.of(5, 6, 7))).toEqual(rings(3));
    expect(subgraph(graph, Int32Array.of(4))).toEqual(rings(1));
  });
});

describe('the start', { timeout: 30_000 }, () => {
  const distance = (axes: readonly Float64Array[], i: number, j: number): number =>
    Math.hypot(...axes.map((axis) => (axis[i] ?? 0) - (axis[j] ?? 0)));

  it('keeps pieces apart: within one the mean distance is smaller than between two', async () => {
    const axes = await startingLayout(rings(30, 20, 25), 2, stream(2), new Pace());
    const pieces = connectedComponents(rings(30, 20, 25)).map((piece) => [...piece]);
    const meanDistance = (from: readonly number[], to: readonly number[]): number => {
      const distances = from.flatMap((i) => to.map((j) => distance(axes, i, j)));
      return distances.reduce((sum, value) => sum + value, 0) / distances.length;
    };
    for (const piece of pieces) {
      for (const other of pieces) {
        if (other === piece) continue;
        expect(meanDistance(piece, piece)).toBeLessThan(0.8 * meanDistance(piece, other));
      }
    }
  });

  it('fills [0, 10] with different points, however the graph falls apart', async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
    const dimensions = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(pieces, dimensions, fc.nat({ max: 99 }), async (sizes, components, seed) => {
        const axes = await startingLayout(rings(...sizes), components, stream(seed), new Pace());
        const points = sizes.reduce((sum, size) => sum + size, 0);
        expect(axes).toHaveLength(components);
        for (const axis of axes) {
          expect(axis).toHaveLength(points);
          expect(axis.every((value) => value >= 0 && value <= 10)).toBe(true);
          if (points > 1) expect(Math.max(...axis)).toBeCloseTo(10, 10);
        }
        const places = new Set(
          Array.from({ length: points }, (_, i) => axes.map((axis) => axis[i]).join(' ')),
        );
        expect(places.size).toBe(points);
      }),
      { numRuns: 40 },
    );
  });
});
