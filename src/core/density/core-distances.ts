/**
 * Core distance: how far a point has to look to see `minSamples` others. The density estimate
 * behind HDBSCAN (Campello, Moulavi, Sander 2013); a point does not count itself here, as in the
 * hdbscan package and unlike scikit-learn's class of the same name.
 */
import { StillroomError } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { exactNeighbours } from '../linalg/neighbours';
import type { Neighbours } from '../linalg/select-nearest';

function neighbourRank(minSamples: number, count: number): number {
  if (!Number.isInteger(minSamples) || minSamples < 1) {
    throw new StillroomError(
      'BadParameter',
      `minSamples is ${minSamples}; it has to be a whole number of at least 1.`,
      { minSamples },
    );
  }
  return Math.max(1, Math.min(minSamples, count - 1));
}

/**
 * Distance of every point to its minSamples-th nearest other point, [n]; to the farthest one when
 * there are fewer, 0 for a single point.
 * @throws StillroomError BadParameter when minSamples is no whole number above 0
 */
export function coreDistances(
  points: Matrix,
  minSamples: number,
  signal?: AbortSignal,
): Float64Array {
  const rank = neighbourRank(minSamples, points.rows);
  if (points.rows < 2) return new Float64Array(points.rows);
  return lastDistances(exactNeighbours(points, { k: rank, signal }), points.rows, rank);
}

/**
 * The same from neighbours found before in the same space.
 * @param neighbours of each point, with or without the point itself in front
 * @throws StillroomError BadParameter when the lists are too short for minSamples
 */
export function coreDistancesFromNeighbours(
  neighbours: Neighbours,
  count: number,
  minSamples: number,
): Float64Array {
  const rank = neighbourRank(minSamples, count);
  if (count < 2) return new Float64Array(count);
  const selfFirst = neighbours.indices[0] === 0;
  const column = selfFirst ? rank + 1 : rank;
  if (column > neighbours.k) {
    throw new StillroomError(
      'BadParameter',
      `minSamples ${minSamples} needs ${column} neighbours a point, ${neighbours.k} were given.`,
      { minSamples, neighbours: neighbours.k },
    );
  }
  return lastDistances(neighbours, count, column);
}

function lastDistances({ distances, k }: Neighbours, count: number, column: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => distances[i * k + column - 1] ?? 0);
}
