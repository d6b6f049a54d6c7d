/** How large the comparison's pictures are: as large as the window lets them be beside the numbers. */
import type { Size } from '../charts/useSize';

export const SMALLEST = 48;
/** Of the metrics' names, in pixels. */
export const NAMES_WIDTH = 140;
/** Of the last column, where runs are evaluated, in pixels. */
export const AGREEMENT_WIDTH = 104;
/** A run's column, at least: three small pictures, two numbers. */
const NARROWEST_COLUMN = 172;
/** Beside a column's pictures. */
const COLUMN_PADDING = 16;
/** Around each picture. */
export const GAP = 4;
/** Share of the height that pictures may take; the rest is the numbers'. */
const PICTURES_SHARE = 0.55;

/**
 * The side of the largest equal squares of which all have room, in whatever rows.
 * @param tall how many sides high one of them is
 * @returns side in whole CSS pixels, SMALLEST where even these are too many
 */
export function fillingSide({ width, height }: Size, count: number, tall = 1): number {
  let best = SMALLEST;
  for (let across = 1; across <= count; across++) {
    const rows = Math.ceil(count / across);
    const wide = width / across - GAP;
    const high = (height / rows - GAP) / tall;
    best = Math.max(best, Math.floor(Math.min(wide, high)));
  }
  return best;
}

/**
 * @param room of the whole table; zeros before it is measured
 * @param columns runs side by side
 * @param count pictures of a run
 * @param tall 2 where the real image stands above each picture, else 1
 * @returns side of a picture in CSS pixels
 */
export function pictureSide(
  { width, height }: Size,
  columns: number,
  count: number,
  tall: 1 | 2 = 1,
): number {
  const whole = Math.max(width, tableWidth(columns));
  const room = (whole - NAMES_WIDTH) / Math.max(1, columns) - COLUMN_PADDING;
  return fillingSide({ width: room, height: height * PICTURES_SHARE }, Math.max(1, count), tall);
}

/** Around a row of the whole set. */
const ROW_PADDING = 17;
/** Of a row, for its name and numbers. */
const LEAST_ROW = 128;

/**
 * Height of a class on the sheet of the whole set.
 * @param across pictures side by side
 * @param tall as of `pictureSide`
 */
export function sheetRowHeight(count: number, across: number, side: number, tall: 1 | 2): number {
  return Math.max(LEAST_ROW, Math.ceil(count / across) * (tall * side + 2 * GAP) + ROW_PADDING);
}

/** Least width of the table; narrower room scrolls sideways. */
export function tableWidth(columns: number): number {
  return NAMES_WIDTH + columns * NARROWEST_COLUMN;
}
