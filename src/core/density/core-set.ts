/**
 * CoDA's distribution discovery from the reduced space on (arXiv 2512.03844, section on core
 * distribution discovery; official code for every branch): exactly `imagesPerClass` real points
 * that stand for the dense core of a class.
 *
 *   HDBSCAN gives M clusters. More than wanted: the largest stay. Fewer: split the largest that
 *   hold 2 * minClusterSize points, again and again; then group the noise by k-means if there is
 *   enough of it; else split with ever smaller minClusterSize, x 0.75 a time, never under 2.
 *
 * What differs: the official code crashes when it runs out of clusters, ours ends with TooFewCores,
 * which names the nearest number that works. Its k-means on noise is one k-means++ start of
 * scikit-learn with seed 0 for every class, ours is keyed by (seed, class) and the best of five; its
 * splits start from given centres, as ours do. Noise that is too repetitive for as many groups is
 * treated as too little.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { selectRows, type Matrix } from '../linalg/matrix';
import { clusterTree, densityTree } from './hdbscan';
import type { Clustering } from './excess-of-mass';
import { kMeans } from './k-means';
import type { SpanningTree } from './reachability-tree';
import { membersByLabel, mostProbable, nearestToMean } from './representative';
import { ClusterSplitter, type CoreCluster } from './split-cluster';
import { noiseFactor, tooFewCores } from './supported-cores';

export interface CoreSetOptions {
  readonly imagesPerClass: number;
  readonly minClusterSize: number;
  readonly minSamples: number;
  /** Largest sub-clusters whose representatives are paired to start a split; 3 when left out. */
  readonly seedCandidates?: number;
  /** Of the k-means on noise. */
  readonly seed: number;
  /** Class folder's name, keys the random numbers. */
  readonly name?: string;
  /** The density tree of the same points and minSamples, when it is known already. */
  readonly tree?: SpanningTree;
  readonly signal?: AbortSignal | undefined;
}

export interface CoreSet {
  /** Exactly imagesPerClass cores with distinct representatives, largest first. */
  readonly cores: readonly CoreCluster[];
  /** The first HDBSCAN over all points. */
  readonly clustering: Clustering;
  /** Points in no cluster of it, ascending. */
  readonly noise: Int32Array;
}

const SHRINK = 0.75;
const SMALLEST_CLUSTER = 2;

function largest(clusters: Iterable<CoreCluster>): CoreCluster | undefined {
  let best: CoreCluster | undefined;
  for (const cluster of clusters) {
    if (best === undefined || cluster.members.length > best.members.length) best = cluster;
  }
  return best;
}

class CoreBuilder {
  readonly clusters: Set<CoreCluster>;
  readonly #splitter: ClusterSplitter;
  readonly #options: CoreSetOptions;

  constructor(points: Matrix, clusters: CoreCluster[], options: CoreSetOptions) {
    const { minSamples, seedCandidates = 3, signal } = options;
    this.clusters = new Set(clusters);
    this.#splitter = new ClusterSplitter(points, { minSamples, seedCandidates, signal });
    this.#options = options;
  }

  get complete(): boolean {
    return this.clusters.size >= this.#options.imagesPerClass;
  }

  /** Splits the largest clusters of at least `least` points until there are enough or none is left. */
  splitAll(least: number, split: (parent: CoreCluster, work: Set<CoreCluster>) => void): void {
    const work = new Set([...this.clusters].filter(({ members }) => members.length >= least));
    while (!this.complete) {
      throwIfAborted(this.#options.signal);
      const parent = largest(work);
      if (parent === undefined) return;
      work.delete(parent);
      split(parent, work);
    }
  }

  /** One split; its parts that can be split again join the work. */
  split(parent: CoreCluster, minClusterSize: number, work: Set<CoreCluster>): boolean {
    const parts = this.#splitter.split(parent, minClusterSize);
    if (parts === undefined) return false;
    this.clusters.delete(parent);
    for (const part of parts) {
      this.clusters.add(part);
      if (part.members.length >= 2 * minClusterSize) work.add(part);
    }
    return true;
  }

  /** Splits with ever smaller minClusterSize until it works. */
  forceSplit(parent: CoreCluster, minClusterSize: number, work: Set<CoreCluster>): void {
    let size = minClusterSize;
    do {
      size *= SHRINK;
      if (this.split(parent, Math.max(Math.floor(size), SMALLEST_CLUSTER), work)) return;
    } while (size > SMALLEST_CLUSTER);
  }
}

function noiseClusters(
  points: Matrix,
  noise: Int32Array,
  clusters: number,
  { seed, name = '', signal }: CoreSetOptions,
) {
  return kMeans(selectRows(points, noise), clusters, { seed, name, signal });
}

/** Groups of the noise by k-means, undefined when it holds too few distinct points for as many. */
function noiseCores(
  points: Matrix,
  noise: Int32Array,
  need: number,
  options: CoreSetOptions,
): CoreCluster[] | undefined {
  const { labels, sizes } = noiseClusters(points, noise, need, options);
  if (sizes.includes(0)) return undefined;
  return membersByLabel(labels, need, noise).map((members) => ({
    members,
    representative: nearestToMean(points, members),
    origin: 'noise',
  }));
}

/** Brings the clusters to the number wanted, or throws TooFewCores. */
function buildCores(
  points: Matrix,
  initial: CoreCluster[],
  noise: Int32Array,
  options: CoreSetOptions,
): CoreCluster[] {
  const { imagesPerClass, minClusterSize } = options;
  const builder = new CoreBuilder(points, initial, options);
  builder.splitAll(2 * minClusterSize, (parent, work) => {
    builder.split(parent, minClusterSize, work);
  });
  const afterSplitting = builder.clusters.size;
  const need = imagesPerClass - afterSplitting;
  if (need > 0 && noise.length >= noiseFactor(imagesPerClass) * need) {
    const filled = noiseCores(points, noise, need, options);
    if (filled !== undefined) return [...builder.clusters, ...filled];
  }
  builder.splitAll(minClusterSize, (parent, work) => {
    builder.forceSplit(parent, minClusterSize, work);
  });
  if (!builder.complete) {
    throw tooFewCores(points, {
      imagesPerClass,
      afterSplitting,
      afterForcedSplitting: builder.clusters.size,
      noise,
      filled: (clusters) =>
        noiseClusters(points, noise, clusters, options).sizes.filter((size) => size > 0).length,
    });
  }
  return [...builder.clusters];
}

/**
 * Chooses the cores of one class.
 * @param points the class in its reduced space, [n, d]
 * @throws StillroomError TooFewCores when the class does not support that many; BadParameter;
 *   NonFiniteOutput; Aborted
 */
export function selectCores(points: Matrix, options: CoreSetOptions): CoreSet {
  const { imagesPerClass, minClusterSize, minSamples, signal } = options;
  if (!Number.isInteger(imagesPerClass) || imagesPerClass < 1) {
    throw new StillroomError(
      'BadParameter',
      `Images per class is ${imagesPerClass}; it has to be a whole number of at least 1.`,
      { imagesPerClass },
    );
  }
  const tree = options.tree ?? densityTree(points, { minSamples, signal });
  const clustering = clusterTree(tree, minClusterSize);
  const { labels, probabilities, clusterCount } = clustering;
  const noise = Int32Array.from([...labels.keys()].filter((i) => labels[i] === -1));
  const initial = membersByLabel(labels, clusterCount).map((members): CoreCluster => ({
    members,
    representative: mostProbable(members, probabilities),
    origin: 'cluster',
  }));
  // Sorting is stable, so among clusters of one size the lower label stays.
  const cores = buildCores(points, initial, noise, options)
    .sort((a, b) => b.members.length - a.members.length)
    .slice(0, imagesPerClass);
  return { cores, clustering, noise };
}
