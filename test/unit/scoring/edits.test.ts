import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  exclude,
  excludeImage,
  include,
  isUnedited,
  moveWindow,
  NO_EDITS,
  placeBehind,
  togglePin,
} from '../../../src/core/scoring/edits';

const list = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'].map((id) => ({ id, image: id.slice(0, 1) }));
const ids = (edits: Parameters<typeof applyEdits>[1]) =>
  applyEdits(list, edits).map(({ id }) => id);

describe('applyEdits', () => {
  it('changes nothing without edits', () => {
    expect(applyEdits(list, NO_EDITS)).toEqual(list);
    expect(isUnedited(NO_EDITS)).toBe(true);
  });

  it('gives distinct windows of the list, none of them excluded, pins first', () => {
    const names = fc.subarray(['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'gone']);
    const edits = fc.record({
      pinned: names,
      order: names,
      excluded: names,
      excludedImages: fc.subarray(['a', 'b', 'z']),
    });
    fc.assert(
      fc.property(edits, (one) => {
        const left = ids(one);
        expect(new Set(left).size).toBe(left.length);
        const kept = list.filter(
          ({ id, image }) => !one.excluded.includes(id) && !one.excludedImages.includes(image),
        );
        expect([...left].sort()).toEqual(kept.map(({ id }) => id).sort());
        const pins = one.pinned.filter((id) => left.includes(id));
        expect(left.slice(0, pins.length)).toEqual(pins);
        const rest = kept.map(({ id }) => id);
        const free = left.filter((id) => !one.pinned.includes(id) && !one.order.includes(id));
        expect(free).toEqual(rest.filter((id) => free.includes(id)));
      }),
    );
  });

  it('excludes windows and images, and takes windows back', () => {
    const pinned = togglePin(NO_EDITS, 'b1');
    const without = exclude(pinned, ['b1', 'c2']);
    expect(ids(without)).toEqual(['a1', 'a2', 'b2', 'c1']);
    expect(ids(include(without, ['c2']))).toEqual(['a1', 'a2', 'b2', 'c1', 'c2']);
    expect(ids(excludeImage(NO_EDITS, 'a'))).toEqual(['b1', 'b2', 'c1', 'c2']);
  });

  it('moves windows by hand and leaves the rest to the ranking', () => {
    const moved = moveWindow(applyEdits(list, NO_EDITS), NO_EDITS, 'c1', 1);
    expect(ids(moved)).toEqual(['a1', 'c1', 'a2', 'b1', 'b2', 'c2']);
    const back = moveWindow(applyEdits(list, moved), moved, 'a1', 3);
    expect(ids(back)).toEqual(['c1', 'a2', 'b1', 'a1', 'b2', 'c2']);
    expect(back.order).not.toContain('c2');
  });

  it('keeps what is not pinned behind the pins, wherever it is dropped', () => {
    const pinned = togglePin(togglePin(NO_EDITS, 'c2'), 'b1');
    expect(ids(pinned)).toEqual(['c2', 'b1', 'a1', 'a2', 'b2', 'c1']);
    const moved = moveWindow(applyEdits(list, pinned), pinned, 'c1', 0);
    expect(ids(moved)).toEqual(['c2', 'b1', 'c1', 'a1', 'a2', 'b2']);
    const swapped = moveWindow(applyEdits(list, moved), moved, 'b1', 0);
    expect(ids(swapped)).toEqual(['b1', 'c2', 'c1', 'a1', 'a2', 'b2']);
  });

  it('moves any window to any free place', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5), (from, to, again, there) => {
        const first = moveWindow(list, NO_EDITS, list[from]?.id ?? '', to);
        const between = applyEdits(list, first);
        expect(between[to]?.id).toBe(list[from]?.id);
        const second = moveWindow(between, first, between[again]?.id ?? '', there);
        expect(applyEdits(list, second)[there]?.id).toBe(between[again]?.id);
      }),
    );
  });

  it('brings windows like this one right behind it', () => {
    const edits = placeBehind(list, NO_EDITS, 'a2', ['c2', 'b2']);
    expect(ids(edits)).toEqual(['a1', 'a2', 'c2', 'b2', 'b1', 'c1']);
    const behindPin = placeBehind(list, togglePin(NO_EDITS, 'c1'), 'c1', ['b2']);
    expect(ids(behindPin)).toEqual(['c1', 'b2', 'a1', 'a2', 'b1', 'c2']);
  });
});
