/**
 * The k nearest columns of each row of a block of squared distances that was computed elsewhere,
 * by a float32 kernel for instance, made exact again.
 *
 * If every value of the block is within `slack` of the truth, the true k nearest all lie within
 * twice the slack above the k-th smallest value. Those candidates alone are computed again in
 * float64 and ranked by (distance, index). So the answer does not depend on the kernel's rounding.
 */
import { StillroomError } from '../errors';
import { NearestHeaps } from './nearest-heaps';

/** Neighbours of `rows` points, nearest first; equal distances in order of index. */
export interface Neighbours {
  /** [rows, k] */
  readonly indices: Int32Array;
  /** Euclidean distances, [rows, k], ascending. */
  readonly distances: Float64Array | Float32Array;
  readonly k: number;
}

export interface SelectNearestOptions {
  /** Squared distance of a row of the block and a column, in float64. */
  readonly exact: (row: number, column: number) => number;
  /** Largest error of a value of the block in that row; 0 when left out. */
  readonly slack?: (row: number) => number;
  /** Column that is the row's own point, never chosen; none when left out. */
  readonly own?: (row: number) => number;
}

/** Sorts candidates by (squared distance, index) and writes the first k at `offset`. */
export function rankCandidates(
  candidates: ArrayLike<number>,
  exact: (column: number) => number,
  k: number,
  indices: Int32Array,
  distances: Float64Array,
  offset: number,
): void {
  const ranked = Array.from(candidates, (column) => ({ column, squared: exact(column) })).sort(
    (a, b) => a.squared - b.squared || a.column - b.column,
  );
  for (let r = 0; r < k; r++) {
    const entry = ranked[r];
    if (entry === undefined || Number.isNaN(entry.squared)) {
      throw new StillroomError(
        'NonFiniteOutput',
        'Nearest neighbours: the distances hold values that are not numbers. Check the step before it.',
        { stage: 'neighbours' },
      );
    }
    indices[offset + r] = entry.column;
    distances[offset + r] = Math.sqrt(entry.squared);
  }
}

/**
 * The k nearest columns of every row of a block.
 * @param block squared distances, [rowsInBlock, columns]
 * @param k from 1 to the number of columns (less one when a row's own column is left out)
 * @throws StillroomError NonFiniteOutput when a row has fewer than k values that are numbers
 */
export function selectNearest(
  block: Float32Array | Float64Array,
  rowsInBlock: number,
  columns: number,
  k: number,
  { exact, slack, own }: SelectNearestOptions,
): Neighbours {
  const indices = new Int32Array(rowsInBlock * k);
  const distances = new Float64Array(rowsInBlock * k);
  const heaps = new NearestHeaps(rowsInBlock, k);
  const candidates: number[] = [];
  for (let row = 0; row < rowsInBlock; row++) {
    const base = row * columns;
    const skipped = own?.(row) ?? -1;
    let bar = Infinity;
    for (let column = 0; column < columns; column++) {
      const value = block[base + column] ?? 0;
      if (value < bar && column !== skipped) {
        heaps.push(row, value, column);
        bar = heaps.bars[row] ?? 0;
      }
    }
    const limit = bar + 2 * (slack?.(row) ?? 0);
    candidates.length = 0;
    for (let column = 0; column < columns; column++) {
      if ((block[base + column] ?? 0) <= limit && column !== skipped) candidates.push(column);
    }
    rankCandidates(candidates, (column) => exact(row, column), k, indices, distances, row * k);
  }
  return { indices, distances, k };
}
