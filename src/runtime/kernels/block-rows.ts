/**
 * How many points a kernel takes at once: a block of points stays within 16 MB, which every GPU's
 * buffer limits allow, and a block of results within 4 MB.
 */
const BLOCK_VALUES = 4_194_304;
const MOST_BLOCK_ROWS = 1024;

/** Rows of a block of points with that many columns. */
export function blockRows(columns: number): number {
  return Math.max(1, Math.min(MOST_BLOCK_ROWS, Math.floor(BLOCK_VALUES / Math.max(1, columns))));
}
