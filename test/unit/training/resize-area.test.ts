/** Area averages, by their definition. */
import { assert, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeArea } from '../../../src/core/training/resize-area';

const sides = tuple(integer({ min: 1, max: 24 }), integer({ min: 1, max: 24 })).map(
  ([a, b]) => [Math.max(a, b), Math.min(a, b)] as const,
);

describe('resizeArea', () => {
  it('keeps a picture of one colour', () => {
    assert(
      property(sides, integer({ min: 0, max: 255 }), ([source, target], value) => {
        const pixels = new Uint8Array(source * source * 3).fill(value);
        expect(resizeArea(pixels, source, target)).toEqual(
          new Uint8Array(target * target * 3).fill(value),
        );
      }),
    );
  });

  it('takes means of whole pixels at a whole ratio', () => {
    // One channel at a time: 4 x 4 into 2 x 2, blocks of 0, 4, 8, 12 and their neighbours.
    const pixels = new Uint8Array(4 * 4 * 3);
    for (let i = 0; i < 16; i++) {
      pixels[3 * i] = i * 10;
      pixels[3 * i + 1] = 200;
      pixels[3 * i + 2] = i % 2 === 0 ? 0 : 100;
    }
    const out = resizeArea(pixels, 4, 2);
    // Mean of rows 0-1, columns 0-1: (0 + 10 + 40 + 50) / 4, and so on.
    expect([0, 1, 2, 3].map((i) => out[3 * i])).toEqual([25, 45, 105, 125]);
    expect([0, 1, 2, 3].map((i) => out[3 * i + 1])).toEqual([200, 200, 200, 200]);
    expect([0, 1, 2, 3].map((i) => out[3 * i + 2])).toEqual([50, 50, 50, 50]);
  });

  it('weighs parts of pixels by the share that is covered', () => {
    // 3 into 2: each covers one pixel and half of the middle one, weights 2/3 and 1/3.
    const row = [0, 90, 240];
    const pixels = Uint8Array.from({ length: 27 }, (_, i) => row[Math.floor(i / 3) % 3] ?? 0);
    const out = resizeArea(pixels, 3, 2);
    expect([...out]).toEqual([30, 30, 30, 190, 190, 190, 30, 30, 30, 190, 190, 190]);
  });

  it('preserves the total: the mean moves by no more than rounding', () => {
    assert(
      property(sides, integer({ min: 0, max: 2 ** 32 - 1 }), ([source, target], seed) => {
        let state = seed;
        const pixels = Uint8Array.from({ length: source * source * 3 }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state >>> 24;
        });
        const mean = (values: Uint8Array) => values.reduce((a, b) => a + b, 0) / values.length;
        const out = resizeArea(pixels, source, target);
        expect(Math.abs(mean(out) - mean(pixels))).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });

  it('makes nothing up', () => {
    expect(() => resizeArea(new Uint8Array(12), 2, 3)).toThrow(/can't be reduced to 3 x 3/);
  });
});
