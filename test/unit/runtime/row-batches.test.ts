import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchLimit, rowBatches } from '../../../src/runtime/row-batches';

it('covers all rows once, in order, within the limit, broken where asked', () => {
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.nat(40)),
      (rows, limit, at) => {
        const ranges = rowBatches(rows, limit, (row) => at.includes(row));
        const covered = ranges.flatMap(([start, end]) =>
          Array.from({ length: end - start }, (_, i) => start + i),
        );
        expect(covered).toEqual(Array.from({ length: rows }, (_, i) => i));
        expect(ranges.every(([start, end]) => end - start <= limit)).toBe(true);
        const inside = ranges.flatMap(([start, end]) =>
          at.filter((row) => row > start && row < end),
        );
        expect(inside).toEqual([]);
      },
    ),
  );
});

it('takes a dynamic batch as it comes, a fixed one of 1 alone, no other', () => {
  const input = (batch: number | string) => ({
    name: 'sample',
    isTensor: true as const,
    type: 'float32' as const,
    shape: [batch, 3],
  });
  expect(batchLimit(input('n'), 'unet', 32)).toBe(32);
  expect(batchLimit(input(1), 'unet', 32)).toBe(1);
  expect(() => batchLimit(input(4), 'unet', 32)).toThrow('unet takes exactly 4 rows');
});
