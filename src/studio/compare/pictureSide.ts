/** How large the comparison's pictures are: so that pictures and numbers fit on one screen. */
import type { Size } from '../charts/useSize';

const SIDES = [128, 96, 64, 48] as const;
/** Of the metrics' names, in pixels. */
export const NAMES_WIDTH = 140;
/** Of the last column, where runs are evaluated, in pixels. */
export const AGREEMENT_WIDTH = 104;
/** A run's column, at least: three small pictures, two numbers. */
const NARROWEST_COLUMN = 172;
/** Beside a column's pictures. */
const COLUMN_PADDING = 16;
/** Around each picture. */
const GAP = 4;
/** Share of the height that pictures may take; the rest is the numbers'. */
const PICTURES_SHARE = 0.42;

/**
 * @param room of the whole table; zeros before it is measured
 * @param columns runs side by side
 * @param count pictures of a run
 * @returns side of a picture in CSS pixels
 */
export function pictureSide({ width, height }: Size, columns: number, count: number): number {
  const whole = Math.max(width, tableWidth(columns));
  const room = (whole - NAMES_WIDTH) / Math.max(1, columns) - COLUMN_PADDING;
  const fits = (side: number) => {
    const across = Math.max(1, Math.floor(room / (side + GAP)));
    return Math.ceil(count / across) * (side + GAP) <= height * PICTURES_SHARE;
  };
  return SIDES.find(fits) ?? SIDES[SIDES.length - 1] ?? 48;
}

/** Least width of the table; narrower room scrolls sideways. */
export function tableWidth(columns: number): number {
  return NAMES_WIDTH + columns * NARROWEST_COLUMN;
}
