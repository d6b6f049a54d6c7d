import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { isCopyOf, nearestReal } from '../../../src/core/metrics/nearest-real';

/** On a line at 0, 4, 4 (the same again) and 10. */
const real = matrix(Float32Array.of(0, 0, 4, 0, 4, 0, 10, 0), 4, 2);
const near = (x: number, y: number, count = 2) => nearestReal(real, Float32Array.of(x, y), count);

describe('the real images nearest to a picture', () => {
  it('come nearest first, equally near ones by row, each with the way to its next other image', () => {
    expect(near(9, 0)).toEqual([
      { image: 3, distance: 1, apart: 6 },
      { image: 1, distance: 5, apart: 4 },
    ]);
    expect(near(4, 3, 9).map(({ image, distance }) => [image, distance])).toEqual([
      [1, 3],
      [2, 3],
      [0, 5],
      [3, Math.sqrt(45)],
    ]);
  });

  it('are copied by a picture below half that way, and not at the half itself', () => {
    // The next other image of the one at 0 is 4 away.
    expect(near(-1.9, 0).slice(0, 1).map(isCopyOf)).toEqual([true]);
    expect(near(-2, 0).slice(0, 1).map(isCopyOf)).toEqual([false]);
    expect(near(10, 0).slice(0, 1).map(isCopyOf)).toEqual([true]);
  });

  it('cannot be copied where there is no other', () => {
    const alone = nearestReal(matrix(Float32Array.of(1, 1), 1, 2), Float32Array.of(1, 1), 5);
    expect(alone).toEqual([{ image: 0, distance: 0, apart: null }]);
    expect(alone.map(isCopyOf)).toEqual([false]);
  });

  it('are asked for in the space of the class', () => {
    expect(() => nearestReal(real, Float32Array.of(1), 1)).toThrow(/1 dimensions/);
  });
});
