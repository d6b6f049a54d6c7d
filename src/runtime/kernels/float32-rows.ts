/**
 * Points as the block kernels want them: float32, moved to their mean, with their squared norms.
 *
 * |a|^2 + |b|^2 - 2 a.b loses the digits that |a|^2 has above the distance itself; moving all
 * points by one vector changes no distance and makes the norms as small as they can be. `roundOff`
 * says what is left of the problem, so that callers know when to compute from the definition.
 */
import { requireFinite, type Matrix } from '../../core/linalg/matrix';

export interface Float32Rows {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Squared norms of the moved rows. */
  readonly squares: Float32Array;
  /** Norms of the moved rows. */
  readonly norms: Float64Array;
}

/** Rows whose mean stands for the mean of all: any origin amid the points will do. */
const ORIGIN_ROWS = 64;

/** A point amid the points, [columns]: the mean of some rows spread over all. */
export function originOf({ data, rows, columns }: Matrix): Float64Array {
  const origin = new Float64Array(columns);
  const used = Math.min(rows, ORIGIN_ROWS);
  for (let r = 0; r < used; r++) {
    const start = Math.floor((r * rows) / used) * columns;
    for (let c = 0; c < columns; c++) {
      origin[c] = (origin[c] ?? 0) + (data[start + c] ?? 0) / used;
    }
  }
  return origin;
}

/**
 * The points minus `origin` [columns], in float32.
 * @throws StillroomError NonFiniteOutput for points that are no finite numbers
 */
export function float32Rows(points: Matrix, origin: Float64Array): Float32Rows {
  const { data, rows, columns } = points;
  const values = new Float32Array(rows * columns);
  const squares = new Float32Array(rows);
  const norms = new Float64Array(rows);
  let total = 0;
  for (let i = 0, p = 0; i < rows; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, p++) {
      const value = (data[p] ?? 0) - (origin[c] ?? 0);
      values[p] = value;
      sum += value * value;
    }
    squares[i] = sum;
    norms[i] = Math.sqrt(sum);
    total += sum;
  }
  // One number that is not finite spoils the total; only then is it worth looking for.
  if (!Number.isFinite(total)) requireFinite(points, 'distances');
  return { values, rows, columns, squares, norms };
}

/** Unit round-off of float32. */
const U = 2 ** -24;

/**
 * How far a kernel's squared distance may lie from the true one, for rows whose norms add up to
 * `normSum`.
 *
 * The dot product is a sum of `columns` products. Its worst-case bound, columns * u, assumes that
 * all roundings conspire; they behave as independent, which gives sqrt(columns) * u |a| |b| times a
 * constant (Higham and Mary 2019). Rounding errors are uniform below u and partial sums grow towards
 * the result, which makes the standard deviation about 0.2 of that; 1.5 of it is seven deviations.
 * The formula doubles it, rounding the input and the last three operations add 6 u.
 */
export function roundOff(columns: number, normSum: number): number {
  // |a| |b| <= (|a| + |b|)^2 / 4.
  return (0.75 * Math.sqrt(columns) + 6) * U * normSum * normSum;
}
