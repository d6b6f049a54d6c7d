import { describe, expect, it } from 'vitest';
import type { SourceImage } from '../../../src/data/import/collection';
import { PixelCache } from '../../../src/studio/adapters/pixel-cache';

const source = (path: string): SourceImage => ({
  path,
  size: 1,
  open: () => Promise.reject(new Error('not opened here')),
});
const picture = (side: number, value: number) => new Uint8Array(side * side * 3).fill(value);

describe('kept pictures', () => {
  it('come back as copies, of the size that is asked for', () => {
    const cache = new PixelCache();
    const one = source('a.png');
    cache.keep(one, picture(2, 7));
    const got = cache.get(one, 2);
    expect(got).toEqual(picture(2, 7));
    got?.fill(0);
    expect(cache.get(one, 2)).toEqual(picture(2, 7));
    expect(cache.get(one, 4)).toBeNull();
    expect(cache.get(source('a.png'), 2)).toBeNull();
    cache.clear();
    expect(cache.get(one, 2)).toBeNull();
  });

  it('go, the oldest first, when there are too many bytes', () => {
    const cache = new PixelCache(3 * 12);
    const sources = ['a', 'b', 'c', 'd'].map(source);
    sources.forEach((one, i) => cache.keep(one, picture(2, i)));
    expect(sources.map((one) => cache.get(one, 2)?.[0] ?? null)).toEqual([null, 1, 2, 3]);
    // Kept again, a picture counts once, and as the newest.
    const [, b, c] = sources as [SourceImage, SourceImage, SourceImage];
    cache.keep(b, picture(2, 9));
    cache.keep(source('e'), picture(2, 4));
    expect(cache.get(b, 2)?.[0]).toBe(9);
    expect(cache.get(c, 2)).toBeNull();
  });
});
