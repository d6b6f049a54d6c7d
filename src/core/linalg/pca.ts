/**
 * Principal components: the orthonormal directions of largest variance of the centred points.
 *
 * They are eigenvectors of the d x d covariance, or, when there are fewer points than dimensions,
 * come from those of the n x n Gram matrix: X X^T u = s u gives the direction X^T u / sqrt(s).
 * Either way the symmetric eigenproblem is of the smaller size. Directions without variance have no
 * eigenvector of their own there; they are completed to an orthonormal set. Variances have divisor
 * n - 1, as in scikit-learn; a component's sign is free and fixed here so that its largest entry is
 * positive.
 */
import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix';
import { StillroomError } from '../errors';
import { columnMeans, shiftedRows, type Matrix } from './matrix';

export interface PrincipalComponents {
  /** [d] */
  readonly mean: Float64Array;
  /** Orthonormal rows, largest variance first, [c, d]. */
  readonly components: Matrix;
  /** Variance along each component, divisor n - 1, [c]. */
  readonly explainedVariance: Float64Array;
  /** The same as a share of the total variance of all directions (0 when that is 0), [c]. */
  readonly explainedVarianceRatio: Float64Array;
  /** (x - mean) . component, [n, c]. */
  readonly projection: Matrix;
}

/** Share of the largest eigenvalue below which one is rounding. */
const NO_VARIANCE = 1e-14;

/** Products of all pairs of the vectors vector(i)[k] = values[i * stride + k * step]. */
function scatter(
  values: Float64Array,
  count: number,
  length: number,
  stride: number,
  step: number,
) {
  const out = DenseMatrix.zeros(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      let sum = 0;
      for (let k = 0, p = i * stride, q = j * stride; k < length; k++, p += step, q += step) {
        sum += (values[p] ?? 0) * (values[q] ?? 0);
      }
      out.set(i, j, sum);
      out.set(j, i, sum);
    }
  }
  return out;
}

/** Takes the parts along earlier rows out of a row and scales it to length 1; 0 if nothing is left. */
function orthonormalise(rows: Float64Array, row: number, d: number): number {
  const start = row * d;
  // Twice, since one pass leaves rounding along the earlier rows.
  for (let pass = 0; pass < 2; pass++) {
    for (let r = 0; r < row; r++) {
      let dot = 0;
      for (let c = 0; c < d; c++) dot += (rows[start + c] ?? 0) * (rows[r * d + c] ?? 0);
      for (let c = 0; c < d; c++) {
        rows[start + c] = (rows[start + c] ?? 0) - dot * (rows[r * d + c] ?? 0);
      }
    }
  }
  const vector = rows.subarray(start, start + d);
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const strongest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  const scale = norm > 0 ? Math.sign(strongest) / norm : 0;
  for (let c = 0; c < d; c++) vector[c] = (vector[c] ?? 0) * scale;
  return norm;
}

/** Fills a row with some unit vector orthogonal to all rows before it. */
function complete(rows: Float64Array, row: number, d: number): void {
  for (let axis = 0; axis < d; axis++) {
    rows.fill(0, row * d, (row + 1) * d);
    rows[row * d + axis] = 1;
    // Of d axes at least one keeps 1/sqrt(d) of its length while fewer than d rows exist.
    if (orthonormalise(rows, row, d) > 0.5 / Math.sqrt(d)) return;
  }
}

/**
 * The first `components` principal components of the rows.
 * @param components from 1 to min(n, d)
 * @throws StillroomError BadParameter for any other number, or fewer than 2 points
 */
export function principalComponents(points: Matrix, components: number): PrincipalComponents {
  const { rows: n, columns: d } = points;
  const limit = Math.min(n, d);
  if (n < 2 || !Number.isInteger(components) || components < 1 || components > limit) {
    throw new StillroomError(
      'BadParameter',
      `${components} components of ${n} points in ${d} dimensions: ask for 1 to ${limit}, of 2 points or more.`,
      { components, points: n, dimensions: d },
    );
  }
  const mean = columnMeans(points);
  const centred = shiftedRows(points, mean);
  const total = centred.reduce((sum, value) => sum + value * value, 0);
  const byGram = n < d;
  const symmetric = byGram ? scatter(centred, n, d, d, 1) : scatter(centred, d, n, 1, d);
  const decomposition = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const values = decomposition.realEigenvalues;
  const vectors = decomposition.eigenvectorMatrix;
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const bar = NO_VARIANCE * Math.max(0, values[order[0] ?? 0] ?? 0);

  const directions = new Float64Array(components * d);
  const explainedVariance = new Float64Array(components);
  for (let r = 0; r < components; r++) {
    const column = order[r] ?? 0;
    const value = values[column] ?? 0;
    if (value <= bar) {
      complete(directions, r, d);
      continue;
    }
    explainedVariance[r] = value / (n - 1);
    for (let k = 0; k < limit; k++) {
      const weight = vectors.get(k, column);
      if (!byGram) {
        directions[r * d + k] = weight;
        continue;
      }
      for (let c = 0; c < d; c++) {
        directions[r * d + c] = (directions[r * d + c] ?? 0) + weight * (centred[k * d + c] ?? 0);
      }
    }
    orthonormalise(directions, r, d);
  }
  const projection = new Float64Array(n * components);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < components; r++) {
      let dot = 0;
      for (let c = 0; c < d; c++) dot += (centred[i * d + c] ?? 0) * (directions[r * d + c] ?? 0);
      projection[i * components + r] = dot;
    }
  }
  return {
    mean,
    components: { data: directions, rows: components, columns: d },
    explainedVariance,
    explainedVarianceRatio: explainedVariance.map((variance) =>
      total > 0 ? (variance * (n - 1)) / total : 0,
    ),
    projection: { data: projection, rows: n, columns: components },
  };
}
