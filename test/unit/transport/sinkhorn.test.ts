import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costMatrix } from '../../../src/core/transport/cost';
import { columnSums, entropicObjective, rowSums } from '../../../src/core/transport/plan';
import type { TransportProblem } from '../../../src/core/transport/problem';
import { convergedSinkhorn, sinkhorn } from '../../../src/core/transport/sinkhorn';
import { sinkhornDivergence } from '../../../src/core/transport/sinkhorn-divergence';
import { randomStream } from '../../../src/core/random/stream';

function shares(count: number, seed: number, zeros = 0): Float64Array {
  const weights = randomStream({ seed, purpose: 'weights' })
    .fillUniform(new Float64Array(count))
    .map((weight, i) => (i < zeros ? 0 : weight + 0.05));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function problemOf(rows: number, columns: number, seed: number, zeros = 0): TransportProblem {
  const stream = randomStream({ seed, purpose: 'points' });
  const x = stream.fillNormal(new Float64Array(rows * 3));
  const y = stream.fillNormal(new Float64Array(columns * 3));
  return {
    cost: costMatrix(x, y, 3, 'euclidean'),
    rows,
    columns,
    a: shares(rows, seed + 1, Math.min(zeros, rows - 1)),
    b: shares(columns, seed + 2, Math.min(zeros, columns - 1)),
  };
}

/** Sinkhorn straight from its definition in the log domain, one logarithm a step. */
function definition(
  { cost, rows, columns, a, b }: TransportProblem,
  epsilon: number,
  steps: number,
) {
  const lse = (values: number[]): number => {
    const top = Math.max(...values);
    return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
  };
  const f = new Float64Array(rows);
  const g = new Float64Array(columns);
  const at = (i: number, j: number) => cost[i * columns + j] ?? Number.NaN;
  for (let t = 0; t < steps; t++) {
    f.forEach((_, i) => {
      const row = Array.from(g, (gj, j) => (gj - at(i, j)) / epsilon);
      f[i] = epsilon * (Math.log(a[i] ?? 0) - lse(row));
    });
    g.forEach((_, j) => {
      const column = Array.from(f, (fi, i) => (fi - at(i, j)) / epsilon);
      g[j] = epsilon * (Math.log(b[j] ?? 0) - lse(column));
    });
  }
  return Float64Array.from({ length: rows * columns }, (_, p) => {
    const i = Math.floor(p / columns);
    return Math.exp(((f[i] ?? 0) + (g[p % columns] ?? 0) - (cost[p] ?? 0)) / epsilon);
  });
}

const largestGap = (got: Float64Array, want: ArrayLike<number>): number =>
  got.reduce((gap, value, i) => Math.max(gap, Math.abs(value - (want[i] ?? Number.NaN))), 0);

const sizes = { rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) };

describe('sinkhorn', () => {
  it('is the log-domain iteration, whatever epsilon does to exp(-C/epsilon)', () => {
    fc.assert(
      fc.property(
        fc.record({
          ...sizes,
          seed: fc.nat(1e6),
          zeros: fc.integer({ min: 0, max: 2 }),
          exponent: fc.integer({ min: -4, max: 1 }),
          steps: fc.integer({ min: 1, max: 12 }),
        }),
        ({ rows, columns, seed, zeros, exponent, steps }) => {
          const problem = problemOf(rows, columns, seed, zeros);
          const epsilon = 10 ** exponent;
          const got = sinkhorn(problem, epsilon, steps).plan;
          // Exponents up to 1e5 carry rounding of 1e-11 each.
          expect(largestGap(got, definition(problem, epsilon, steps))).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has exact columns after any number of iterations', () => {
    fc.assert(
      fc.property(fc.record({ ...sizes, seed: fc.nat(1e6) }), ({ rows, columns, seed }) => {
        const problem = problemOf(rows, columns, seed, 1);
        const { plan } = sinkhorn(problem, 0.05, 3);
        expect(largestGap(columnSums(plan, rows, columns), problem.b)).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('meets both marginals when converged, also where plain iterations crawl', () => {
    fc.assert(
      fc.property(
        fc.record({ ...sizes, seed: fc.nat(1e6), exponent: fc.integer({ min: -3, max: 1 }) }),
        ({ rows, columns, seed, exponent }) => {
          const problem = problemOf(rows, columns, seed, 1);
          const got = convergedSinkhorn(problem, { epsilon: 10 ** exponent });
          expect(got.converged).toBe(true);
          expect(largestGap(columnSums(got.plan, rows, columns), problem.b)).toBeLessThan(2e-9);
          expect(largestGap(rowSums(got.plan, rows, columns), problem.a)).toBeLessThan(2e-9);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('converges where the plan falls into pieces that hardly touch', () => {
    // Problems on which Newton's full step is too long by many powers of two.
    for (const [rows, columns, seed] of [
      [9, 8, 38],
      [7, 12, 142],
      [3, 8, 1402],
    ] as const) {
      const problem = problemOf(rows, columns, seed, 1);
      const got = convergedSinkhorn(problem, { epsilon: 1e-3 });
      expect(got.converged).toBe(true);
      expect(largestGap(rowSums(got.plan, rows, columns), problem.a)).toBeLessThan(2e-9);
    }
  });

  it('has f.a + g.b - epsilon as its objective at the optimum', () => {
    const problem = problemOf(14, 8, 5);
    const epsilon = 0.3;
    const { plan, f, g } = convergedSinkhorn(problem, { epsilon, tolerance: 1e-12 });
    const dual =
      f.reduce((sum, value, i) => sum + value * (problem.a[i] ?? 0), 0) +
      g.reduce((sum, value, j) => sum + value * (problem.b[j] ?? 0), 0);
    expect(entropicObjective(plan, problem.cost, epsilon)).toBeCloseTo(dual - epsilon, 10);
  });

  it('reaches one plan with and without warm start and Newton', () => {
    const problem = problemOf(12, 9, 11);
    const options = { epsilon: 0.05, tolerance: 1e-12 };
    const plain = convergedSinkhorn(problem, { ...options, epsilonScaling: false, newton: false });
    expect(plain.converged).toBe(true);
    expect(largestGap(convergedSinkhorn(problem, options).plan, plain.plan)).toBeLessThan(1e-9);
  });

  it('says so when the iterations were not enough', () => {
    const options = { epsilon: 0.01, maxIterations: 2, newton: false, epsilonScaling: false };
    expect(convergedSinkhorn(problemOf(8, 8, 3), options).converged).toBe(false);
  });

  it('follows a permutation of its points', () => {
    const problem = problemOf(7, 5, 21);
    const order = [...randomStream({ seed: 4, purpose: 'order' }).permutation(7)];
    const moved = {
      ...problem,
      cost: Float64Array.from({ length: 35 }, (_, p) => {
        const from = order[Math.floor(p / 5)] ?? 0;
        return problem.cost[from * 5 + (p % 5)] ?? 0;
      }),
      a: Float64Array.from(order, (from) => problem.a[from] ?? 0),
    };
    const before = sinkhorn(problem, 0.1, 20).plan;
    const after = sinkhorn(moved, 0.1, 20).plan;
    order.forEach((from, to) => {
      const wanted = before.slice(from * 5, from * 5 + 5);
      expect(largestGap(after.slice(to * 5, to * 5 + 5), wanted)).toBeLessThan(1e-13);
    });
  });

  it('refuses what has no plan, in words', () => {
    const good = problemOf(3, 2, 1);
    const bad = (part: Partial<TransportProblem>) => () => sinkhorn({ ...good, ...part }, 0.1, 5);
    expect(() => sinkhorn(good, 0, 5)).toThrow(/Epsilon is 0/);
    expect(() => sinkhorn(good, Number.NaN, 5)).toThrow(/Epsilon is NaN/);
    expect(() => sinkhorn(good, 1e-12, 5)).toThrow(/too small/);
    expect(() => sinkhorn(good, 0.1, 0)).toThrow(/whole number/);
    expect(bad({ a: Float64Array.of(0.5, 0.5, 0.5) })).toThrow(/sum to 1.5/);
    expect(bad({ a: Float64Array.of(-0.5, 1, 0.5) })).toThrow(/not negative/);
    expect(bad({ b: Float64Array.of(Number.NaN, 1) })).toThrow(/NaN/);
    expect(bad({ cost: good.cost.map(() => Number.NaN) })).toThrow(/finite number/);
    expect(bad({ rows: 4 })).toThrow(/3 and 2|not 4 x 2/);
  });
});

describe('sinkhornDivergence', () => {
  const measure = (count: number, seed: number) => ({
    points: randomStream({ seed, purpose: 'cloud' }).fillNormal(new Float64Array(count * 2)),
    weights: shares(count, seed),
  });
  const options = { dimension: 2, cost: 'euclidean', epsilon: 0.2 } as const;

  it('is 0 between a measure and itself, symmetric and positive otherwise', () => {
    fc.assert(
      fc.property(fc.nat(1e5), fc.integer({ min: 2, max: 10 }), (seed, count) => {
        const x = measure(count, seed);
        const y = measure(count + 3, seed + 1);
        expect(Math.abs(sinkhornDivergence(x, x, options).divergence)).toBeLessThan(1e-12);
        const there = sinkhornDivergence(x, y, options).divergence;
        expect(there).toBeGreaterThan(0);
        expect(sinkhornDivergence(y, x, options).divergence).toBeCloseTo(there, 8);
      }),
      { numRuns: 30 },
    );
  });

  it('does not change with the order of the points', () => {
    const x = measure(6, 1);
    const y = measure(9, 2);
    const reversed = {
      points: Float64Array.from(
        { length: 12 },
        (_, p) => x.points[10 - (p - (p % 2)) + (p % 2)] ?? 0,
      ),
      weights: x.weights.slice().reverse(),
    };
    const before = sinkhornDivergence(x, y, options).divergence;
    expect(sinkhornDivergence(reversed, y, options).divergence).toBeCloseTo(before, 9);
  });
});
