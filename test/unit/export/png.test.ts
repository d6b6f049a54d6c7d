import * as fc from 'fast-check';
import { unzlibSync } from 'fflate';
import { crc32 as zlibCrc } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32';
import { decodePng } from '../../../src/data/export/decode-png';
import { encodePng, predict } from '../../../src/data/export/png';
import { readPngTexts, withoutTexts, withTexts } from '../../../src/data/export/png-text';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly crcHolds: boolean;
}

function chunksOf(file: Uint8Array): Chunk[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const end = at + 8 + view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    const crcHolds = view.getUint32(end) === zlibCrc(file.subarray(at + 4, end));
    chunks.push({ type, data: file.subarray(at + 8, end), crcHolds });
    at = end + 4;
  }
  return chunks;
}

/** Undoes the filters: each byte is its difference plus what the filter predicted. */
function decode(file: Uint8Array, width: number, height: number): Uint8Array {
  const packed = chunksOf(file).find(({ type }) => type === 'IDAT')?.data ?? new Uint8Array(0);
  const rows = unzlibSync(packed);
  const stride = width * 3;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 0;
    for (let i = 0; i < stride; i++) {
      const at = y * stride + i;
      const left = i >= 3 ? (pixels[at - 3] ?? 0) : 0;
      const up = y > 0 ? (pixels[at - stride] ?? 0) : 0;
      const upLeft = i >= 3 && y > 0 ? (pixels[at - stride - 3] ?? 0) : 0;
      pixels[at] = (rows[y * (stride + 1) + 1 + i] ?? 0) + predict(filter, left, up, upLeft);
    }
  }
  return pixels;
}

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      pixels: fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }),
    }),
  );

describe('PNG files', () => {
  it('hold the picture exactly', () => {
    fc.assert(
      fc.property(picture, (source) => {
        const file = encodePng(source);
        expect(decode(file, source.width, source.height)).toEqual(source.pixels);
        expect(chunksOf(file).every(({ crcHolds }) => crcHolds)).toBe(true);
      }),
    );
  });

  it('have the header of an 8-bit RGB image', () => {
    const file = encodePng({ width: 2, height: 3, pixels: new Uint8Array(18) });
    expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const [header, ...others] = chunksOf(file);
    expect([...(header?.data ?? [])]).toEqual([0, 0, 0, 2, 0, 0, 0, 3, 8, 2, 0, 0, 0]);
    expect(others.map(({ type }) => type)).toEqual(['IDAT', 'IEND']);
  });

  it('take a gradient by its differences', () => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i % 192) + (i >> 8));
    expect(encodePng({ width: 64, height: 64, pixels }).length).toBeLessThan(1500);
  });

  it('refuse wrong sizes', () => {
    const source = { width: 2, height: 1, pixels: new Uint8Array(3) };
    expect(() => encodePng(source)).toThrow(/6 bytes, but got 3/);
  });

  it('are read back without a browser', () => {
    fc.assert(
      fc.property(picture, (source) => {
        expect(decodePng(encodePng(source))).toEqual(source);
        expect(decodePng(withTexts(encodePng(source), { Seed: '7' }))).toEqual(source);
      }),
    );
  });

  it('of others, and damaged ones, are not read', () => {
    const file = encodePng({ width: 4, height: 4, pixels: new Uint8Array(48).fill(9) });
    const changed = (change: (copy: Uint8Array) => void): Uint8Array => {
      const copy = file.slice();
      change(copy);
      return copy;
    };
    /** With the header's checksum made right again. */
    const withHeader = (at: number, value: number): Uint8Array =>
      changed((copy) => {
        copy[16 + at] = value;
        new DataView(copy.buffer).setUint32(29, zlibCrc(copy.subarray(12, 29)));
      });
    expect(() => decodePng(changed((copy) => copy.fill(0, 45, 50)))).toThrow(/damaged/);
    expect(() => decodePng(file.subarray(0, file.length - 12))).toThrow(/a part is missing/);
    expect(() => decodePng(withHeader(8, 16))).toThrow(/not an 8-bit RGB/);
    expect(() => decodePng(withHeader(12, 1))).toThrow(/not an 8-bit RGB/);
    // One row more, or less, than there is data; and a picture that would fill the memory.
    expect(() => decodePng(withHeader(7, 5))).toThrow(/another length/);
    expect(() => decodePng(withHeader(7, 3))).toThrow(/another length/);
    expect(() => decodePng(withHeader(0, 0x7f))).toThrow(/pixels/);
    expect(() => decodePng(Uint8Array.of(1, 2, 3))).toThrow(/not a PNG/);
  });
});

describe('texts in PNG files', () => {
  const file = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) });

  it('may be of any script, and leave the picture’s file as it was when they go', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(text, text, (first, second) => {
        const texts = { 'Stillroom class': first, Seed: second };
        const spliced = withTexts(file, texts);
        expect(Object.fromEntries(readPngTexts(spliced))).toEqual(texts);
        expect(withoutTexts(spliced)).toEqual(file);
      }),
    );
  });

  it('stand before the picture, where readers look', () => {
    const types = chunksOf(withTexts(file, { Seed: '7' })).map(({ type }) => type);
    expect(types).toEqual(['IHDR', 'tEXt', 'IDAT', 'IEND']);
  });

  it('have keywords that the format allows', () => {
    for (const keyword of ['', ' a', 'a ', 'a  b', 'é\n', 'x'.repeat(80), '\u{1f40b}']) {
      expect(() => withTexts(file, { [keyword]: 'x' })).toThrow(/keyword/);
    }
  });

  it('that were changed are noticed', () => {
    const spliced = withTexts(file, { Seed: '7' });
    spliced[spliced.indexOf('7'.charCodeAt(0), 40)] = '8'.charCodeAt(0);
    expect(() => readPngTexts(spliced)).toThrow(/checksum/);
    expect(() => readPngTexts(Uint8Array.of(1, 2, 3))).toThrow(/not a PNG/);
  });
});

describe('CRC-32', () => {
  it('is zlib’s, in one piece or two', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const whole = Uint8Array.of(...a, ...b);
        expect(crc32(whole)).toBe(zlibCrc(whole));
        expect(crc32(b, crc32(a))).toBe(zlibCrc(whole));
      }),
    );
  });
});
