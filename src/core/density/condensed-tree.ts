/**
 * From a spanning tree to a tree of clusters (Campello et al. 2013; McInnes, Healy 2017).
 *
 * Edges taken lightest first merge points into a binary tree (single linkage). Read from the root
 * down, at density lambda = 1 / w, a merge of height w is a split of a cluster in two only when
 * both sides hold at least minClusterSize points; otherwise the small side's points leave the
 * cluster at that lambda, and the cluster goes on as the other side.
 *
 * One rule of ours: a merge of height 0 never splits. Points at distance 0 are not two clusters,
 * whatever the order in which equal edges were taken, so all of them leave at lambda = infinity.
 */
import type { SpanningTree } from './reachability-tree';

/** Node n + e of the binary tree is the merge by edge e; nodes below n are points. */
interface Linkage {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Points below each node, [2n - 1]. */
  readonly sizes: Int32Array;
}

export interface CondensedTree {
  /** Cluster that each point leaves, [n]; cluster 0 is the root. */
  readonly pointCluster: Int32Array;
  /** lambda at which it leaves, [n]. */
  readonly pointLambda: Float64Array;
  /** Parent of each cluster, a smaller number than its own; -1 for the root. */
  readonly parents: readonly number[];
  /** lambda at which each cluster appears; 0 for the root. */
  readonly births: readonly number[];
  /** Points of each cluster at its birth. */
  readonly sizes: readonly number[];
}

function link({ count, from, to }: SpanningTree): Linkage {
  const nodes = Math.max(count, 2 * count - 1);
  const parent = Int32Array.from({ length: nodes }, (_, i) => i);
  const sizes = new Int32Array(nodes).fill(1);
  const left = new Int32Array(Math.max(0, count - 1));
  const right = new Int32Array(Math.max(0, count - 1));
  const top = (start: number): number => {
    let node = start;
    while (parent[node] !== node) {
      // Path halving: each step hangs a node one level higher.
      const above = parent[node] ?? 0;
      parent[node] = parent[above] ?? 0;
      node = parent[node] ?? 0;
    }
    return node;
  };
  for (let e = 0; e < left.length; e++) {
    const a = top(from[e] ?? 0);
    const b = top(to[e] ?? 0);
    const merged = count + e;
    left[e] = a;
    right[e] = b;
    parent[a] = merged;
    parent[b] = merged;
    sizes[merged] = (sizes[a] ?? 0) + (sizes[b] ?? 0);
  }
  return { left, right, sizes };
}

/** Calls `leave` for every point below a node. */
function visitPoints(
  node: number,
  count: number,
  { left, right }: Linkage,
  leave: (point: number) => void,
): void {
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next < count) leave(next);
    else stack.push(right[next - count] ?? 0, left[next - count] ?? 0);
  }
}

/**
 * Condenses the tree for one minClusterSize (at least 2).
 */
export function condense(tree: SpanningTree, minClusterSize: number): CondensedTree {
  const { count, weights } = tree;
  const linkage = link(tree);
  const pointCluster = new Int32Array(count);
  const pointLambda = new Float64Array(count);
  const parents = [-1];
  const births = [0];
  const sizes = [count];
  const leave = (node: number, cluster: number, lambda: number): void => {
    visitPoints(node, count, linkage, (point) => {
      pointCluster[point] = cluster;
      pointLambda[point] = lambda;
    });
  };
  // Breadth first, so that a parent's number is below its children's.
  const queue = count > 1 ? [{ node: 2 * count - 2, cluster: 0 }] : [];
  for (let head = 0; head < queue.length; head++) {
    const entry = queue[head];
    if (entry === undefined) break;
    const { node, cluster } = entry;
    const lambda = 1 / (weights[node - count] ?? 0);
    const sides = [linkage.left[node - count] ?? 0, linkage.right[node - count] ?? 0];
    const large = sides.filter((side) => (linkage.sizes[side] ?? 0) >= minClusterSize);
    if (lambda === Infinity) {
      leave(node, cluster, lambda);
    } else if (large.length === 2) {
      for (const side of large) {
        queue.push({ node: side, cluster: parents.length });
        parents.push(cluster);
        births.push(lambda);
        sizes.push(linkage.sizes[side] ?? 0);
      }
    } else {
      for (const side of sides) {
        if (large.includes(side)) queue.push({ node: side, cluster });
        else leave(side, cluster, lambda);
      }
    }
  }
  return { pointCluster, pointLambda, parents, births, sizes };
}
