/**
 * The Frechet distance between the Gaussians of two sets (Dowson & Landau 1982; "FID" when the points
 * are Inception features):
 *
 *     |mu_r - mu_f|^2 + tr C_r + tr C_f - 2 tr (C_r C_f)^(1/2),   covariances with divisor n - 1
 *
 * With centred rows A = (x - mu)/sqrt(n - 1) we have C = A'A, and the eigenvalues of C_r C_f are the
 * squared singular values of A_r A_f'. So the trace is a sum of singular values, which exists and is
 * right when the covariances are singular, where the matrix square root is not defined by the usual
 * iteration: 50 synthetic points in 1,024-D need a 50-column problem, not a 1,024 x 1,024 one. When
 * both sets have more points than dimensions, A is replaced by its triangular factor R (A'A = R'R).
 */
import { Matrix as DenseMatrix, QrDecomposition } from 'ml-matrix';
import { columnMeans, type Matrix } from '../linalg/matrix';
import { requirePoints, type SamplePair } from './sample-pair';
import { symmetricEigenvalues } from './symmetric-eigenvalues';

/** Up to here singular values are those of a symmetric matrix of twice the side. */
const EMBEDDED_SIDE = 128;

/** Products of centred rows, [n, m], from the pair's Gram matrix. */
function centredProducts(pair: SamplePair): Float64Array {
  const { realCount: n, fakeCount: m, total, gram } = pair;
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const start = i * total + n;
    // Real rows are centred already; the synthetic mean is taken off along the row.
    let mean = 0;
    for (let j = 0; j < m; j++) mean += gram[start + j] ?? 0;
    mean /= m;
    for (let j = 0; j < m; j++) out[i * m + j] = (gram[start + j] ?? 0) - mean;
  }
  return out;
}

/** Upper triangular R with R'R = scatter of the rows around their mean. */
function triangularFactor(points: Matrix): DenseMatrix {
  const mean = columnMeans(points);
  const rows = new DenseMatrix(points.rows, points.columns);
  for (let i = 0; i < points.rows; i++) {
    for (let d = 0; d < points.columns; d++) {
      rows.set(i, d, (points.data[i * points.columns + d] ?? 0) - (mean[d] ?? 0));
    }
  }
  return new QrDecomposition(rows).upperTriangularMatrix;
}

/**
 * Sum of the singular values of a [rows, columns] matrix. They are the positive eigenvalues of
 * [0 R'; R 0], where R is the triangular factor, each good to 1e-16 of the largest (Golub & Kahan 1965);
 * ml-matrix's own SVD never ends on a matrix of nothing but rounding, as that of equal images is. Above
 * 128 on the smaller side they are the roots of the eigenvalues of M'M, where those below 1e-7 of the
 * largest drown and count as 0.
 */
function nuclearNorm(values: DenseMatrix): number {
  const m = values.columns <= values.rows ? values : values.transpose();
  const side = m.columns;
  if (side <= EMBEDDED_SIDE) {
    const factor = new QrDecomposition(m).upperTriangularMatrix;
    const size = 2 * side;
    const embedded = new Float64Array(size * size);
    for (let i = 0; i < side; i++) {
      for (let j = i; j < side; j++) embedded[(side + i) * size + j] = factor.get(i, j);
    }
    return symmetricEigenvalues(embedded, size).reduce(
      (sum, value) => sum + Math.abs(value) / 2,
      0,
    );
  }
  const square = new Float64Array(m.transpose().mmul(m).to1DArray());
  const eigenvalues = symmetricEigenvalues(square, side);
  const noise = side * Number.EPSILON * (eigenvalues[side - 1] ?? 0);
  return eigenvalues.reduce((sum, value) => (value > noise ? sum + Math.sqrt(value) : sum), 0);
}

/**
 * @throws StillroomError TooFewImages when a set has fewer than 2 points
 */
export function frechetDistance(pair: SamplePair): number {
  const { realCount: n, fakeCount: m, total, dimension, gram } = pair;
  requirePoints('the Frechet distance', n, 2, 'real');
  requirePoints('the Frechet distance', m, 2, 'synthetic');
  let realTrace = 0;
  for (let i = 0; i < n; i++) realTrace += gram[i * total + i] ?? 0;
  // Moved by the real mean, the synthetic mean is the difference of the means.
  let fakeSquares = 0;
  let meanDifference = 0;
  for (let i = n; i < total; i++) {
    fakeSquares += gram[i * total + i] ?? 0;
    for (let j = n; j < total; j++) meanDifference += gram[i * total + j] ?? 0;
  }
  meanDifference /= m * m;
  const fakeTrace = fakeSquares - m * meanDifference;
  const products =
    Math.min(n, m) <= dimension
      ? DenseMatrix.from1DArray(n, m, centredProducts(pair))
      : triangularFactor(pair.real).mmul(triangularFactor(pair.fake).transpose());
  const root = nuclearNorm(products) / Math.sqrt((n - 1) * (m - 1));
  const distance = meanDifference + realTrace / (n - 1) + fakeTrace / (m - 1) - 2 * root;
  // Between equal sets rounding may put it just below 0.
  return Math.max(distance, 0);
}
