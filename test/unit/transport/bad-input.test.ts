/**
 * Whatever comes in: a StillroomError that says what is wrong, or finite numbers. Never NaN out.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kMeans } from '../../../src/core/density/k-means';
import { StillroomError } from '../../../src/core/errors';
import { buildTerm } from '../../../src/core/guidance/build-term';
import type { TransportSpec } from '../../../src/core/guidance/spec';
import { matrix } from '../../../src/core/linalg/matrix';
import { costMatrix } from '../../../src/core/transport/cost';
import { exactTransport } from '../../../src/core/transport/exact-transport';
import { otGuidance, type OtGuidanceInput } from '../../../src/core/transport/ot-guidance';
import { convergedSinkhorn, sinkhorn } from '../../../src/core/transport/sinkhorn';
import { sinkhornDivergence } from '../../../src/core/transport/sinkhorn-divergence';
import { SETTING, SIZE, solverStep, view, wave } from '../guidance/setting';

/** Numbers that break arithmetic, and some that do not. */
const awkward = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 3, 1e-12, 1e-160, 5e-324, 1e6, 1e160, 1.7e308),
  fc.constantFrom(NaN, Infinity, -Infinity),
  fc.double({ min: -10, max: 10, noNaN: true }),
);
const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
const epsilons = fc.constantFrom(
  0,
  -1,
  NaN,
  Infinity,
  5e-324,
  1e-12,
  1e-9,
  0.1,
  1e6,
  1e160,
  1.7e308,
);

const arrays = (length: number, of: fc.Arbitrary<number> = awkward) =>
  fc.array(of, { minLength: length, maxLength: length }).map((all) => Float64Array.from(all));

/** The result, or null for a refusal in words; any other error fails the test. */
function refusedOr<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StillroomError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return null;
  }
}

const isFinite = (values: ArrayLike<number>): boolean => Array.from(values).every(Number.isFinite);

/** Shares of sum 1, zeros among them. */
const shares = (length: number) =>
  fc
    .array(fc.constantFrom(0, 1, 1, 2, 1e-30), { minLength: length, maxLength: length })
    .map((raw) => {
      const sum = raw.reduce<number>((a, b) => a + b, 0);
      return Float64Array.from(raw, (value) => (sum > 0 ? value / sum : 1 / length));
    });

describe('solvers', () => {
  const problems = sizes.chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      cost: fc.oneof(arrays(rows * columns), arrays(rows * columns, fc.constantFrom(0, 1, 1e300))),
      a: fc.oneof({ weight: 4, arbitrary: shares(rows) }, { weight: 1, arbitrary: arrays(rows) }),
      b: fc.oneof(
        { weight: 4, arbitrary: shares(columns) },
        { weight: 1, arbitrary: arrays(columns) },
      ),
    }),
  );

  it('give a finite plan or refuse', () => {
    fc.assert(
      fc.property(problems, epsilons, (problem, epsilon) => {
        const fixed = refusedOr(() => sinkhorn(problem, epsilon, 7));
        if (fixed) expect(isFinite([...fixed.plan, fixed.transportCost])).toBe(true);
        const options = { epsilon, maxIterations: 40 };
        const ended = refusedOr(() => convergedSinkhorn(problem, options));
        if (ended) {
          expect(isFinite([...ended.plan, ended.transportCost, ended.marginalError])).toBe(true);
        }
        const exact = refusedOr(() => exactTransport(problem));
        if (exact) expect(isFinite([...exact.plan, exact.cost])).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('and the divergence too', () => {
    const clouds = fc.tuple(arrays(6), arrays(4));
    fc.assert(
      fc.property(clouds, epsilons, ([x, y], epsilon) => {
        const measure = (points: Float64Array) => ({
          points,
          weights: new Float64Array(points.length / 2).fill(2 / points.length),
        });
        const found = refusedOr(() =>
          sinkhornDivergence(measure(x), measure(y), {
            dimension: 2,
            cost: 'sqeuclidean',
            epsilon,
            maxIterations: 200,
          }),
        );
        if (found) expect(isFinite(Object.values(found) as number[])).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('name an epsilon that is out of reach, and what to do', () => {
    const cost = costMatrix(Float64Array.of(0, 1), Float64Array.of(2, 3), 1, 'euclidean');
    const half = Float64Array.of(0.5, 0.5);
    const problem = { cost, rows: 2, columns: 2, a: half, b: half };
    for (const epsilon of [0, 1e-12, -1, NaN, 1.7e308]) {
      for (const run of [
        () => sinkhorn(problem, epsilon, 5),
        () => convergedSinkhorn(problem, { epsilon }),
      ]) {
        expect(run).toThrow(expect.objectContaining({ code: 'BadParameter' }));
        expect(run).toThrow(/[Ee]psilon/);
      }
    }
    // A huge one is legal: nothing but the weights counts then.
    const { plan } = sinkhorn(problem, 1e6, 5);
    plan.forEach((mass) => expect(mass).toBeCloseTo(0.25, 5));
  });
});

describe('transport guidance', () => {
  const inputs = fc
    .tuple(sizes, fc.integer({ min: 0, max: 3 }))
    .chain(([[count, size], finished]) =>
      fc.record({
        x0: arrays(size),
        alphaBar: fc.constantFrom(1e-300, 0.04, 1, 0, 2, NaN),
        prototypes: arrays(count * size),
        weights: fc.oneof(arrays(count), arrays(count, fc.constantFrom(0, 1, 7))),
        memory: fc.array(arrays(size), { minLength: finished, maxLength: finished }),
        sinkhornEpsilon: epsilons,
        iterations: fc.constantFrom(0, 1, 5, 2.5),
      }),
    );

  it('gives a finite gradient or refuses', () => {
    fc.assert(
      fc.property(inputs, (input: OtGuidanceInput) => {
        const found = refusedOr(() => otGuidance(input));
        if (found) expect(isFinite([found.loss, ...found.gradient, ...found.plan])).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses a latent so near to zero that its direction has no gradient', () => {
    const collapsed: OtGuidanceInput = {
      x0: Float64Array.of(1e-160, 0),
      alphaBar: 1e-300,
      prototypes: Float64Array.of(0, 0, 0, 0),
      weights: Float64Array.of(0, 1),
      memory: [],
      sinkhornEpsilon: 1e-9,
      iterations: 1,
    };
    expect(() => otGuidance(collapsed)).toThrow(
      expect.objectContaining({ code: 'NonFiniteOutput' }),
    );
  });

  const spec: TransportSpec = {
    kind: 'transport',
    strength: 1,
    step: 'normalised',
    window: { start: 0, end: 1 },
    prototypes: wave(0.3),
    weights: Float64Array.of(1),
    memory: [],
    sinkhornEpsilon: 0.1,
    iterations: 5,
  };
  const setting = { ...SETTING, hasPosteriorMean: true };
  const move = (given: Partial<TransportSpec>, x0 = wave(1.1)) => {
    const mean = new Float64Array(SIZE);
    const std = new Float64Array(SIZE).fill(0.3);
    buildTerm({ ...spec, ...given }, setting).onMean?.(view(solverStep(2)), mean, std, x0);
    return mean;
  };

  it('works on a class of identical images', () => {
    const data = Float64Array.from({ length: 5 * SIZE }, (_, p) => wave(0.7)[p % SIZE] ?? 0);
    const { centres, sizes: counts } = kMeans(matrix(data, 5, SIZE), 3, { seed: 1 });
    const given = { prototypes: centres.data, weights: Float64Array.from(counts) };
    expect(isFinite(move(given))).toBe(true);
    // On the very image: nowhere to go.
    expect(isFinite(move({ ...given, memory: [wave(0.7)] }, wave(0.7)))).toBe(true);
  });

  it('works on one image a class, and refuses more prototypes than images', () => {
    const one = matrix(wave(0.7), 1, SIZE);
    const { centres, sizes: counts } = kMeans(one, 1, { seed: 1 });
    const moved = move({ prototypes: centres.data, weights: Float64Array.from(counts) });
    expect(isFinite(moved)).toBe(true);
    expect(moved.some((value) => value !== 0)).toBe(true);
    expect(() => kMeans(one, 2, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'BadParameter' }),
    );
  });

  it('takes latents of zeros, which have no direction', () => {
    const zeros = new Float64Array(SIZE);
    expect(isFinite(move({ prototypes: zeros }))).toBe(true);
    expect(isFinite(move({ memory: [zeros] }))).toBe(true);
    expect(move({}, zeros)).toEqual(zeros);
  });

  it.each([
    ['epsilon 0', { sinkhornEpsilon: 0 }, 'BadParameter'],
    ['epsilon 1e-12', { sinkhornEpsilon: 1e-12 }, 'BadParameter'],
    ['epsilon NaN', { sinkhornEpsilon: NaN }, 'BadParameter'],
    ['no iterations', { iterations: 0 }, 'BadParameter'],
    ['weights of zero', { weights: Float64Array.of(0) }, 'BadParameter'],
    ['a negative weight', { weights: Float64Array.of(-1) }, 'BadParameter'],
    ['NaN in a prototype', { prototypes: wave(1).with(2, NaN) }, 'NonFiniteOutput'],
    ['NaN in a finished latent', { memory: [wave(1).with(0, NaN)] }, 'NonFiniteOutput'],
    ['a strength of NaN', { strength: NaN }, 'BadParameter'],
    ['a window that ends before it starts', { window: { start: 0.8, end: 0.2 } }, 'BadParameter'],
  ] as const)('refuses %s', (_, given, code) => {
    expect(() => move(given)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a clean latent that a model made NaN', () => {
    expect(() => move({}, wave(1).with(3, NaN))).toThrow(
      expect.objectContaining({ code: 'NonFiniteOutput' }),
    );
  });

  it('takes an epsilon of 1e6', () => {
    const prototypes = Float64Array.from([...wave(0.3), ...wave(2.6)]);
    const moved = move({ sinkhornEpsilon: 1e6, prototypes, weights: Float64Array.of(3, 1) });
    expect(isFinite(moved)).toBe(true);
    expect(Math.hypot(...moved)).toBeCloseTo(0.3 * Math.sqrt(SIZE), 9);
  });
});
