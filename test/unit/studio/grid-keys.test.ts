import { describe, expect, it } from 'vitest';
import {
  between,
  positionAfter,
  toggled,
  withValues,
} from '../../../src/studio/image-grid/gridKeys';

/** Ten pictures in rows of four, two rows on the screen. */
const shape = { count: 10, columns: 4, rows: 2 };
const after = (key: string, at: number) => positionAfter(key, at, shape);

describe('the grid of all images by keyboard', () => {
  it('goes along rows and columns, and stops at both ends', () => {
    expect([after('ArrowRight', 3), after('ArrowRight', 9)]).toEqual([4, 9]);
    expect([after('ArrowLeft', 4), after('ArrowLeft', 0)]).toEqual([3, 0]);
    expect([after('ArrowDown', 1), after('ArrowUp', 5)]).toEqual([5, 1]);
    expect([after('ArrowUp', 1), after('Home', 7), after('End', 0)]).toEqual([1, 0, 9]);
    expect([after('PageDown', 1), after('PageUp', 9)]).toEqual([9, 1]);
  });

  it('ends in the last picture below a row that is full, and begins at the first', () => {
    expect(after('ArrowDown', 7)).toBe(9);
    expect(after('ArrowRight', -1)).toBe(0);
    expect(after('Tab', 3)).toBeNull();
    expect(positionAfter('ArrowRight', -1, { ...shape, count: 0 })).toBeNull();
  });

  it('chooses one, takes it back, and a range in either direction', () => {
    expect(toggled([2, 7], 5)).toEqual([2, 5, 7]);
    expect(toggled([2, 5, 7], 5)).toEqual([2, 7]);
    const order = [9, 4, 1, 6];
    expect([between(order, 1, 3), between(order, 3, 1)]).toEqual([
      [4, 1, 6],
      [4, 1, 6],
    ]);
    expect(withValues([3, 4], [4, 1, 6])).toEqual([1, 3, 4, 6]);
  });
});
