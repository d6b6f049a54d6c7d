/**
 * CoDA's split of one cluster in two (methods of arXiv 2512.03844, official code): HDBSCAN looks
 * for denser parts inside the cluster; the representatives of two of its largest parts start a
 * 2-means over all of the cluster's points, and the pair of starts with the least inertia decides.
 *
 * The density tree of the cluster's points does not depend on minClusterSize, so a cluster keeps
 * it while ever smaller sizes are tried.
 */
import { selectRows, type Matrix } from '../linalg/matrix';
import { clusterTree, densityTree } from './hdbscan';
import { lloyd, type KMeansResult } from './lloyd';
import type { SpanningTree } from './reachability-tree';
import { membersByLabel, mostProbable, nearestToMean } from './representative';

/** Where a core came from: a density cluster, a part of a split one, or a group of noise. */
export type CoreOrigin = 'cluster' | 'split' | 'noise';

export interface CoreCluster {
  /** Row indices of its points, ascending. */
  readonly members: Int32Array;
  /** Row index of the real point that stands for it. */
  readonly representative: number;
  readonly origin: CoreOrigin;
}

export interface SplitOptions {
  readonly minSamples: number;
  /** Sub-clusters whose representatives are tried as starting pairs. */
  readonly seedCandidates: number;
  readonly signal?: AbortSignal | undefined;
}

export class ClusterSplitter {
  readonly #points: Matrix;
  readonly #options: SplitOptions;
  readonly #trees = new Map<CoreCluster, SpanningTree>();

  constructor(points: Matrix, options: SplitOptions) {
    this.#points = points;
    this.#options = options;
  }

  /** The two parts of a cluster, or undefined when it has fewer than two denser parts. */
  split(parent: CoreCluster, minClusterSize: number): CoreCluster[] | undefined {
    const local = selectRows(this.#points, parent.members);
    const starts = this.#startingPoints(parent, local, minClusterSize);
    let best: KMeansResult | undefined;
    for (const [rank, first] of starts.entries()) {
      for (const second of starts.slice(rank + 1)) {
        const { signal } = this.#options;
        const result = lloyd(local, selectRows(local, [first, second]), { signal });
        if (best === undefined || result.inertia < best.inertia) best = result;
      }
    }
    if (best === undefined) return undefined;
    const halves = membersByLabel(best.labels, 2, parent.members);
    if (halves.some((half) => half.length === 0)) return undefined;
    this.#trees.delete(parent);
    return halves.map((members) => ({
      members,
      representative: nearestToMean(this.#points, members),
      origin: 'split',
    }));
  }

  /** Representatives of the largest sub-clusters, as rows of `local`. */
  #startingPoints(parent: CoreCluster, local: Matrix, minClusterSize: number): number[] {
    const { minSamples, seedCandidates, signal } = this.#options;
    let tree = this.#trees.get(parent);
    if (tree === undefined) {
      tree = densityTree(local, { minSamples, signal });
      this.#trees.set(parent, tree);
    }
    const { labels, probabilities, clusterCount } = clusterTree(tree, minClusterSize);
    return membersByLabel(labels, clusterCount)
      .sort((a, b) => b.length - a.length)
      .slice(0, seedCandidates)
      .map((members) => mostProbable(members, probabilities));
  }
}
