/**
 * Costs between two clouds of points: C_ij = |x_i - y_j| or its square.
 *
 * Squares are summed over the differences themselves, not expanded to |x|^2 + |y|^2 - 2 x.y: on the
 * unit sphere, where the guidance works, the expansion loses half of the digits of a small distance
 * and may even turn it negative.
 */
import { StillroomError } from '../errors';

export type CostKind = 'euclidean' | 'sqeuclidean';

/** Row lengths below this count as zero, as in torch.nn.functional.normalize. */
const SMALLEST_NORM = 1e-12;

/** Sum of squared differences of two rows, summed in index order. */
function squaredDistance(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  dimension: number,
): number {
  let sum = 0;
  for (let d = 0; d < dimension; d++) {
    const difference = (x[xStart + d] ?? 0) - (y[yStart + d] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/**
 * The cost matrix [n, m] between two sets of points.
 * @param x [n, dimension]
 * @param y [m, dimension]
 * @throws StillroomError ShapeMismatch when a length is no multiple of the dimension
 */
export function costMatrix(
  x: Float64Array,
  y: Float64Array,
  dimension: number,
  kind: CostKind,
): Float64Array {
  if (!(dimension >= 1) || x.length % dimension !== 0 || y.length % dimension !== 0) {
    throw new StillroomError(
      'ShapeMismatch',
      `Points of dimension ${dimension} cannot come from arrays of ${x.length} and ${y.length} numbers.`,
      { dimension, x: x.length, y: y.length },
    );
  }
  const rows = x.length / dimension;
  const columns = y.length / dimension;
  const cost = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const square = squaredDistance(x, i * dimension, y, j * dimension, dimension);
      cost[i * columns + j] = kind === 'euclidean' ? Math.sqrt(square) : square;
    }
  }
  return cost;
}

/** The Euclidean length of row `row` of [n, dimension]. */
export function rowNorm(points: ArrayLike<number>, row: number, dimension: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; d++) {
    const value = points[row * dimension + d] ?? 0;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/**
 * Every row divided by its Euclidean length; a row shorter than 1e-12 is divided by 1e-12, so that a
 * row of zeros stays one.
 * @param points [n, dimension]
 */
export function l2NormaliseRows(points: ArrayLike<number>, dimension: number): Float64Array {
  const out = new Float64Array(points.length);
  for (let row = 0; row * dimension < points.length; row++) {
    const norm = Math.max(rowNorm(points, row, dimension), SMALLEST_NORM);
    for (let d = row * dimension; d < (row + 1) * dimension; d++) out[d] = (points[d] ?? 0) / norm;
  }
  return out;
}
