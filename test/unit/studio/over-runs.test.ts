/** The comparison's pictures and orders: the same cores over runs, scatters, sorting. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/studio/compare/classOrder';
import { fillingSide, GAP, SMALLEST } from '../../../src/studio/compare/pictureSide';
import { coreRows, samePicture } from '../../../src/studio/compare/sameCores';
import {
  paddedDomain,
  scatterPoints,
  type RunNumber,
} from '../../../src/studio/compare/scatterPoints';
import { sortedRuns } from '../../../src/studio/compare/sortedRuns';
import type { RunPicture } from '../../../src/studio/state/compare';

const picture = (index: number, coreImage: number | null): RunPicture => ({
  index,
  url: `${index}`,
  size: 64,
  origin: 'generated',
  coreImage,
});

describe('the same cores over runs', () => {
  const coda = [picture(0, 7), picture(1, 3)];
  const other = [picture(0, 3), picture(1, 9)];
  const plain = [picture(0, null), picture(1, null)];

  it('are rows, in the order of the first run; what has no core stands by its place', () => {
    expect(coreRows([coda, other, plain, undefined])).toEqual([
      { core: 7, cells: [coda[0], null, null, null] },
      { core: 3, cells: [coda[1], other[0], null, null] },
      { core: 9, cells: [null, other[1], null, null] },
      { core: null, cells: [null, null, plain[0], null] },
      { core: null, cells: [null, null, plain[1], null] },
    ]);
  });

  it('lead the large view; a run that has not the core shows the same place', () => {
    expect(samePicture(other, 3, 1)).toBe(other[0]);
    expect(samePicture(plain, 3, 1)).toBe(plain[1]);
    expect(samePicture(other, null, 1)).toBe(other[1]);
    expect(samePicture(plain, 3, 5)).toBeNull();
    expect(samePicture(undefined, 3, 0)).toBeNull();
  });
});

describe('a scatter of two numbers', () => {
  const numberOf = (...values: (number | null)[]): RunNumber => ({
    id: 'x',
    label: 'x',
    unit: '',
    definition: '',
    format: String,
    values,
  });

  it('has a point for each run that has both', () => {
    expect(scatterPoints(numberOf(1, null, 3), numberOf(4, 5, 6))).toEqual([
      { run: 0, x: 1, y: 4 },
      { run: 2, x: 3, y: 6 },
    ]);
  });

  it('keeps every point off its edges, one alone too', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (values) => {
        const [low, high] = paddedDomain(values);
        expect(low).toBeLessThan(high);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
      }),
    );
  });
});

describe('runs in the order of a number', () => {
  const cells = [{ value: 2 }, { value: null }, { value: 5 }, { value: 3 }];

  it('come best first, and turned round when they stand so already', () => {
    const runs = ['a', 'b', 'c', 'd'];
    expect(sortedRuns(runs, cells, 'higher')).toEqual(['c', 'd', 'a', 'b']);
    expect(sortedRuns(runs, cells, 'lower')).toEqual(['a', 'd', 'c', 'b']);
    expect(sortedRuns(runs, cells, null)).toEqual(['a', 'd', 'c', 'b']);
    const sorted = [{ value: 5 }, { value: 3 }, { value: 2 }];
    expect(sortedRuns(['c', 'd', 'a'], sorted, 'higher')).toEqual(['a', 'd', 'c']);
  });
});

describe('classes in the order of a number', () => {
  const row = (folder: string, last: number | null) => ({
    folder,
    numbers: undefined,
    images: [
      {
        folder,
        index: 0,
        origin: 'generated' as const,
        coreImage: 0,
        size: 64,
        url: '',
        seconds: 1,
        report: [{ step: 0, timestep: 9, sigma: 1, shares: new Map(), distance: last, loss: null }],
      },
    ],
  });
  const classes = [row('a', 3), row('b', null), row('c', 1)];
  const names = (order: 'listed' | 'distance' | 'coverage', descending: boolean) =>
    inOrder(classes, order, descending).map(({ folder }) => folder);

  it('have those without it last, whichever way round', () => {
    expect(names('distance', false)).toEqual(['c', 'a', 'b']);
    expect(names('distance', true)).toEqual(['a', 'c', 'b']);
    expect(names('listed', true)).toEqual(['a', 'b', 'c']);
    expect(names('coverage', false)).toEqual(['a', 'b', 'c']);
  });
});

describe('pictures that fill a room', () => {
  it('are as large as width and height let them be, and no larger', () => {
    const rooms = fc.record({
      width: fc.integer({ min: 100, max: 2400 }),
      height: fc.integer({ min: 60, max: 1400 }),
    });
    const counts = fc.integer({ min: 1, max: 50 });
    const talls = fc.constantFrom(1, 2);
    fc.assert(
      fc.property(rooms, counts, talls, (room, count, tall) => {
        const side = fillingSide(room, count, tall);
        const fits = (one: number) => {
          const across = Math.floor(room.width / (one + GAP));
          return across > 0 && Math.ceil(count / across) * (tall * one + GAP) <= room.height;
        };
        expect(side).toBeGreaterThanOrEqual(SMALLEST);
        if (side > SMALLEST) expect(fits(side)).toBe(true);
      }),
    );
    // Two of 400 wide in 800 x 300: the height is the limit, and both stand beside each other.
    expect(fillingSide({ width: 800, height: 300 }, 2)).toBe(296);
    expect(fillingSide({ width: 300, height: 900 }, 2)).toBe(296);
  });
});
