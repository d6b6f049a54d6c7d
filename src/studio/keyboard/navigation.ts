/** Where an arrow key leads: through the images of the distilled set, or through a list of images. */
import type { Place } from '../state/view';

/** The set in the order in which it is shown. */
export interface PlaceRange {
  readonly folder: string;
  readonly count: number;
}

/**
 * The place `delta` images on. It stops at both ends; without a current place, or with one that is
 * gone, it starts at the first. Null when there is no image at all.
 */
export function stepPlace(
  ranges: readonly PlaceRange[],
  current: Place | null,
  delta: number,
): Place | null {
  const total = ranges.reduce((sum, range) => sum + range.count, 0);
  if (total === 0) return null;
  const from = current === null ? null : flatPosition(ranges, current);
  const target = from === null ? 0 : Math.min(total - 1, Math.max(0, from + delta));
  return placeAt(ranges, target);
}

/** Position of a place among all; null when it is not among them. */
export function flatPosition(ranges: readonly PlaceRange[], place: Place): number | null {
  let before = 0;
  for (const range of ranges) {
    if (range.folder === place.folder) {
      return place.index < range.count ? before + place.index : null;
    }
    before += range.count;
  }
  return null;
}

/**
 * The value `delta` places on in a list, stopping at both ends; the first when the current one is
 * not in the list; null for an empty list.
 */
export function stepThrough(
  list: readonly number[],
  current: number | null,
  delta: number,
): number | null {
  const from = current === null ? -1 : list.indexOf(current);
  if (from < 0) return list[0] ?? null;
  return list[Math.min(list.length - 1, Math.max(0, from + delta))] ?? null;
}

function placeAt(ranges: readonly PlaceRange[], position: number): Place | null {
  let rest = position;
  for (const range of ranges) {
    if (rest < range.count) return { folder: range.folder, index: rest };
    rest -= range.count;
  }
  return null;
}
