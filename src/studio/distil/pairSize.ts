/**
 * How large a pair's pictures are drawn. Small pictures grow by whole multiples of their pixels, so
 * that every pixel keeps one size; the largest multiple wins with which a class still fits on the
 * screen, but never less than a picture that one can judge.
 */

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Space between two pairs, and below a picture for its caption, in pixels. */
export const PAIR_GAP = 16;
/** Between the two pictures of a pair. */
export const PICTURE_GAP = 2;
export const CAPTION = 24;
export const HEADING = 40;

const SMALLEST = 112;
const LARGEST = 640;

/**
 * @param native side of the pictures in their own pixels
 * @param count pairs of one class
 * @param zoom steps above or below the size that fits
 * @param pictures in a place: 2 for a core and its image, 1 for images alone
 * @returns side of one picture in CSS pixels
 */
export function pairSide(
  room: Room,
  native: number,
  count: number,
  zoom: number,
  pictures: 1 | 2 = 2,
): number {
  const sides = candidateSides(native, room, pictures);
  const fits = (side: number) => {
    const columns = pairColumns(room.width, side, pictures);
    const rows = Math.ceil(count / columns);
    return (
      pairWidth(side, pictures) <= room.width && HEADING + rows * (side + CAPTION) <= room.height
    );
  };
  const best = sides.findLastIndex(fits);
  const chosen = Math.min(sides.length - 1, Math.max(0, Math.max(0, best) + zoom));
  return sides[chosen] ?? native;
}

/** Pairs beside each other, at least one. */
export function pairColumns(width: number, side: number, pictures: 1 | 2 = 2): number {
  return Math.max(1, Math.floor((width + PAIR_GAP) / (pairWidth(side, pictures) + PAIR_GAP)));
}

/** Width of a place, in pixels. */
export function pairWidth(side: number, pictures: 1 | 2): number {
  return pictures * side + (pictures - 1) * PICTURE_GAP;
}

function candidateSides(native: number, room: Room, pictures: 1 | 2): number[] {
  const step = native >= SMALLEST ? 64 : native;
  const widest = Math.min(LARGEST, Math.floor((room.width - PICTURE_GAP) / pictures));
  const sides: number[] = [];
  for (let side = Math.ceil(SMALLEST / step) * step; side <= widest; side += step) {
    sides.push(side);
  }
  return sides.length > 0 ? sides : [Math.max(32, widest)];
}
