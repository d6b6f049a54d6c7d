import { describe, expect, it } from 'vitest';
import { mosaic, partSizes } from '../../../src/methods/windows/mosaic';

const flat = (value: number, rows: number, columns: number) =>
  new Uint8Array(rows * columns * 3).fill(value);

describe('mosaic', () => {
  it('is the picture itself for one, and four quarters for 2 x 2', () => {
    const one = Uint8Array.from({ length: 48 }, (_, i) => i);
    expect(mosaic([one], 4, 1)).toEqual(one);
    const four = mosaic(
      [1, 2, 3, 4].map((value) => flat(value, 2, 2)),
      4,
      2,
    );
    const at = (y: number, x: number) => four[(y * 4 + x) * 3];
    expect([at(0, 0), at(1, 3), at(2, 1), at(3, 2)]).toEqual([1, 2, 3, 4]);
  });

  it('fills an odd side whole', () => {
    const sizes = partSizes(65, 2);
    expect(sizes.reduce((a, b) => a + b)).toBe(65);
    const parts = sizes.flatMap((rows) => sizes.map((columns) => flat(7, rows, columns)));
    expect(mosaic(parts, 65, 2).every((value) => value === 7)).toBe(true);
  });

  it('refuses parts that do not fit', () => {
    expect(() => mosaic([flat(1, 2, 2)], 4, 2)).toThrow(/do not fill/);
    expect(() => mosaic([flat(1, 2, 2)], 4, 1)).toThrow(/does not fit/);
  });
});
