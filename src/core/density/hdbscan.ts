/**
 * HDBSCAN: clusters of any number and shape as the densest, longest-lived parts of a point set
 * (Campello, Moulavi, Sander: "Density-based clustering based on hierarchical density estimates",
 * PAKDD 2013), with the results of the hdbscan package (McInnes, Healy, Astels 2017): excess of
 * mass, Euclidean, no single cluster.
 *
 *   core distances -> mutual reachability spanning tree -> condensed tree -> excess of mass
 *
 * The first two steps cost O(n^2 d) and depend on minSamples alone; the last two are O(n log n).
 * So a slider over minClusterSize keeps the spanning tree and calls `clusterTree` again.
 */
import { StillroomError } from '../errors';
import { requireFinite, type Matrix } from '../linalg/matrix';
import type { Neighbours } from '../linalg/select-nearest';
import { condense } from './condensed-tree';
import { coreDistances, coreDistancesFromNeighbours } from './core-distances';
import { selectClusters, type Clustering } from './excess-of-mass';
import { reachabilityTree, type SpanningTree } from './reachability-tree';

export interface TreeOptions {
  /** Neighbours that make a point dense, at least 1; the point does not count itself. */
  readonly minSamples: number;
  /** Neighbours in the space of the points, when they are known already. */
  readonly neighbours?: Neighbours;
  readonly signal?: AbortSignal | undefined;
}

export interface HdbscanOptions extends TreeOptions {
  /** Points that make a cluster, at least 2. */
  readonly minClusterSize: number;
}

/**
 * The part that depends on minSamples only.
 * @throws StillroomError BadParameter, NonFiniteOutput for points that are no numbers, Aborted
 */
export function densityTree(
  points: Matrix,
  { minSamples, neighbours, signal }: TreeOptions,
): SpanningTree {
  requireFinite(points, 'HDBSCAN');
  const cores =
    neighbours === undefined
      ? coreDistances(points, minSamples, signal)
      : coreDistancesFromNeighbours(neighbours, points.rows, minSamples);
  return reachabilityTree(points, cores, signal);
}

/**
 * The clusters of a tree for one minClusterSize.
 * @throws StillroomError BadParameter when minClusterSize is no whole number of at least 2
 */
export function clusterTree(tree: SpanningTree, minClusterSize: number): Clustering {
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2) {
    throw new StillroomError(
      'BadParameter',
      `minClusterSize is ${minClusterSize}; it has to be a whole number of at least 2.`,
      { minClusterSize },
    );
  }
  return selectClusters(condense(tree, minClusterSize));
}

/**
 * Clusters the rows of `points`. Fewer than minClusterSize points are all noise.
 * @throws StillroomError BadParameter, NonFiniteOutput, Aborted
 */
export function hdbscan(points: Matrix, options: HdbscanOptions): Clustering {
  return clusterTree(densityTree(points, options), options.minClusterSize);
}
