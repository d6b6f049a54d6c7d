import * as fc from 'fast-check';
import { unzlibSync } from 'fflate';
import { crc32 as zlibCrc } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32';
import { encodePng, predict } from '../../../src/data/export/png';
import { readPngTexts } from '../../../src/data/export/png-text';

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

  it('carry texts of any script', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(text, text, (first, second) => {
        const source = { width: 1, height: 1, pixels: new Uint8Array(3) };
        const file = encodePng(source, { 'Stillroom class': first, Seed: second });
        expect(Object.fromEntries(readPngTexts(file))).toEqual({
          'Stillroom class': first,
          Seed: second,
        });
      }),
    );
  });

  it('refuse bad keywords and wrong sizes', () => {
    const source = { width: 1, height: 1, pixels: new Uint8Array(3) };
    for (const keyword of ['', ' a', 'a ', 'a  b', 'é\n', 'x'.repeat(80), '\u{1f40b}']) {
      expect(() => encodePng(source, { [keyword]: 'x' })).toThrow(/keyword/);
    }
    expect(() => encodePng({ ...source, width: 2 })).toThrow(/6 bytes, but got 3/);
  });

  it('whose text was changed are noticed', () => {
    const file = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) }, { Seed: '7' });
    const at = file.indexOf('7'.charCodeAt(0), 40);
    file[at] = '8'.charCodeAt(0);
    expect(() => readPngTexts(file)).toThrow(/checksum/);
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
