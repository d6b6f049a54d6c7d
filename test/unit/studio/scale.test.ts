import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  linearScale,
  niceStep,
  niceTicks,
  tickPlace,
  tickText,
  zeroBasedDomain,
} from '../../../src/studio/charts/scale';
import { linePath } from '../../../src/studio/charts/line';

describe('chart scales', () => {
  it('centres a tick under its position, and ends it with the chart where it would leave it', () => {
    expect(tickPlace(100, '20', 300)).toEqual({ x: 100, textAnchor: 'middle' });
    expect(tickPlace(292, '85', 300)).toEqual({ x: 292, textAnchor: 'middle' });
    expect(tickPlace(292, '999', 300)).toEqual({ x: 300, textAnchor: 'end' });
  });

  it('maps the ends of the domain on the ends of the range', () => {
    const scale = linearScale([2, 6], [100, 20]);
    expect([scale.at(2), scale.at(4), scale.at(6)]).toEqual([100, 60, 20]);
  });

  it('puts everything in the middle when the domain is one value', () => {
    expect(linearScale([3, 3], [0, 10]).at(3)).toBe(5);
  });

  it('steps by 1, 2 or 5 times a power of ten, at least the rough step', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (rough) => {
        const step = niceStep(rough);
        const lead = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(6));
        expect([1, 2, 5, 10]).toContain(lead);
        expect(step).toBeGreaterThanOrEqual(rough * (1 - 1e-12));
      }),
    );
  });

  it('keeps ticks inside the range, evenly apart and few', () => {
    const range = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 900 }));
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 8 }), ([low, span], wanted) => {
        const ticks = niceTicks(low, low + span, wanted);
        expect(ticks.length).toBeLessThanOrEqual(2 * wanted + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-6);
          expect(tick).toBeLessThanOrEqual(low + span + 1e-6);
        }
      }),
    );
  });

  it('covers all values from zero up', () => {
    expect(zeroBasedDomain([0.2, 0.73], 3)).toEqual([0, 1]);
    expect(zeroBasedDomain([], 3)).toEqual([0, 1]);
    expect(zeroBasedDomain([41], 3)).toEqual([0, 60]);
  });

  it('writes ticks without binary dust', () => {
    expect(tickText(0.1 + 0.2)).toBe('0.3');
  });

  it('lifts the pen where a value is missing', () => {
    const same = (value: number) => value;
    expect(linePath([1, 2, null, 4], same, same)).toBe('M0.0 1.0L1.0 2.0M3.0 4.0');
  });
});
