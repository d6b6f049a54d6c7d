import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchSize, filledUp, rowBatches } from '../../../src/runtime/row-batches';

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

it('takes a dynamic batch as it comes, and a fixed one in that size, whoever says so', () => {
  const input = (batch: number | string) => ({
    name: 'sample',
    isTensor: true as const,
    type: 'float32' as const,
    shape: [batch, 3],
  });
  expect(batchSize(input('n'), 'unet', null, 32)).toEqual({ rows: 32, fixed: false });
  expect(batchSize(input(1), 'unet', null, 32)).toEqual({ rows: 1, fixed: true });
  expect(batchSize(input('n'), 'unet', 2, 32)).toEqual({ rows: 2, fixed: true });
  expect(batchSize(input(4), 'unet', 4, 32)).toEqual({ rows: 4, fixed: true });
  expect(() => batchSize(input(4), 'unet', 2, 32)).toThrow('takes exactly 4');
});

it('fills up with the last row, and leaves what suffices', () => {
  const rows = Float32Array.of(1, 2, 3, 4);
  expect([...filledUp(rows, 2, 4)]).toEqual([1, 2, 3, 4, 3, 4, 3, 4]);
  expect([...filledUp(Int32Array.of(7), 1, 2)]).toEqual([7, 7]);
  expect(filledUp(rows, 2, 2)).toBe(rows);
});
