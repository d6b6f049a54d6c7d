import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildJointTerm, jointSignature } from '../../../src/core/guidance/joint/build-joint-term';
import type { ClassStep, JointShift } from '../../../src/core/guidance/joint/joint-term';
import { bandwidth, repulsion, squaredDistances } from '../../../src/core/guidance/joint/repulsion';
import type { JointTermSpec } from '../../../src/core/guidance/spec';

const SIZE = 5;
const WHOLE = { start: 0, end: 1 };
const place = { index: 2, total: 8, level: 1.5 };

const number = fc.double({ min: -3, max: 3, noNaN: true });
const latent = fc
  .array(number, { minLength: SIZE, maxLength: SIZE })
  .map((values) => Float64Array.from(values));
/** Images of a class, their distances above rounding. */
const classOf = (minLength: number) =>
  fc.array(latent, { minLength, maxLength: 6 }).filter((x) => {
    const squared = squaredDistances(x);
    return x.every((_, i) =>
      x.every((__, j) => i === j || (squared[i * x.length + j] ?? 0) > 0.01),
    );
  });

const repel = (strength: number): JointTermSpec => ({ kind: 'repulsion', strength, window: WHOLE });
const match = (strength: number, mean: Float64Array): JointTermSpec => ({
  kind: 'mean-matching',
  strength,
  window: WHOLE,
  mean,
});

function shiftOf(spec: JointTermSpec, step: Partial<ClassStep>): JointShift | null {
  const { x0 = [] } = step;
  const noiseNorms = x0.map((_, i) => 1 + i / 10);
  return buildJointTerm(spec, SIZE).shift({ place, x0, noiseNorms, ...step });
}

const meanOf = (x: readonly Float64Array[]) =>
  Float64Array.from({ length: SIZE }, (_, d) =>
    x.reduce((sum, one) => sum + (one[d] ?? 0) / x.length, 0),
  );
const plus = (a: Float64Array, b: Float64Array | undefined) => a.map((v, d) => v + (b?.[d] ?? 0));
const near = (a: ArrayLike<number>, b: ArrayLike<number>, digits: number) => {
  expect(a).toHaveLength(b.length);
  Array.from(a).forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? Number.NaN, digits));
};
const length = (x: Float64Array) => Math.hypot(...x);
const meanSquare = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

describe('repulsion', () => {
  it('has the negative gradient of its energy for a force, by finite differences', () => {
    fc.assert(
      fc.property(classOf(2), fc.double({ min: 1, max: 20, noNaN: true }), (x, h) => {
        const energy = (points: readonly Float64Array[]) =>
          repulsion(points, squaredDistances(points), h).energy;
        const { forces } = repulsion(x, squaredDistances(x), h);
        const step = 1e-5;
        x.forEach((one, i) => {
          const slope = Float64Array.from(one, (_, d) => {
            const moved = (by: number) =>
              energy(x.map((other, j) => (j === i ? other.with(d, (one[d] ?? 0) + by) : other)));
            return (moved(step) - moved(-step)) / (2 * step);
          });
          near(
            forces[i] ?? [],
            slope.map((value) => -value),
            7,
          );
        });
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('has the median pair over log n for a bandwidth, whatever the order', () => {
    // Distances 1, 2 and 3 on a line: squares 1, 4, 9.
    const x = [0, 1, 3].map((v) => Float64Array.of(v, 0, 0, 0, 0));
    expect(bandwidth(squaredDistances(x), 3)).toBeCloseTo(4 / Math.log(3), 12);
    const four = [0, 1, 3, 7].map((v) => Float64Array.of(v, 0, 0, 0, 0));
    // Squares 1, 4, 9, 16, 36, 49.
    expect(bandwidth(squaredDistances(four), 4)).toBeCloseTo(12.5 / Math.log(4), 12);
  });

  it('moves the images by the share of the noise, as a root mean square, and not their mean', () => {
    fc.assert(
      fc.property(classOf(2), fc.double({ min: 0.01, max: 0.5, noNaN: true }), (x, strength) => {
        const noiseNorms = x.map((_, i) => 2 + i);
        const shifts = shiftOf(repel(strength), { x0: x, noiseNorms })?.shifts ?? [];
        expect(meanSquare(shifts.map(length))).toBeCloseTo(
          strength ** 2 * meanSquare(noiseNorms),
          9,
        );
        near(meanOf(shifts), new Float64Array(SIZE), 9);
      }),
      { seed: 2 },
    );
  });

  it('lowers its energy', () => {
    fc.assert(
      fc.property(classOf(2), (x) => {
        const squared = squaredDistances(x);
        const h = bandwidth(squared, x.length);
        const moved = shiftOf(repel(1e-4), { x0: x });
        const after = x.map((one, i) => plus(one, moved?.shifts[i]));
        const energy = repulsion(after, squaredDistances(after), h).energy;
        expect(moved?.loss).toBeGreaterThan(energy);
      }),
      { seed: 3 },
    );
  });

  it('tells each image its distance to the nearest other one', () => {
    const x = [0, 1, 3].map((v) => Float64Array.of(v, 0, 0, 0, 0));
    expect(shiftOf(repel(0.1), { x0: x })?.distances).toEqual([1, 1, 2]);
  });

  it('leaves a single image alone, and images that are all the same', () => {
    const one = Float64Array.of(1, 2, 3, 4, 5);
    expect(shiftOf(repel(0.3), { x0: [one] })).toBeNull();
    expect(shiftOf(repel(0.3), { x0: [one, one.slice(), one.slice()] })).toBeNull();
  });

  it('moves two that are the same apart from a third, and both alike', () => {
    const one = Float64Array.of(1, 0, 0, 0, 0);
    const other = Float64Array.of(-1, 0, 0, 0, 0);
    const shifts = shiftOf(repel(0.3), { x0: [one, one.slice(), other] })?.shifts ?? [];
    expect(shifts[0]).toEqual(shifts[1]);
    expect(shifts[0]?.[0]).toBeGreaterThan(0);
    expect(shifts[2]?.[0]).toBeLessThan(0);
  });
});

describe('mean matching', () => {
  it('moves the mean exactly by its share of the gap, and no image against another', () => {
    fc.assert(
      fc.property(
        classOf(1),
        latent,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (x, mean, share) => {
          const moved = shiftOf(match(share, mean), { x0: x });
          const after = x.map((one, i) => plus(one, moved?.shifts[i]));
          const before = meanOf(x);
          near(
            meanOf(after),
            before.map((value, d) => value + share * ((mean[d] ?? 0) - value)),
            12,
          );
          x.forEach((one, i) => {
            near(
              plus(
                after[i] ?? one,
                one.map((v) => -v),
              ),
              moved?.shifts[0] ?? [],
              12,
            );
          });
        },
      ),
      { seed: 4 },
    );
  });

  it('is the gradient step of its loss, by finite differences', () => {
    fc.assert(
      fc.property(classOf(1), latent, (x, mean) => {
        const lossOf = (points: readonly Float64Array[]) =>
          shiftOf(match(1, mean), { x0: points })?.loss ?? Number.NaN;
        const shift = shiftOf(match(1, mean), { x0: x })?.shifts[0];
        const step = 1e-5;
        const slope = Float64Array.from({ length: SIZE }, (_, d) => {
          const moved = (by: number) => lossOf(x.map((one) => one.with(d, (one[d] ?? 0) + by)));
          return (moved(step) - moved(-step)) / (2 * step);
        });
        near(
          shift ?? [],
          slope.map((value) => -value),
          6,
        );
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe.each([
  ['repulsion', () => repel(0.2)],
  ['mean matching', () => match(0.3, Float64Array.of(1, -1, 2, 0, 0.5))],
] as const)('%s', (_name, spec) => {
  it('does not care for the order of the images', () => {
    fc.assert(
      fc.property(classOf(2), (x) => {
        const n = x.length;
        const turned = (list: readonly Float64Array[]) => list.map((__, i) => list[(i + 1) % n]);
        const noiseNorms = x.map(() => 1);
        const shifts = shiftOf(spec(), { x0: x, noiseNorms })?.shifts ?? [];
        const other =
          shiftOf(spec(), { x0: turned(x) as Float64Array[], noiseNorms })?.shifts ?? [];
        turned(shifts).forEach((shift, i) => near(other[i] ?? [], shift ?? [], 9));
      }),
      { seed: 6 },
    );
  });

  it('acts inside its window alone, and says so before', () => {
    const x0 = [Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(4, 3, 2, 1, 0)];
    const narrow = { ...spec(), window: { start: 0.25, end: 0.5 } };
    for (let index = 0; index < 8; index++) {
      const at = { ...place, index };
      const inside = index === 2 || index === 3;
      expect(shiftOf(narrow, { x0, place: at }) !== null).toBe(inside);
      expect(jointSignature(narrow, at) !== null).toBe(inside);
    }
    expect(shiftOf({ ...spec(), strength: 0 }, { x0 })).toBeNull();
    expect(jointSignature({ ...spec(), strength: 0 }, place)).toBeNull();
    expect(jointSignature(spec(), place)).not.toEqual(
      jointSignature({ ...spec(), strength: 0.11 }, place),
    );
  });
});

describe('numbers that a joint term cannot work with', () => {
  const mean = new Float64Array(SIZE);
  it.each([
    [repel(-1), 'The strength of repulsion is -1'],
    [repel(Number.NaN), 'a finite number, 0 or more'],
    [match(1.5, mean), 'The share of mean matching is 1.5: it must be a number from 0 to 1'],
    [match(0.5, new Float64Array(3)), "The class's mean has 3 numbers where"],
    [match(0.5, mean.with(2, Number.NaN)), "Number 2 of the class's mean is not finite"],
    [{ ...repel(0.1), window: { start: 0.5, end: 0.2 } }, 'A guidance window from 0.5 to 0.2'],
  ])('are refused in a sentence', (spec, sentence) => {
    expect(() => buildJointTerm(spec, SIZE)).toThrow(sentence);
  });
});
