import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromFloat16Bits,
  packFloat16,
  toFloat16Bits,
  unpackFloat16,
} from '../../../src/core/formats/float16';

const FINITE = Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
  (bits) => (bits & 0x7c00) !== 0x7c00,
);

describe('half precision', () => {
  it('knows the values that the standard lists', () => {
    expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555].map(fromFloat16Bits)).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      2 ** -14,
      0.333251953125,
    ]);
  });

  it('gives every half back as it was', () => {
    const changed = FINITE.filter((bits) => toFloat16Bits(fromFloat16Bits(bits)) !== bits);
    expect(changed).toEqual([]);
  });

  it('rounds to the nearest half, and to the even one in the middle', () => {
    const positive = FINITE.filter((bits) => bits < 0x7bff);
    fc.assert(
      fc.property(
        fc.constantFrom(...positive),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, part) => {
          const below = fromFloat16Bits(low);
          const above = fromFloat16Bits(low + 1);
          const value = Math.fround(below + (above - below) * part);
          const nearest =
            value - below === above - value
              ? low + (low & 1)
              : value - below < above - value
                ? low
                : low + 1;
          expect(toFloat16Bits(value)).toBe(nearest);
          expect(toFloat16Bits(-value)).toBe(nearest | 0x8000);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('overflows to infinity from the middle past the largest half on', () => {
    expect(toFloat16Bits(65519.99)).toBe(0x7bff);
    expect(toFloat16Bits(65520)).toBe(0x7c00);
    expect(toFloat16Bits(-Infinity)).toBe(0xfc00);
    expect(fromFloat16Bits(toFloat16Bits(NaN))).toBeNaN();
  });

  it('keeps arrays to 11 significant bits', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -30_000, max: 30_000, noNaN: true }), (values) => {
        const back = unpackFloat16(packFloat16(values));
        values.forEach((value, i) => {
          const tolerance = Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);
          expect(Math.abs((back[i] ?? NaN) - value)).toBeLessThanOrEqual(tolerance);
        });
      }),
    );
  });

  it('refuses what it could not give back', () => {
    expect(() => packFloat16(Float32Array.of(0, 70_000))).toThrow(/position 1/);
    expect(() => packFloat16(Float32Array.of(NaN))).toThrow(/half precision/);
  });
});
