/**
 * A real and a synthetic set, prepared for comparison.
 *
 * Both are moved by the real mean, which changes no distance and no covariance but keeps products
 * small, and the Gram matrix of all points together is made once. From it come, without another pass
 * over the dimensions: squared distances |x|^2 + |y|^2 - 2 x.y, the centred products that the Frechet
 * distance needs, and the products of the points as they were, x.y + x.m + y.m + m.m for a move by m.
 */
import { StillroomError } from '../errors';
import { columnMeans, type Matrix } from '../linalg/matrix';
import { gramMatrix } from './gram';

/** Points of both sets together; their Gram matrix takes 8 bytes times the square of this. */
const LARGEST_TOTAL = 8000;

export interface SamplePair {
  readonly real: Matrix;
  readonly fake: Matrix;
  /** n, m, n + m and d. */
  readonly realCount: number;
  readonly fakeCount: number;
  readonly total: number;
  readonly dimension: number;
  /** [n + m, n + m] products of the points minus the real mean; real points first. */
  readonly gram: Float64Array;
  /** [n + m] products of the moved points with the real mean. */
  readonly meanProducts: Float64Array;
  /** Squared length of the real mean. */
  readonly meanSquare: number;
}

function checkFinite({ data }: Matrix, what: string): void {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i] ?? 0)) {
      throw new StillroomError(
        'NonFiniteOutput',
        `Number ${i} of the ${what} points is ${data[i] ?? 0}; metrics need finite points.`,
        { index: i },
      );
    }
  }
}

/**
 * @param real [n, d] and fake [m, d], each with at least one point
 * @throws StillroomError ShapeMismatch, TooFewImages, NonFiniteOutput, Unsupported (over 8,000 points)
 */
export function samplePair(real: Matrix, fake: Matrix): SamplePair {
  const dimension = real.columns;
  if (fake.columns !== dimension || dimension < 1) {
    throw new StillroomError(
      'ShapeMismatch',
      `Real points of ${dimension} dimensions cannot be compared with synthetic ones of ${fake.columns}.`,
      { real: dimension, fake: fake.columns },
    );
  }
  requirePoints('a comparison', real.rows, 1, 'real');
  requirePoints('a comparison', fake.rows, 1, 'synthetic');
  const total = real.rows + fake.rows;
  if (total > LARGEST_TOTAL) {
    throw new StillroomError(
      'Unsupported',
      `${real.rows} real and ${fake.rows} synthetic points are more than metrics compare at once (${LARGEST_TOTAL}). Compare class by class or draw a subset.`,
      { real: real.rows, fake: fake.rows },
    );
  }
  checkFinite(real, 'real');
  checkFinite(fake, 'synthetic');

  const mean = columnMeans(real);
  const moved = new Float64Array(total * dimension);
  const meanProducts = new Float64Array(total);
  for (let row = 0; row < total; row++) {
    const source = row < real.rows ? real : fake;
    const start = (row < real.rows ? row : row - real.rows) * dimension;
    let product = 0;
    for (let d = 0; d < dimension; d++) {
      const value = (source.data[start + d] ?? 0) - (mean[d] ?? 0);
      moved[row * dimension + d] = value;
      product += value * (mean[d] ?? 0);
    }
    meanProducts[row] = product;
  }
  return {
    real,
    fake,
    realCount: real.rows,
    fakeCount: fake.rows,
    total,
    dimension,
    gram: gramMatrix(moved, total, dimension),
    meanProducts,
    meanSquare: mean.reduce((sum, value) => sum + value * value, 0),
  };
}

/** x_i . x_j of the points as they were given; indices over both sets, real first. */
export function rawProduct(pair: SamplePair, i: number, j: number): number {
  return (
    (pair.gram[i * pair.total + j] ?? 0) +
    (pair.meanProducts[i] ?? 0) +
    (pair.meanProducts[j] ?? 0) +
    pair.meanSquare
  );
}

/** Refuses a set that is too small for a metric. */
export function requirePoints(
  metric: string,
  count: number,
  needed: number,
  which: 'real' | 'synthetic',
): void {
  if (count >= needed) return;
  throw new StillroomError(
    'TooFewImages',
    `There ${count === 1 ? 'is 1' : `are ${count}`} ${which} point${count === 1 ? '' : 's'}; ${metric} needs at least ${needed}.`,
    { metric, count, needed, which },
  );
}
