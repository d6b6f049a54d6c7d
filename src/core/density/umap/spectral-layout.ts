/**
 * A connected graph's own coordinates: the eigenvectors of its normalised Laplacian
 * L = I - D^(-1/2) W D^(-1/2) that belong to the smallest eigenvalues but 0 (Laplacian eigenmaps).
 * They are the largest of the second part, of which the first is known: D^(1/2) 1.
 */
import type { RandomStream } from '../../random/stream';
import { leadingEigenvectors } from './leading-eigenvectors';
import type { Pace } from './pace';
import type { SparseGraph } from './sparse-graph';

/**
 * @param graph connected and symmetric, of at least dimensions + 2 points
 * @returns one unit vector [n] a dimension
 * @throws StillroomError Aborted
 */
export function spectralLayout(
  { starts, columns, weights }: SparseGraph,
  dimensions: number,
  random: RandomStream,
  pace: Pace,
): Promise<Float64Array[]> {
  const size = starts.length - 1;
  const rootDegrees = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i++) {
    let degree = 0;
    for (let e = starts[i] ?? 0; e < (starts[i + 1] ?? 0); e++) degree += weights[e] ?? 0;
    rootDegrees[i] = Math.sqrt(degree);
    total += degree;
  }
  const length = Math.sqrt(total);
  const normalised = new Float64Array(weights.length);
  for (let i = 0; i < size; i++) {
    for (let e = starts[i] ?? 0; e < (starts[i + 1] ?? 0); e++) {
      normalised[e] =
        (weights[e] ?? 0) / ((rootDegrees[i] ?? 0) * (rootDegrees[columns[e] ?? 0] ?? 0));
    }
  }
  const multiply = (x: Float64Array, product: Float64Array): void => {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let e = starts[i] ?? 0; e < (starts[i + 1] ?? 0); e++) {
        sum += (normalised[e] ?? 0) * (x[columns[e] ?? 0] ?? 0);
      }
      product[i] = sum;
    }
  };
  const known = rootDegrees.map((root) => root / length);
  const problem = { size, multiply, cost: weights.length, known, wanted: dimensions };
  return leadingEigenvectors(problem, random, pace);
}
