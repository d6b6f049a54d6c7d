import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { otGuidance, otGuidanceStep } from '../../../src/core/transport/ot-guidance';
import { prepareOtMemory, prepareOtTarget } from '../../../src/core/transport/ot-target';
import { columnSums } from '../../../src/core/transport/plan';

interface Setting {
  readonly seed: number;
  readonly dimension: number;
  readonly prototypes: number;
  readonly finished: number;
  readonly iterations: number;
  readonly sinkhornEpsilon: number;
}

function inputOf({ seed, dimension, prototypes, finished, ...rest }: Setting) {
  const stream = randomStream({ seed, purpose: 'latents' });
  const latent = () => stream.fillNormal(new Float64Array(dimension));
  return {
    x0: latent(),
    alphaBar: 0.04,
    prototypes: stream.fillNormal(new Float64Array(prototypes * dimension)),
    weights: Float64Array.from({ length: prototypes }, () => 1 + stream.integer(20)),
    memory: Array.from({ length: finished }, latent),
    ...rest,
  };
}

const settings = fc.record({
  seed: fc.nat(1e6),
  dimension: fc.integer({ min: 2, max: 12 }),
  prototypes: fc.integer({ min: 1, max: 6 }),
  finished: fc.integer({ min: 0, max: 5 }),
  iterations: fc.integer({ min: 1, max: 8 }),
  sinkhornEpsilon: fc.constantFrom(0.02, 0.1, 0.5, 3),
});

describe('otGuidance', () => {
  it('has the gradient that central differences of its loss have', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const input = inputOf(setting);
        const { gradient } = otGuidance(input);
        const h = 1e-5;
        // x0 = x_t / sqrt(alphaBar) + what does not depend on x_t.
        const stretch = 1 / Math.sqrt(input.alphaBar);
        for (let d = 0; d < setting.dimension; d++) {
          const lossAt = (shift: number) => {
            const x0 = input.x0.slice();
            x0[d] = (x0[d] ?? 0) + shift * stretch;
            return otGuidance({ ...input, x0 }).loss;
          };
          const slope = (lossAt(h) - lossAt(-h)) / (2 * h);
          expect(Math.abs(slope - (gradient[d] ?? 0))).toBeLessThan(2e-6 + 1e-4 * Math.abs(slope));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has columns that sum to the shares and a gradient along the sphere', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const input = inputOf(setting);
        const { plan, rows, columns, gradient } = otGuidance(input);
        expect([rows, columns]).toEqual([setting.finished + 1, setting.prototypes]);
        const total = input.weights.reduce((sum, weight) => sum + weight, 0);
        columnSums(plan, rows, columns).forEach((sum, j) => {
          expect(sum).toBeCloseTo((input.weights[j] ?? 0) / total, 12);
        });
        const along = gradient.reduce((sum, part, d) => sum + part * (input.x0[d] ?? 0), 0);
        expect(Math.abs(along)).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('treats an empty prototype as if it were not there', () => {
    const input = inputOf({
      seed: 3,
      dimension: 8,
      prototypes: 4,
      finished: 2,
      iterations: 5,
      sinkhornEpsilon: 0.1,
    });
    const weights = Float64Array.of(4, 0, 3, 9);
    const kept = [0, 2, 3];
    const without = otGuidance({
      ...input,
      prototypes: Float64Array.from(
        kept.flatMap((k) => Array.from(input.prototypes.subarray(8 * k, 8 * k + 8))),
      ),
      weights: Float64Array.from(kept, (k) => weights[k] ?? 0),
    });
    const got = otGuidance({ ...input, weights });
    expect(got.loss).toBeCloseTo(without.loss, 14);
    got.gradient.forEach((part, d) => expect(part).toBeCloseTo(without.gradient[d] ?? 0, 13));
    expect([...columnSums(got.plan, 3, 4)][1]).toBe(0);
  });

  it('stays finite where the float64 kernel vanishes', () => {
    const input = inputOf({
      seed: 8,
      dimension: 6,
      prototypes: 5,
      finished: 3,
      iterations: 5,
      sinkhornEpsilon: 1e-4,
    });
    const { loss, gradient } = otGuidance(input);
    expect(loss).toBeGreaterThan(0);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('is the same from prepared parts, for identical latents and at a prototype', () => {
    const input = inputOf({
      seed: 5,
      dimension: 4,
      prototypes: 3,
      finished: 2,
      iterations: 5,
      sinkhornEpsilon: 0.1,
    });
    const target = prepareOtTarget(input.prototypes, input.weights);
    const memory = prepareOtMemory(target, input.memory);
    expect(otGuidanceStep({ ...input, target, memory })).toEqual(otGuidance(input));
    const x0 = input.prototypes.slice(0, 4);
    const same = otGuidance({ ...input, x0, memory: [x0, x0] });
    expect(same.gradient.every(Number.isFinite)).toBe(true);
    expect(same.loss).toBeGreaterThan(0);
  });

  it('refuses bad input with words', () => {
    const good = inputOf({
      seed: 1,
      dimension: 4,
      prototypes: 2,
      finished: 1,
      iterations: 5,
      sinkhornEpsilon: 0.1,
    });
    const bad = (part: Partial<typeof good>) => () => otGuidance({ ...good, ...part });
    expect(bad({ sinkhornEpsilon: 0 })).toThrow(/Epsilon is 0/);
    expect(bad({ iterations: 2.5 })).toThrow(/whole number/);
    expect(bad({ alphaBar: 0 })).toThrow(/alphaBar is 0/);
    expect(bad({ weights: Float64Array.of(0, 0) })).toThrow(/not all 0/);
    expect(bad({ weights: Float64Array.of(1, -1) })).toThrow(/no counts/);
    expect(bad({ x0: Float64Array.of(1, Number.NaN, 0, 0) })).toThrow(/NaN or infinity/);
    expect(bad({ x0: Float64Array.of(1, 2) })).toThrow(/does not fit/);
    expect(bad({ memory: [Float64Array.of(1)] })).toThrow(/Finished latent 0/);
  });
});
