import { byName } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  gridRows,
  imagesWanted,
  placeRanges,
  rowOfPlace,
} from '../../../src/studio/distil/pairRows';
import {
  CAPTION,
  HEADING,
  PICTURE_GAP,
  pairColumns,
  pairSide,
} from '../../../src/studio/distil/pairSize';
import type { ClassRow } from '../../../src/studio/state/collection';
import type { SyntheticImage } from '../../../src/studio/state/run';

function row(folder: string, patch: Partial<ClassRow> = {}): ClassRow {
  return {
    folder,
    name: folder,
    prompt: folder,
    usualPrompt: folder,
    imageCount: 100,
    heldOut: 0,
    included: true,
    read: { state: 'done' },
    explored: { state: 'waiting' },
    notice: null,
    problem: null,
    ...patch,
  };
}

function image(folder: string, index: number): SyntheticImage {
  return {
    folder,
    index,
    origin: 'generated' as const,
    coreImage: 0,
    size: 64,
    url: '',
    seconds: 1,
    report: [],
  };
}

describe('the places of a set', () => {
  it('gives each class that takes part its images, and keeps what is finished of the others', () => {
    const classes = [
      row('bell'),
      row('snail', { included: false }),
      row('boat', { problem: 'too few images' }),
      row('stone', { included: false }),
    ];
    const results = byName({
      stone: [image('stone', 0), image('stone', 2)],
      gone: [image('gone', 0)],
    });
    expect(placeRanges(classes, results, imagesWanted(null, 4))).toEqual([
      { folder: 'bell', count: 4 },
      { folder: 'stone', count: 3 },
      { folder: 'gone', count: 1 },
    ]);
  });

  it('holds every place in exactly one row, in order', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 7 }), (sizes, columns) => {
        const ranges = sizes.map((count, i) => ({ folder: `c${i}`, count }));
        const rows = gridRows(ranges, columns);
        for (const { folder, count } of ranges) {
          const own = Array.from({ length: count }, (_, i) => rowOfPlace(rows, folder, i));
          expect(own).not.toContain(-1);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        const held = rows.reduce((sum, one) => sum + (one.kind === 'pairs' ? one.count : 0), 0);
        expect(held).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});

describe('the size of a pair', () => {
  const rooms = fc.record({
    width: fc.integer({ min: 300, max: 3000 }),
    height: fc.integer({ min: 200, max: 2000 }),
  });

  it('grows small pictures by whole multiples of their pixels', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: 1, max: 50 }), (room, count) => {
        expect(pairSide(room, 64, count, 0) % 64).toBe(0);
      }),
    );
  });

  it('takes the largest size with which a class still fits', () => {
    const room = { width: 1000, height: 600 };
    const side = pairSide(room, 64, 4, 0);
    const fits = (one: number) =>
      HEADING + Math.ceil(4 / pairColumns(room.width, one)) * (one + CAPTION) <= room.height;
    expect(fits(side)).toBe(true);
    expect(fits(side + 64)).toBe(false);
  });

  it('never overflows the width, whatever the zoom', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: -4, max: 4 }), (room, zoom) => {
        const side = pairSide(room, 64, 10, zoom);
        expect(2 * side + PICTURE_GAP).toBeLessThanOrEqual(room.width);
        expect(pairColumns(room.width, side)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
