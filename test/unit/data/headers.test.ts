import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/data/export/png';
import { StillroomError } from '../../../src/core/errors';
import { readHeader } from '../../../src/data/ingest/dimensions';
import { avif, bmp, gif, jpeg, webp } from '../../support/image-bytes';

function reasonOf(bytes: Uint8Array): string {
  try {
    readHeader(bytes);
  } catch (error) {
    if (error instanceof StillroomError && error.code === 'BadImage') {
      return String(error.data['reason']);
    }
    throw error;
  }
  return '';
}

const png = (width: number, height: number): Uint8Array => {
  const file = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) });
  new DataView(file.buffer).setUint32(16, width);
  new DataView(file.buffer).setUint32(20, height);
  return file;
};

describe('the header of an image file', () => {
  it.each([
    ['png', png(300, 200)],
    ['jpeg', jpeg(300, 200)],
    ['gif', gif(300, 200)],
    ['bmp', bmp(300, 200)],
    ['webp', webp('VP8 ', 300, 200)],
    ['webp', webp('VP8L', 300, 200)],
    ['webp', webp('VP8X', 300, 200)],
    ['avif', avif(300, 200)],
  ])('of a %s states its size', (format, bytes) => {
    expect(readHeader(bytes)).toEqual({ format, width: 300, height: 200 });
  });

  it('is told from the bytes, whatever the file is called', () => {
    expect(reasonOf(new TextEncoder().encode('just a text, named .png'))).toContain('not an image');
    expect(reasonOf(new Uint8Array(0))).toContain('empty');
    expect(reasonOf(new Uint8Array(5))).toContain('not an image');
    expect(reasonOf(Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0))).toContain('TIFF');
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['SVG', '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg">'],
    ['ICO', '\0\0\x01\0\x01\0'],
    ['Photoshop', '8BPS\0\x01'],
    ['JPEG XL', '\xff\x0a'],
    ['JPEG 2000', '\0\0\0\x0cjP  '],
    ['HEIC or video', '\0\0\0\x10ftypheic\0\0\0\0'],
    ['HEIC or video', '\0\0\0\x10ftypisom\0\0\0\0'],
  ])('of a format that is not decoded names it: %s', (what, start) => {
    const bytes = Uint8Array.from(start, (character) => character.charCodeAt(0));
    expect(reasonOf(bytes)).toContain(`(${what}); convert it to PNG or JPEG`);
  });

  it.each([
    ['a web page', '\n<!DOCTYPE html><title>403', 'download the image again'],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0',
      'git lfs pull',
    ],
  ])('that is none says what to do: %s', (what, text, todo) => {
    const reason = reasonOf(new TextEncoder().encode(text));
    expect(reason).toContain(`is ${what}`);
    expect(reason).toContain(todo);
  });

  it('with no pixels, or too many, is refused before anything is decoded', () => {
    expect(reasonOf(png(0, 10))).toContain('no pixels');
    expect(reasonOf(jpeg(8000, 8000))).toBe('');
    expect(reasonOf(jpeg(8001, 8000))).toContain('64 megapixels');
    expect(reasonOf(png(1, 70_000))).toContain('too large');
  });

  it.each([
    ['PNG', png(30, 20)],
    ['JPEG', jpeg(30, 20)],
    // Only the first frame counts: the trailer byte after it may be missing.
    ['GIF', gif(30, 20).slice(0, -1)],
    ['BMP', bmp(30, 20)],
    ['WebP', webp('VP8X', 30, 20)],
    ['AVIF', avif(30, 20)],
  ])('of a %s that is cut anywhere is never taken for a whole one', (_, bytes) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(reasonOf(bytes.slice(0, length))).not.toBe('');
      }),
    );
  });

  it('of a JPEG is not closed by the end marker of its thumbnail', () => {
    const whole = jpeg(30, 20, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
    expect(reasonOf(whole)).toBe('');
    expect(reasonOf(whole.slice(0, -2))).toContain('cut short');
    // Some cameras write more after the end marker.
    expect(reasonOf(Uint8Array.of(...whole, 0, 1, 2, 3))).toBe('');
  });

  it('never makes the reader fail in any other way', () => {
    const seeds = [png(3, 2), jpeg(3, 2), gif(3, 2), bmp(3, 2), webp('VP8L', 3, 2), avif(3, 2)];
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.nat(), fc.nat(255), (seed, place, byte) => {
        const damaged = seed.slice();
        damaged[place % damaged.length] = byte;
        expect(typeof reasonOf(damaged)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
