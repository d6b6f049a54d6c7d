/**
 * The Vendi score (Friedman & Dieng, TMLR 2023): the effective number of different points in a set,
 *
 *     exp(-sum lambda ln lambda),   lambda the eigenvalues of (cosine similarity matrix) / n
 *
 * from 1 (all alike) to n (all orthogonal). A row of zeros has no direction: it is like nothing but
 * itself. With unit rows U the non-zero eigenvalues of U U' / n are those of U' U / n, so the smaller
 * of the two is decomposed.
 */
import type { Matrix } from '../linalg/matrix';
import { gramMatrix } from './gram';
import { rawProduct, requirePoints, type SamplePair } from './sample-pair';
import { symmetricEigenvalues } from './symmetric-eigenvalues';

function scoreOf(eigenvalues: Float64Array): number {
  let entropy = 0;
  // What should be 0 comes out as rounding of either sign; below 0 it has no logarithm.
  for (const value of eigenvalues) if (value > 0) entropy -= value * Math.log(value);
  return Math.exp(entropy);
}

/** From the products of n points: `product(i, j)` = x_i . x_j. */
function scoreFromProducts(count: number, product: (i: number, j: number) => number): number {
  const lengths = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(Math.max(product(i, i), 0)),
  );
  const similarity = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const scale = (lengths[i] ?? 0) * (lengths[j] ?? 0) * count;
      similarity[i * count + j] = scale > 0 ? product(i, j) / scale : 0;
    }
    similarity[i * count + i] = 1 / count;
  }
  return scoreOf(symmetricEigenvalues(similarity, count));
}

/** From the second-moment matrix of unit rows, [d, d]. */
function scoreFromMoments({ data, rows, columns }: Matrix): number {
  const turned = new Float64Array(columns * rows);
  let zeros = 0;
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let d = 0; d < columns; d++) square += (data[i * columns + d] ?? 0) ** 2;
    if (square === 0) zeros += 1;
    const scale = square > 0 ? 1 / Math.sqrt(square * rows) : 0;
    for (let d = 0; d < columns; d++) {
      turned[d * rows + i] = (data[i * columns + d] ?? 0) * scale;
    }
  }
  const moments = symmetricEigenvalues(gramMatrix(turned, columns, rows), columns);
  const alone = new Float64Array(zeros).fill(1 / rows);
  return scoreOf(Float64Array.of(...moments, ...alone));
}

/**
 * @param points [n, d]
 * @throws StillroomError TooFewImages for an empty set
 */
export function vendiScore(points: Matrix): number {
  const { data, rows, columns } = points;
  requirePoints('the Vendi score', rows, 1, 'real');
  if (columns < rows) return scoreFromMoments(points);
  const gram = gramMatrix(Float64Array.from(data), rows, columns);
  return scoreFromProducts(rows, (i, j) => gram[i * rows + j] ?? 0);
}

/** The score of one side of a pair, from its Gram matrix where that is the smaller problem. */
export function vendiOfPair(pair: SamplePair, which: 'real' | 'fake'): number {
  const count = which === 'real' ? pair.realCount : pair.fakeCount;
  const first = which === 'real' ? 0 : pair.realCount;
  if (pair.dimension < count) return scoreFromMoments(pair[which]);
  return scoreFromProducts(count, (i, j) => rawProduct(pair, first + i, first + j));
}
