/**
 * Derived by hand. Real images on a line at 0, 2, 10, 13 and a copy of the first; cores are those at 0
 * and 10, so that the way from a core to its nearest other image is 2 and 3.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COPY_BOUND, followNumbers, isCopy } from '../../../src/core/metrics/follows';
import { matrix } from '../../../src/core/linalg/matrix';
import { squaredDistance } from '../../../src/core/linalg/pairwise';

const real = matrix(Float32Array.of(0, 2, 10, 13, 0), 5, 1);
const line = (...at: number[]) => matrix(Float32Array.from(at), at.length, 1);

describe('what a guided picture is to its core', () => {
  it('follows where no other core is nearer, by the ratio of distances', () => {
    const found = followNumbers({ pictures: line(4, 6, 5), real, coreOf: [0, 0, 2] });
    expect(found.map((one) => one?.follows)).toEqual([true, false, true]);
    expect(found.map((one) => one?.ratio)).toEqual([4 / 6, 6 / 4, 1]);
  });

  it('takes the mean distance to several others, and a core that two share once', () => {
    // Cores at 0, 2 and 10: the picture at 1 is 1 from its own, 1 and 9 from the others.
    const [first] = followNumbers({ pictures: line(1, 1, 9, 3), real, coreOf: [0, 0, 2, 1] });
    expect(first).toMatchObject({ follows: true, ratio: 1 / 5 });
  });

  it('copies by the way from the core to its nearest image of other content', () => {
    // The image of equal content at 0 is no other image: the nearest is at 2.
    const [near, bound, far] = followNumbers({
      pictures: line(0.5, 1, 11.5),
      real,
      coreOf: [0, 0, 2],
    });
    expect([near?.copies, bound?.copies, far?.copies]).toEqual([0.25, 0.5, 0.5]);
    expect([near, bound, far].map((one) => one && isCopy(one))).toEqual([true, false, false]);
  });

  it('says nothing without a core, without other cores, without other images', () => {
    const [none, only] = followNumbers({ pictures: line(1, 1), real, coreOf: [-1, 0] });
    expect(none).toBeNull();
    expect(only).toEqual({ follows: null, ratio: null, copies: 0.5 });
    const twice = matrix(Float32Array.of(7, 7), 2, 1);
    const alone = followNumbers({ pictures: line(8), real: twice, coreOf: [0] });
    expect(alone).toEqual([{ follows: null, ratio: null, copies: null }]);
  });

  it('refuses points that do not fit', () => {
    const wide = matrix(new Float32Array(2), 1, 2);
    const wrong = [
      { pictures: wide, real, coreOf: [0] },
      { pictures: line(1), real, coreOf: [] },
      { pictures: line(1), real, coreOf: [5] },
    ];
    for (const request of wrong) {
      expect(() => followNumbers(request)).toThrow(
        expect.objectContaining({ code: 'ShapeMismatch' }),
      );
    }
  });
});

describe('the bound of a copy', () => {
  const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
  const point = fc.tuple(coordinate, coordinate, coordinate);

  it('holds nothing that another real image is as near to as the core', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 8 }), point, (images, picture) => {
        const points = matrix(Float64Array.from(images.flat()), images.length, 3);
        const one = matrix(Float64Array.from(picture), 1, 3);
        const [found] = followNumbers({ pictures: one, real: points, coreOf: [0] });
        fc.pre(found != null && isCopy(found));
        const toCore = squaredDistance(one, 0, points, 0);
        for (let row = 1; row < images.length; row++) {
          if (squaredDistance(points, 0, points, row) === 0) continue;
          expect(squaredDistance(one, 0, points, row)).toBeGreaterThan(toCore);
        }
      }),
    );
  });

  it('is the largest with that property: half the way both are equally near', () => {
    const half = line(1);
    expect(squaredDistance(half, 0, real, 0)).toBe(squaredDistance(half, 0, real, 1));
    expect(COPY_BOUND).toBe(0.5);
  });
});
