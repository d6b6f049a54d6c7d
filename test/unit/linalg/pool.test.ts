import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { averagePool } from '../../../src/core/linalg/pool';

describe('average pooling', () => {
  it('is the mean of each cell, by hand', () => {
    const one = matrix(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 1, 8);
    const { data, columns } = averagePool(one, { channels: 1, height: 2, width: 4 }, 2);
    expect([...data]).toEqual([1.5, 3.5, 5.5, 7.5]);
    expect(columns).toBe(4);
    // Cells overlap where a side does not divide, as in torch: 3 values in 2 cells are 0 to 2 and 1 to 3.
    const odd = matrix(Float32Array.of(3, 6, 15), 1, 3);
    expect([...averagePool(odd, { channels: 1, height: 1, width: 3 }, 2).data]).toEqual([
      4.5, 10.5,
    ]);
  });

  it('keeps the mean of every channel where the sides divide, and all where there is nothing to pool', () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 3 }),
      cells: fc.integer({ min: 1, max: 4 }),
      times: fc.integer({ min: 1, max: 3 }),
      seed: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(shape, ({ rows, channels, cells, times, seed }) => {
        const side = cells * times;
        const plane = side * side;
        const data = Float32Array.from({ length: rows * channels * plane }, (_, i) =>
          Math.sin(seed * (i + 1)),
        );
        const from = matrix(data, rows, channels * plane);
        const pooled = averagePool(from, { channels, height: side, width: side }, cells);
        const mean = (values: ArrayLike<number>) =>
          Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
        for (let p = 0; p < rows * channels; p++) {
          const cell = pooled.data.subarray(p * cells * cells, (p + 1) * cells * cells);
          expect(mean(cell)).toBeCloseTo(mean(data.subarray(p * plane, (p + 1) * plane)), 5);
        }
        if (times === 1) expect(pooled.data).toEqual(data);
      }),
    );
  });

  it('refuses rows of another size', () => {
    const shape = { channels: 2, height: 2, width: 2 };
    expect(() => averagePool(matrix(new Float32Array(6), 1, 6), shape, 2)).toThrow(/2 x 2 x 2/);
  });
});
