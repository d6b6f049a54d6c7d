import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCandidate, coverageGains } from '../../../src/core/scoring/candidates';
import { randomStream } from '../../../src/core/random/stream';

const scores = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
  minLength: 1,
  maxLength: 8,
});
const weight = fc.double({ min: 0, max: 1, noNaN: true });

describe('the best candidate', () => {
  it('is the most typical at weight 1 and the one that covers most at weight 0', () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const count = Math.min(a.length, b.length);
        const [typicality, coverage] = [a.slice(0, count), b.slice(0, count)];
        const first = (values: number[]) => values.indexOf(Math.max(...values));
        expect(bestCandidate(typicality, coverage, { typicality: 1 })).toBe(first(typicality));
        expect(bestCandidate(typicality, coverage, { typicality: 0 })).toBe(first(coverage));
      }),
    );
  });

  it('is one that is best in both, whatever the weight and the units are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), weight, (distinct, w) => {
        const coverage = distinct.map((value) => value / 1000 + 3);
        const best = bestCandidate(distinct, coverage, { typicality: w });
        expect(distinct[best]).toBe(Math.max(...distinct));
      }),
    );
  });

  it('is the first of equal ones, and none of nothing or of no number', () => {
    expect(bestCandidate([1, 1], [2, 2], { typicality: 0.5 })).toBe(0);
    expect(() => bestCandidate([], [], { typicality: 0.5 })).toThrow(/0 typicalities/);
    expect(() => bestCandidate([1, Number.NaN], [1, 2], { typicality: 0.5 })).toThrow(/NaN/);
  });
});

describe('coverage', () => {
  it('is what facility location gains, by hand', () => {
    // Real latents at 0 and 10; an image made at 0. A candidate at 9 brings 10 from 10 down to 1.
    const real = { data: [0, 10], rows: 2 };
    expect([...coverageGains([[9], [0], [-5]], real, [[0]])]).toEqual([9 / 2, 0, 0]);
    // Before anything is made near() is the farthest that a candidate is: 15.
    expect([...coverageGains([[9], [-5]], real, [])]).toEqual([(6 + 14) / 2, (10 + 0) / 2]);
  });

  it('is never negative, and shrinks as images are made', () => {
    const size = 3;
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const random = randomStream({ seed, purpose: 'coverage-test' });
        const latent = () => random.fillNormal(new Float64Array(size));
        const real = { data: random.fillNormal(new Float64Array(12 * size)), rows: 12 };
        const candidates = Array.from({ length: 4 }, latent);
        const made = Array.from({ length: count }, latent);
        const before = coverageGains(candidates, real, made.slice(0, -1));
        const after = coverageGains(candidates, real, made);
        after.forEach((gain, i) => {
          expect(gain).toBeGreaterThanOrEqual(0);
          expect(gain).toBeLessThanOrEqual((before[i] ?? 0) + 1e-12);
        });
        // What is made already adds nothing.
        expect(coverageGains(made, real, made).every((gain) => gain < 1e-12)).toBe(true);
      }),
    );
  });
});
