import * as fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { costMatrix } from '../../../src/core/transport/cost';
import type { TransportProblem } from '../../../src/core/transport/problem';
import { convergedSinkhorn, sinkhorn } from '../../../src/core/transport/sinkhorn';
import { Kernels } from '../../../src/runtime/kernels/kernels';
import {
  convergedBySinkhornBlocks,
  sinkhornByBlocks,
  sinkhornRounding,
  type SinkhornBlocks,
} from '../../../src/runtime/kernels/sinkhorn';
import {
  BLOCK_ITERATIONS,
  KERNEL_ENTRIES,
  sinkhornKernelPays,
} from '../../../src/runtime/kernels/sinkhorn-rule';
import { nodeEngine, nodeKernels } from './tiny-pack';

vi.setConfig({ testTimeout: 20_000 });

const engine = await nodeEngine();
const kernels = new Kernels(engine, nodeKernels);
// Opening the two graphs is the longest part; it belongs to no test.
await kernels.sinkhornBlock('sinkhorn', block(transport(2, 2, 1), 1));
await kernels.sinkhornBlock('sinkhorn-log', block(transport(2, 2, 1), 1));
afterAll(() => engine.dispose());

/** Normal points in three dimensions under random weights. */
function transport(rows: number, columns: number, seed: number): TransportProblem {
  const random = randomStream({ seed, purpose: 'test-transport' });
  const points = (count: number) => random.fillNormal(new Float64Array(3 * count));
  const weights = (count: number) => {
    const raw = random.fillUniform(new Float64Array(count)).map((value) => 0.1 + value);
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => value / sum);
  };
  const cost = costMatrix(points(rows), points(columns), 3, 'euclidean');
  return { cost, rows, columns, a: weights(rows), b: weights(columns) };
}

function block({ cost, columns, a, b }: TransportProblem, epsilon: number) {
  return {
    cost: Float32Array.from(cost),
    logA: Float32Array.from(a, Math.log),
    logB: Float32Array.from(b, Math.log),
    g: new Float32Array(columns),
    epsilon,
  };
}

function farthest(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = received.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((received[i] ?? NaN) - (expected[i] ?? NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** Largest number that an exponent is made of, in units of epsilon. */
function reachOf({ cost, a, b }: TransportProblem, epsilon: number): number {
  const logs = [...a, ...b].map((weight) => Math.abs(Math.log(weight)));
  // Potentials: a largest cost, and one |log weight| of either side (they start at 0).
  return cost.reduce((a, b) => Math.max(a, b), 0) / epsilon + 2 * Math.max(...logs);
}

/** The same graphs, counted. */
function counted(): { blocks: SinkhornBlocks; forms: string[] } {
  const forms: string[] = [];
  const blocks: SinkhornBlocks = {
    sinkhornBlock: (form, input) => {
      forms.push(form);
      return kernels.sinkhornBlock(form, input);
    },
  };
  return { blocks, forms };
}

const cases = fc.record({
  rows: fc.integer({ min: 1, max: 24 }),
  columns: fc.integer({ min: 1, max: 24 }),
  seed: fc.nat({ max: 1000 }),
  epsilon: fc.constantFrom(0.01, 0.1, 1, 30),
});

describe.each(['sinkhorn', 'sinkhorn-log'] as const)('the graph %s', (form) => {
  it('makes ten iterations of the reference, within float32 rounding', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, columns, seed, epsilon }) => {
        const problem = transport(rows, columns, seed);
        const found = await kernels.sinkhornBlock(form, block(problem, epsilon));
        // The scalings of a small epsilon leave float32's range: that is what the other form is for.
        if (found.reach > 20) return;
        const bound = sinkhornRounding(
          reachOf(problem, epsilon),
          Math.max(rows, columns),
          BLOCK_ITERATIONS,
        );
        const before = sinkhorn(problem, epsilon, BLOCK_ITERATIONS - 1);
        const expected = sinkhorn(problem, epsilon, BLOCK_ITERATIONS);
        const units = (values: Float64Array) => values.map((value) => value / epsilon);
        expect(farthest(found.fBefore, units(before.f))).toBeLessThanOrEqual(bound);
        expect(farthest(found.f, units(expected.f))).toBeLessThanOrEqual(bound);
        expect(farthest(found.g, units(expected.g))).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a fixed number of iterations', () => {
  it('gives the reference within the rounding of its float32 iterations', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.integer({ min: 1, max: 45 }),
        async ({ rows, columns, seed, epsilon }, iterations) => {
          const problem = transport(rows, columns, seed);
          const expected = sinkhorn(problem, epsilon, iterations);
          const found = await sinkhornByBlocks(kernels, problem, epsilon, iterations);
          const bound =
            epsilon *
            sinkhornRounding(reachOf(problem, epsilon), Math.max(rows, columns), iterations);
          expect(found.iterations).toBe(iterations);
          expect(farthest(found.f, expected.f)).toBeLessThanOrEqual(bound);
          expect(farthest(found.g, expected.g)).toBeLessThanOrEqual(bound);
          // Float64 ended it: the columns are as exact as the reference's.
          for (let j = 0; j < columns; j++) {
            let sum = 0;
            for (let i = 0; i < rows; i++) sum += found.plan[i * columns + j] ?? NaN;
            expect(Math.abs(sum - (problem.b[j] ?? NaN))).toBeLessThan(1e-12);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes through the log domain where scalings would leave float32', async () => {
    // Far from everything, the last row sends the first potentials to -2,000 units of epsilon.
    const cost = Float64Array.of(0, 1, 2, 1, 0, 1, 20, 19, 20);
    const share = new Float64Array(3).fill(1 / 3);
    const problem = { cost, rows: 3, columns: 3, a: share, b: share };
    const { blocks, forms } = counted();
    const found = await sinkhornByBlocks(blocks, problem, 0.01, 21);
    expect(forms.slice(0, 2)).toEqual(['sinkhorn', 'sinkhorn-log']);
    const expected = sinkhorn(problem, 0.01, 21);
    const bound = 0.01 * sinkhornRounding(2000 + 2 * Math.log(3), 3, 21);
    expect(farthest(found.f, expected.f)).toBeLessThanOrEqual(bound);
    expect(farthest(found.g, expected.g)).toBeLessThanOrEqual(bound);
  });

  it('leaves to the reference what float32 cannot hold', async () => {
    const problem = transport(6, 5, 3);
    const empty = { ...problem, b: Float64Array.of(0.5, 0, 0.25, 0, 0.25) };
    const { blocks, forms } = counted();
    expect(await sinkhornByBlocks(blocks, empty, 0.1, 30)).toEqual(sinkhorn(empty, 0.1, 30));
    expect(await sinkhornByBlocks(blocks, problem, 1e-7, 30)).toEqual(sinkhorn(problem, 1e-7, 30));
    expect(forms).toEqual([]);
  });
});

describe('until converged', () => {
  it('has the limit of the reference', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, columns, seed, epsilon }) => {
        const problem = transport(rows, columns, seed);
        const expected = convergedSinkhorn(problem, { epsilon, tolerance: 1e-10 });
        const found = await convergedBySinkhornBlocks(kernels, problem, {
          epsilon,
          tolerance: 1e-10,
        });
        expect(found.converged).toBe(expected.converged);
        // Plans whose marginals are right to t differ in cost by at most about t * largest cost / 2
        // and by what they gain of the entropy, epsilon * t.
        const slack = 1e-9 * (Math.max(...problem.cost) + epsilon);
        expect(Math.abs(found.transportCost - expected.transportCost)).toBeLessThan(slack);
        expect(found.marginalError).toBeLessThan(1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('needs few iterations in float64 after the walk', async () => {
    const problem = transport(40, 30, 2);
    const { blocks, forms } = counted();
    const found = await convergedBySinkhornBlocks(blocks, problem, { epsilon: 1 });
    const alone = convergedSinkhorn(problem, { epsilon: 1, epsilonScaling: false });
    expect(forms.length).toBeGreaterThan(0);
    expect(found.iterations).toBeLessThanOrEqual(alone.iterations + 2 * BLOCK_ITERATIONS);
  });

  it('says so when the iterations do not suffice, and stops when cancelled', async () => {
    const problem = transport(20, 20, 4);
    const options = { epsilon: 0.02, maxIterations: 12, newton: false };
    const found = await convergedBySinkhornBlocks(kernels, problem, options);
    expect(found).toMatchObject({ converged: false, iterations: 12 });
    const abort = new AbortController();
    abort.abort();
    const cancelled = { ...options, signal: abort.signal };
    await expect(convergedBySinkhornBlocks(kernels, problem, cancelled)).rejects.toMatchObject({
      code: 'Aborted',
    });
    await expect(sinkhornByBlocks(kernels, problem, 1, 30, abort.signal)).rejects.toMatchObject({
      code: 'Aborted',
    });
  });
});

describe('the same refusals as the reference', () => {
  const problem = transport(4, 3, 1);
  const broken = (change: Partial<TransportProblem>) => ({ ...problem, ...change });
  const nan = problem.cost.slice();
  nan[2] = NaN;
  it.each([
    ['epsilon 0', problem, 0, 30],
    ['epsilon NaN', problem, NaN, 30],
    ['epsilon far too small', problem, 1e-12, 30],
    ['epsilon infinite', problem, Infinity, 30],
    ['a cost of NaN', broken({ cost: nan }), 0.1, 30],
    ['no mass', broken({ a: new Float64Array(4) }), 0.1, 30],
    ['a negative weight', broken({ b: Float64Array.of(1.5, -0.5, 0) }), 0.1, 30],
    ['weights of NaN', broken({ b: Float64Array.of(NaN, 0.5, 0.5) }), 0.1, 30],
    [
      'no points',
      {
        cost: new Float64Array(),
        rows: 0,
        columns: 0,
        a: new Float64Array(),
        b: new Float64Array(),
      },
      0.1,
      30,
    ],
    ['half an iteration', problem, 0.1, 30.5],
  ])('%s', async (_, given, epsilon, iterations) => {
    let expected: unknown;
    try {
      sinkhorn(given, epsilon, iterations);
    } catch (error) {
      expected = error;
    }
    expect(expected).toBeDefined();
    await expect(kernels.sinkhorn(given, epsilon, iterations)).rejects.toEqual(expected);
    await expect(sinkhornByBlocks(kernels, given, epsilon, iterations)).rejects.toEqual(expected);
    if (!Number.isInteger(iterations)) return;
    await expect(convergedBySinkhornBlocks(kernels, given, { epsilon })).rejects.toEqual(expected);
  });

  it('takes a huge epsilon, where the plan is the product of the weights', async () => {
    const { plan } = await sinkhornByBlocks(kernels, problem, 1e6, 30);
    const product = [...problem.a].flatMap((x) => [...problem.b].map((y) => x * y));
    // Costs up to 10 bend it by 1e-5 of itself.
    expect(farthest(plan, product)).toBeLessThan(1e-5);
  });
});

describe('the rule', () => {
  const side = Math.ceil(Math.sqrt(KERNEL_ENTRIES));
  it('takes large problems of many iterations to the kernel, and no others', () => {
    const large = transport(side, side, 1);
    expect(sinkhornKernelPays(large, 0.1)).toBe(true);
    expect(sinkhornKernelPays(large, 0.1, 100)).toBe(true);
    expect(sinkhornKernelPays(large, 0.1, BLOCK_ITERATIONS)).toBe(false);
    expect(sinkhornKernelPays(large, 1e-5)).toBe(false);
    expect(sinkhornKernelPays(transport(side - 1, side, 1), 0.1)).toBe(
      side * (side - 1) >= KERNEL_ENTRIES,
    );
  });

  it('decides for Kernels.sinkhorn', async () => {
    const spy = vi.spyOn(kernels, 'sinkhornBlock');
    const small = transport(10, 10, 1);
    expect(await kernels.sinkhorn(small, 0.5, 20)).toEqual(sinkhorn(small, 0.5, 20));
    expect(spy).not.toHaveBeenCalled();
    const large = transport(side, side, 1);
    const found = await kernels.sinkhorn(large, 0.5, 20);
    expect(spy).toHaveBeenCalledTimes(1);
    const bound = 0.5 * sinkhornRounding(reachOf(large, 0.5), side, 20);
    expect(farthest(found.f, sinkhorn(large, 0.5, 20).f)).toBeLessThanOrEqual(bound);
    const converged = await kernels.convergedSinkhorn(large, { epsilon: 0.5 });
    expect(converged.converged).toBe(true);
    spy.mockRestore();
  });
});
