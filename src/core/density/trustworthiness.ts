/**
 * Trustworthiness of an embedding (Venna, Kaski 2001): how few false neighbours it makes.
 *
 *     1 - 2 / (n K (2n - 3K - 1)) * sum_i sum_{j among the K nearest of i in the embedding}
 *                                   max(0, r(i, j) - K)
 *
 * with r(i, j) the rank of j among the neighbours of i in the input space, 1 for the nearest.
 */
import { StillroomError } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { exactNeighbours } from '../linalg/neighbours';
import { squaredDistance } from '../linalg/pairwise';

/**
 * Trustworthiness of `embedding` [n, e] as a picture of `points` [n, d], 1 at best.
 * @param neighbours K, below n / 2, where the normalisation holds
 * @throws StillroomError ShapeMismatch, BadParameter
 */
export function trustworthiness(points: Matrix, embedding: Matrix, neighbours: number): number {
  const n = points.rows;
  if (embedding.rows !== n) {
    throw new StillroomError(
      'ShapeMismatch',
      `An embedding of ${embedding.rows} points is no picture of ${n} points.`,
    );
  }
  if (!Number.isInteger(neighbours) || neighbours < 1 || 2 * neighbours >= n) {
    throw new StillroomError(
      'BadParameter',
      `Trustworthiness over ${neighbours} neighbours needs more than ${2 * neighbours} points, there are ${n}.`,
      { neighbours, points: n },
    );
  }
  const { indices } = exactNeighbours(embedding, { k: neighbours });
  const distances = new Float64Array(n);
  const ranks = new Int32Array(n);
  let penalty = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) distances[j] = squaredDistance(points, i, points, j);
    distances[i] = -1;
    const order = Array.from(distances.keys()).sort(
      (a, b) => (distances[a] ?? 0) - (distances[b] ?? 0),
    );
    order.forEach((j, rank) => {
      ranks[j] = rank;
    });
    for (let r = 0; r < neighbours; r++) {
      const j = indices[i * neighbours + r] ?? 0;
      penalty += Math.max(0, (ranks[j] ?? 0) - neighbours);
    }
  }
  return 1 - (2 / (n * neighbours * (2 * n - 3 * neighbours - 1))) * penalty;
}
