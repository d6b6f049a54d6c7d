import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { flatPosition, stepPlace, stepThrough } from '../../../src/studio/keyboard/navigation';

const ranges = [
  { folder: 'bell', count: 3 },
  { folder: 'snail', count: 0 },
  { folder: 'boat', count: 2 },
];

describe('arrows through the set', () => {
  it('goes from the last image of a class to the first of the next that has some', () => {
    expect(stepPlace(ranges, { folder: 'bell', index: 2 }, 1)).toEqual({
      folder: 'boat',
      index: 0,
    });
    expect(stepPlace(ranges, { folder: 'boat', index: 0 }, -1)).toEqual({
      folder: 'bell',
      index: 2,
    });
  });

  it('starts at the first image', () => {
    expect(stepPlace(ranges, null, 1)).toEqual({ folder: 'bell', index: 0 });
    expect(stepPlace(ranges, { folder: 'gone', index: 5 }, -1)).toEqual({
      folder: 'bell',
      index: 0,
    });
  });

  it('has nowhere to go in an empty set', () => {
    expect(stepPlace([], null, 1)).toBeNull();
  });

  it('moves by exactly the number of images asked for, up to the ends', () => {
    const lists = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.nat(60), fc.integer({ min: -70, max: 70 }), (counts, at, delta) => {
        const set = counts.map((count, i) => ({ folder: `class ${i}`, count }));
        const total = counts.reduce((sum, count) => sum + count, 0);
        fc.pre(total > 0);
        const from = stepPlace(
          set,
          { folder: set[counts.findIndex((c) => c > 0)]?.folder ?? '', index: 0 },
          at % total,
        );
        const to = stepPlace(set, from, delta);
        expect(to).not.toBeNull();
        if (to === null) return;
        const wanted = Math.min(total - 1, Math.max(0, (at % total) + delta));
        expect(flatPosition(set, to)).toBe(wanted);
      }),
    );
  });
});

describe('arrows through a list of images', () => {
  it('stops at both ends and starts at the first', () => {
    expect(stepThrough([5, 2, 9], 2, 1)).toBe(9);
    expect(stepThrough([5, 2, 9], 9, 1)).toBe(9);
    expect(stepThrough([5, 2, 9], null, -1)).toBe(5);
    expect(stepThrough([], 4, 1)).toBeNull();
  });
});
