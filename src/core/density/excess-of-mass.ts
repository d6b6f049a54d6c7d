/**
 * Which clusters of a condensed tree are kept: excess of mass (Campello et al. 2013).
 *
 *     stability(C) = sum over points leaving C of (lambda - birth(C))
 *                  + sum over child clusters D of size(D) * (birth(D) - birth(C))
 *
 * From the leaves up, a cluster gives way to its descendants when their best stabilities add up to
 * more than its own. The root never stands: there are no clusters or at least two.
 *
 * Probability of a point of C is min(lambda, lambdaMax(C)) / lambdaMax(C), with lambdaMax(C) the
 * largest lambda at which a point or a child leaves C itself. Persistence of C is its stability
 * over (points in C * the largest lambda of the whole tree).
 */
import type { CondensedTree } from './condensed-tree';

export interface Clustering {
  /** Cluster of every point, 0..clusterCount-1, or -1 for noise. */
  readonly labels: Int32Array;
  /** Strength of membership, 0 to 1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** How long each cluster lasts, 0 to 1, by label. */
  readonly persistence: Float64Array;
  readonly clusterCount: number;
}

interface ClusterLambdas {
  readonly stability: Float64Array;
  /** Largest lambda at which anything leaves the cluster itself. */
  readonly largest: Float64Array;
}

function clusterLambdas(tree: CondensedTree): ClusterLambdas {
  const { pointCluster, pointLambda, parents, births, sizes } = tree;
  const stability = new Float64Array(parents.length);
  const largest = new Float64Array(parents.length);
  const leaves = (cluster: number, lambda: number, points: number): void => {
    const excess = points * (lambda - (births[cluster] ?? 0));
    stability[cluster] = (stability[cluster] ?? 0) + excess;
    largest[cluster] = Math.max(largest[cluster] ?? 0, lambda);
  };
  for (let p = 0; p < pointCluster.length; p++) {
    leaves(pointCluster[p] ?? 0, pointLambda[p] ?? 0, 1);
  }
  for (let c = 1; c < parents.length; c++) leaves(parents[c] ?? 0, births[c] ?? 0, sizes[c] ?? 0);
  return { stability, largest };
}

/** For every cluster the kept cluster that it is or lies in, -1 for none. */
function keptAncestors(parents: readonly number[], stability: Float64Array): Int32Array {
  const below = new Float64Array(parents.length);
  const stands = new Uint8Array(parents.length);
  for (let c = parents.length - 1; c > 0; c--) {
    const own = stability[c] ?? 0;
    const descendants = below[c] ?? 0;
    stands[c] = descendants > own ? 0 : 1;
    const parent = parents[c] ?? 0;
    below[parent] = (below[parent] ?? 0) + Math.max(descendants, own);
  }
  const kept = new Int32Array(parents.length).fill(-1);
  for (let c = 1; c < parents.length; c++) {
    const above = kept[parents[c] ?? 0] ?? -1;
    kept[c] = above >= 0 ? above : stands[c] === 1 ? c : -1;
  }
  return kept;
}

/** Labels, probabilities and persistence of the clusters that excess of mass keeps. */
export function selectClusters(tree: CondensedTree): Clustering {
  const { pointCluster, pointLambda, parents } = tree;
  const { stability, largest } = clusterLambdas(tree);
  const kept = keptAncestors(parents, stability);
  const selected = [...kept.keys()].filter((c) => kept[c] === c);
  const labelOf = new Map(selected.map((cluster, label) => [cluster, label]));
  const count = pointCluster.length;
  const labels = new Int32Array(count).fill(-1);
  const probabilities = new Float64Array(count);
  const members = new Int32Array(selected.length);
  for (let p = 0; p < count; p++) {
    const cluster = kept[pointCluster[p] ?? 0] ?? -1;
    const label = labelOf.get(cluster);
    if (label === undefined) continue;
    labels[p] = label;
    members[label] = (members[label] ?? 0) + 1;
    const top = largest[cluster] ?? 0;
    const lambda = pointLambda[p] ?? 0;
    probabilities[p] = lambda >= top ? 1 : lambda / top;
  }
  const highest = largest.reduce((a, b) => Math.max(a, b), 0);
  const persistence = Float64Array.from(selected, (cluster, label) =>
    highest === Infinity ? 1 : (stability[cluster] ?? 0) / ((members[label] ?? 0) * highest),
  );
  return { labels, probabilities, persistence, clusterCount: selected.length };
}
