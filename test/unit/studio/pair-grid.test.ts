import { byName } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  gridRows,
  imagesWanted,
  rowOfPlace,
  tileRanges,
  type SetFacts,
  rowKey,
} from '../../../src/studio/distil/pairRows';
import {
  CAPTION,
  HEADING,
  LARGEST,
  SMALLEST,
  TILE_GAP,
  tilesFor,
} from '../../../src/studio/distil/tileSize';
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

function facts(patch: Partial<SetFacts>): SetFacts {
  return {
    classes: [],
    results: byName({}),
    wanted: imagesWanted(null, 4),
    cores: () => 0,
    paired: true,
    live: null,
    ...patch,
  };
}

describe('the places of a set', () => {
  it('are those that have something to show: made, with a known core, or in the making', () => {
    const classes = [
      row('bell'),
      row('snail', { included: false }),
      row('boat', { problem: 'too few images' }),
      row('stone', { included: false }),
      row('lamp'),
      row('wool'),
    ];
    const results = byName({
      stone: [image('stone', 0), image('stone', 2)],
      gone: [image('gone', 0)],
    });
    const cores = (folder: string) => (folder === 'lamp' ? 9 : 0);
    const live = { folder: 'wool', index: 1 };
    expect(tileRanges(facts({ classes, results, cores, live }))).toEqual([
      // Nothing is known of it yet: it stands there without a single empty place.
      { folder: 'bell', count: 0, pictures: 2 },
      { folder: 'stone', count: 3, pictures: 2 },
      { folder: 'lamp', count: 4, pictures: 2 },
      { folder: 'wool', count: 2, pictures: 2 },
      { folder: 'gone', count: 1, pictures: 2 },
    ]);
  });

  it('hold one picture where there is no core, whatever the other classes have', () => {
    const classes = [row('bell'), row('boat')];
    const real = { ...image('boat', 0), origin: 'real' as const };
    const results = byName({ bell: [image('bell', 0)], boat: [real] });
    const pictures = tileRanges(facts({ classes, results })).map((range) => range.pictures);
    expect(pictures).toEqual([2, 1]);
    // A method without cores has none to wait for.
    const plain = facts({ classes, cores: () => 9, paired: false });
    expect(tileRanges(plain)).toEqual([
      { folder: 'bell', count: 0, pictures: 1 },
      { folder: 'boat', count: 0, pictures: 1 },
    ]);
  });

  it('stand in exactly one row each, in order; a class without any shows real images', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 5 });
    const columns = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(counts, columns, columns, (sizes, one, two) => {
        const ranges = sizes.map((count, i) => ({
          folder: `c${i}`,
          count,
          pictures: i % 2 === 0 ? (2 as const) : (1 as const),
        }));
        const rows = gridRows(ranges, (pictures) => (pictures === 2 ? two : one));
        for (const { folder, count } of ranges) {
          const own = Array.from({ length: count }, (_, i) => rowOfPlace(rows, folder, i));
          expect(own).not.toContain(-1);
          expect(own).toEqual([...own].sort((a, b) => a - b));
          const real = rows.filter((each) => each.kind === 'real' && each.folder === folder);
          expect(real).toHaveLength(count === 0 ? 1 : 0);
        }
        expect(new Set(rows.map(rowKey)).size).toBe(rows.length);
        const held = rows.reduce((sum, each) => sum + (each.kind === 'tiles' ? each.count : 0), 0);
        expect(held).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});

describe('the size of tiles', () => {
  const rooms = fc.record({
    width: fc.integer({ min: 300, max: 3000 }),
    height: fc.integer({ min: 200, max: 2000 }),
  });
  const sides = fc.integer({ min: SMALLEST, max: LARGEST });
  const kinds = fc.constantFrom(1 as const, 2 as const);

  it('fills the width to its edge, but for what whole pixels leave over', () => {
    fc.assert(
      fc.property(rooms, sides, kinds, (room, wanted, pictures) => {
        const { columns, side } = tilesFor(room, 10, wanted, pictures);
        const used = columns * pictures * side + (columns - 1) * TILE_GAP;
        expect(used).toBeLessThanOrEqual(room.width);
        expect(room.width - used).toBeLessThan(columns * pictures);
      }),
    );
  });

  it('comes as near to the asked side as one column more or less can', () => {
    const room = { width: 1000, height: 600 };
    // (1000 + 8) / (2 * 100 + 8) = 4.85: five tiles of two pictures of (1000 - 32) / 10 = 96.8.
    expect(tilesFor(room, 10, 100, 2)).toEqual({ columns: 5, side: 96 });
    // (1000 + 8) / (300 + 8) = 3.27: three of (1000 - 16) / 3 = 328.
    expect(tilesFor(room, 10, 300, 1)).toEqual({ columns: 3, side: 328 });
  });

  it('unasked takes the largest with which a class still fits on the screen', () => {
    const room = { width: 1000, height: 600 };
    const { columns, side } = tilesFor(room, 4, null, 2);
    const fits = (across: number) => {
      const one = Math.floor((room.width - (across - 1) * TILE_GAP) / across / 2);
      return HEADING + Math.ceil(4 / across) * (one + CAPTION) <= room.height;
    };
    expect(side).toBe(Math.floor((room.width - (columns - 1) * TILE_GAP) / columns / 2));
    expect([fits(columns), fits(columns - 1)]).toEqual([true, false]);
  });

  it('unasked never leaves the window for a single tile', () => {
    fc.assert(
      fc.property(rooms, kinds, (room, pictures) => {
        const { side } = tilesFor(room, 1, null, pictures);
        expect(pictures * side).toBeLessThanOrEqual(room.width);
        expect(side).toBeLessThanOrEqual(Math.max(112, room.height - HEADING - CAPTION));
      }),
    );
  });
});
