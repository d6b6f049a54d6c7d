import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisWeights, lanczosKernel, LanczosResizer } from '../../../src/data/ingest/lanczos';
import { frameBox } from '../../../src/data/ingest/crop';
// Made by Pillow; the file says how. The pattern below is the source that it resized.
import pillow from './fixtures/lanczos-pillow.json';

function pattern(width: number, height: number): Uint8Array {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        rgba[(y * width + x) * 4 + c] = (37 * x + 59 * y + 83 * c + 7 * x * y) & 255;
      }
    }
  }
  return rgba;
}

function resize(rgba: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const [width = 0, height = 0] = from;
  const resizer = new LanczosResizer(width, height, to[0] ?? 0, to[1] ?? 0);
  // In two strips, as large images come.
  const cut = Math.floor(height / 2) * width * 4;
  resizer.addRows(rgba.subarray(0, cut));
  resizer.addRows(rgba.subarray(cut));
  return resizer.finish();
}

const side = fc.integer({ min: 1, max: 40 });

describe('Lanczos resizing', () => {
  it.each(pillow.cases)('gives Pillow’s pixels from $from to $to', ({ from, to, pixels }) => {
    const [width = 0, height = 0] = from;
    expect([...resize(pattern(width, height), from, to)]).toEqual(pixels);
  });

  it('has the kernel of its definition', () => {
    expect(lanczosKernel(0)).toBe(1);
    for (const zero of [1, 2, -1, -2]) expect(lanczosKernel(zero)).toBeCloseTo(0, 15);
    expect([lanczosKernel(3), lanczosKernel(-3.5)]).toEqual([0, 0]);
    // sinc(1/2) sinc(1/6) = (2 / pi) (3 / pi)
    expect(lanczosKernel(0.5)).toBeCloseTo(6 / Math.PI ** 2, 15);
  });

  it('has weights that sum to 1 and lie inside the axis', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), side, (from, to) => {
        const { starts, counts, weights, taps } = axisWeights(from, to);
        for (let out = 0; out < to; out++) {
          const row = weights.subarray(out * taps, (out + 1) * taps);
          expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
          expect(starts[out]).toBeGreaterThanOrEqual(0);
          expect((starts[out] ?? 0) + (counts[out] ?? 0)).toBeLessThanOrEqual(from);
        }
      }),
    );
  });

  it('keeps a flat image flat', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (w, h, ow, oh, value) => {
        const flat = new Uint8Array(w * h * 4).fill(value);
        expect(new Set(resize(flat, [w, h], [ow, oh]))).toEqual(new Set([value]));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps an image of the same size as it is', () => {
    const source = pattern(9, 7);
    const rgb = source.filter((_, i) => i % 4 !== 3);
    expect(resize(source, [9, 7], [9, 7])).toEqual(rgb);
  });

  it('turns with the image', () => {
    const source = pattern(12, 12);
    const turned = new Uint8Array(source.length);
    for (let i = 0; i < 144; i++) turned.set(source.subarray(i * 4, i * 4 + 4), (143 - i) * 4);
    const pixels = resize(source, [12, 12], [5, 5]);
    const back = resize(turned, [12, 12], [5, 5]);
    for (let i = 0; i < 25; i++) {
      expect(back.subarray((24 - i) * 3, (24 - i) * 3 + 3)).toEqual(
        pixels.subarray(i * 3, i * 3 + 3),
      );
    }
  });
});

describe('framing', () => {
  it('crops the middle, or takes all', () => {
    expect(frameBox(10, 5, 'crop')).toEqual({ x: 2, y: 0, width: 5, height: 5 });
    expect(frameBox(3, 8, 'crop')).toEqual({ x: 0, y: 2, width: 3, height: 3 });
    expect(frameBox(3, 8, 'squash')).toEqual({ x: 0, y: 0, width: 3, height: 8 });
  });
});
