import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLoss,
  heatColour,
  heatLimit,
  heatPixels,
} from '../../../src/studio/windows/divergingPalette';

/** How far a colour is from the one of 0. */
function strength(share: number): number {
  const zero = heatColour(0);
  return Math.hypot(...heatColour(share).map((value, i) => value - (zero[i] ?? 0)));
}

describe('the heat of a score', () => {
  it('grows away from 0 on both sides and ends at the limit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(strength(share)).toBeGreaterThanOrEqual(strength(share / 2) - 1);
        expect(strength(-share)).toBeGreaterThanOrEqual(strength(-share / 2) - 1);
        expect(heatColour(1 + share)).toEqual(heatColour(1));
      }),
    );
    const [red, , blue] = heatColour(1);
    expect(red).toBeGreaterThan(blue);
    const below = heatColour(-1);
    expect(below[2]).toBeGreaterThan(below[0]);
  });

  it('has one limit for both sides, which one extreme value does not move', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 0.02 : -0.04));
    values[0] = 9;
    expect(heatLimit(values)).toBeCloseTo(0.04, 6);
    expect(heatLimit(new Float32Array(4))).toBe(1);
    const pixels = heatPixels(Float32Array.of(0, 0.04), 0.04);
    expect([...pixels.subarray(0, 4)]).toEqual([...heatColour(0), 255]);
    expect([...pixels.subarray(4)]).toEqual([...heatColour(1), 255]);
  });

  it('writes losses with four decimals and nothing as nothing', () => {
    expect(formatLoss(0.01234)).toBe('0.0123');
    expect(formatLoss(-0.00001)).toBe('0.0000');
    expect(formatLoss(-0.002)).toBe('-0.0020');
    expect(formatLoss(Number.POSITIVE_INFINITY)).toBe('unknown');
  });
});
