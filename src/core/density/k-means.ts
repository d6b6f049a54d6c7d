/**
 * k-means with its own start: greedy k-means++ (Arthur, Vassilvitskii 2007, with the candidates of
 * their section 4), the best of several restarts.
 *
 * Each next centre is drawn with probability proportional to the squared distance to the centres so
 * far; of 2 + floor(ln k) such candidates the one that leaves the least inertia is taken. All
 * numbers are keyed by (seed, name, restart), so a class is clustered the same way anywhere.
 */
import { StillroomError } from '../errors';
import { requireFinite, selectRows, type Matrix } from '../linalg/matrix';
import { squaredDistance } from '../linalg/pairwise';
import { randomStream, type RandomStream } from '../random/stream';
import { lloyd, type KMeansResult, type LloydOptions } from './lloyd';

export interface KMeansOptions extends LloydOptions {
  readonly seed: number;
  /** What is clustered, usually a class folder's name. */
  readonly name?: string;
  /** Starts tried, the best kept; 5 when left out. */
  readonly restarts?: number;
}

/** An index drawn with probability proportional to its weight. */
function drawWeighted(weights: Float64Array, total: number, random: RandomStream): number {
  let left = random.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    if (weight <= 0) continue;
    last = i;
    left -= weight;
    if (left < 0) return i;
  }
  return last;
}

/** Squared distances of all points to the nearer of point `candidate` and the centres so far. */
function closerOf(points: Matrix, nearest: Float64Array, candidate: number): Float64Array {
  return nearest.map((best, i) => Math.min(best, squaredDistance(points, i, points, candidate)));
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/**
 * Row indices of `clusters` initial centres. They are distinct points while there are that many;
 * after that, copies.
 */
export function greedySeeding(points: Matrix, clusters: number, random: RandomStream): number[] {
  const candidates = 2 + Math.floor(Math.log(clusters));
  const chosen = [random.integer(points.rows)];
  let nearest = closerOf(points, new Float64Array(points.rows).fill(Infinity), chosen[0] ?? 0);
  while (chosen.length < clusters) {
    const total = sum(nearest);
    const trials = total > 0 ? candidates : 0;
    let best = { candidate: chosen[0] ?? 0, distances: nearest, inertia: Infinity };
    for (let trial = 0; trial < trials; trial++) {
      const candidate = drawWeighted(nearest, total, random);
      const distances = closerOf(points, nearest, candidate);
      const inertia = sum(distances);
      if (inertia < best.inertia) best = { candidate, distances, inertia };
    }
    chosen.push(best.candidate);
    nearest = best.distances;
  }
  return chosen;
}

/**
 * k-means, the restart of least inertia.
 * @param clusters from 1 to the number of points
 * @throws StillroomError BadParameter for any other number of clusters; NonFiniteOutput; Aborted
 */
export function kMeans(points: Matrix, clusters: number, options: KMeansOptions): KMeansResult {
  const { seed, name = '', restarts = 5 } = options;
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > points.rows) {
    throw new StillroomError(
      'BadParameter',
      `${clusters} clusters cannot be made of ${points.rows} points.`,
      { clusters, points: points.rows },
    );
  }
  requireFinite(points, 'k-means');
  const start = (restart: number): KMeansResult => {
    const random = randomStream({ seed, name, image: restart, purpose: 'kmeans-seeding' });
    return lloyd(points, selectRows(points, greedySeeding(points, clusters, random)), options);
  };
  let best = start(0);
  for (let restart = 1; restart < restarts; restart++) {
    const result = start(restart);
    if (result.inertia < best.inertia) best = result;
  }
  return best;
}
