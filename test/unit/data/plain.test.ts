import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { readHeader } from '../../../src/data/ingest/dimensions';
import { decodePlain, isPlainFormat } from '../../../src/data/ingest/plain/decode-plain';
import type { RgbaPicture } from '../../../src/data/ingest/plain/rgba';
import { ppm, tiff } from '../../support/plain-pictures';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function decoded(bytes: Uint8Array): RgbaPicture {
  const { format } = readHeader(bytes);
  if (!isPlainFormat(format)) throw new Error(`${format} is not ours`);
  return decodePlain(bytes, format);
}

/** RGB of all pixels, row by row. */
function colours(bytes: Uint8Array): number[][] {
  const { rgba } = decoded(bytes);
  return Array.from({ length: rgba.length / 4 }, (_, i) =>
    Array.from(rgba.slice(i * 4, i * 4 + 3)),
  );
}

const greys = (bytes: Uint8Array): number[] => colours(bytes).map(([grey = NaN]) => grey);

function reasonOf(bytes: Uint8Array): string {
  try {
    decoded(bytes);
  } catch (error) {
    if (error instanceof StillroomError && error.code === 'BadImage') return error.message;
    throw error;
  }
  return '';
}

describe('a Netpbm picture', () => {
  it('is read as text and as bytes, of 1, 8 and 16 bits', () => {
    // 2 x 1, black and white; in bits, 1 is black.
    expect(greys(bytesOf('P1\n2 1\n1 0\n'))).toEqual([0, 255]);
    expect(greys(bytesOf('P1 # bits\n2 2 10\n01'))).toEqual([0, 255, 255, 0]);
    expect(greys(bytesOf('P2\n# of ours\n3 1\n4\n0 2 4'))).toEqual([0, 128, 255]);
    expect(colours(bytesOf('P3 1 2 255 1 2 3 250 0 9'))).toEqual([
      [1, 2, 3],
      [250, 0, 9],
    ]);
    expect(greys(Uint8Array.of(...bytesOf('P4 10 1\n'), 0b10000000, 0b01000000))).toEqual([
      0, 255, 255, 255, 255, 255, 255, 255, 255, 0,
    ]);
    expect(greys(Uint8Array.of(...bytesOf('P5 2 1 255\n'), 7, 200))).toEqual([7, 200]);
    // 0x0101 of 65,535 is one of 255.
    expect(colours(ppm(1, 1, (_x, _y, c) => 257 * c, 65_535))).toEqual([[0, 1, 2]]);
  });

  it('gives each sample its place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (w, h) => {
        const sample = (x: number, y: number, c: number): number => (x * 31 + y * 7 + c * 80) % 256;
        const expected = Array.from({ length: w * h }, (_, i) =>
          [0, 1, 2].map((c) => sample(i % w, Math.floor(i / w), c)),
        );
        expect(colours(ppm(w, h, sample))).toEqual(expected);
      }),
      { numRuns: 30, seed: 6 },
    );
  });

  it('that is cut or damaged says so', () => {
    const whole = ppm(4, 3, () => 9);
    for (let length = 3; length < whole.length; length++) {
      expect(reasonOf(whole.slice(0, length))).not.toBe('');
    }
    expect(reasonOf(bytesOf('P3 2 1 255 1 2 3 4'))).toContain('cut short');
    expect(reasonOf(bytesOf('P2 1 1 255 x'))).toContain('damaged');
    expect(reasonOf(bytesOf('P7\nWIDTH 1\n'))).toContain("browsers don't decode (Netpbm PAM)");
  });
});

describe('a TIFF', () => {
  const ramp = [0, 50, 100, 150, 200, 250];

  it.each([true, false])('of greys is read in both byte orders, little: %s', (little) => {
    expect(greys(tiff(3, 2, [ramp], 2, { little }))).toEqual(ramp);
    const inverted = ramp.map((value) => 255 - value);
    expect(greys(tiff(3, 2, [ramp], 2, { little, photometric: 0 }))).toEqual(inverted);
    const deep = ramp.flatMap((value) => [value, value]);
    expect(greys(tiff(3, 2, [deep], 2, { little, bits: 16 }))).toEqual(ramp);
  });

  it('may come in strips, packed or not', () => {
    const strips = [ramp.slice(0, 3), ramp.slice(3)];
    expect(greys(tiff(3, 2, strips, 1))).toEqual(ramp);
    // PackBits: 2 is three bytes as they are, 254 is three times the next.
    const packed = [
      [2, 10, 20, 30],
      [254, 40],
    ];
    const options = { compression: 32773 };
    expect(greys(tiff(3, 2, packed, 1, options))).toEqual([10, 20, 30, 40, 40, 40]);
  });

  it('may be of bits, of a palette, of colours, in planes, with alpha', () => {
    expect(greys(tiff(4, 1, [[0b10100000]], 1, { bits: 1 }))).toEqual([255, 0, 255, 0]);
    expect(greys(tiff(3, 1, [[0x0f, 0x80]], 1, { bits: 4 }))).toEqual([0, 255, 136]);
    const palette = Array.from({ length: 768 }, (_, i) => (i % 256) * 257 * (i < 256 ? 1 : 0));
    expect(colours(tiff(2, 1, [[7, 9]], 1, { photometric: 3, palette }))).toEqual([
      [7, 0, 0],
      [9, 0, 0],
    ]);
    const rgb = { samples: 3, photometric: 2 };
    const pixels = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(colours(tiff(2, 1, [pixels.flat()], 1, rgb))).toEqual(pixels);
    const planes = [
      [1, 4],
      [2, 5],
      [3, 6],
    ];
    expect(colours(tiff(2, 1, planes, 1, { ...rgb, planar: true }))).toEqual(pixels);
    const alpha = { samples: 4, photometric: 2, extraSamples: 2 };
    expect([...decoded(tiff(1, 1, [[1, 2, 3, 40]], 1, alpha)).rgba]).toEqual([1, 2, 3, 40]);
    // Multiplied in: half of 200 is stored as 100.
    const associated = { ...alpha, extraSamples: 1 };
    const [red = 0] = decoded(tiff(1, 1, [[51, 0, 0, 51]], 1, associated)).rgba;
    expect(red).toBe(255);
  });

  it('states its orientation', () => {
    expect(decoded(tiff(3, 2, [ramp], 2, { orientation: 6 })).orientation).toBe(6);
    expect(decoded(tiff(3, 2, [ramp], 2, { orientation: 99 })).orientation).toBe(1);
  });

  it('of another kind says which, and what to do', () => {
    const lzw = reasonOf(tiff(3, 2, [ramp], 2, { compression: 5 }));
    expect(lzw).toContain('is a TIFF packed by LZW');
    expect(lzw).toContain('convert it to PNG or JPEG');
    expect(reasonOf(tiff(3, 2, [ramp], 2, { sampleFormat: 3 }))).toContain('floating-point');
    expect(reasonOf(tiff(3, 2, [ramp], 2, { photometric: 5 }))).toContain('in colours other than');
  });

  it('that is cut anywhere says so', () => {
    const whole = tiff(3, 2, [ramp.slice(0, 3), ramp.slice(3)], 1);
    for (let length = 4; length < whole.length - 4; length++) {
      expect(reasonOf(whole.slice(0, length))).not.toBe('');
    }
  });
});
