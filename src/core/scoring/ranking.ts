/**
 * Stage II of the diffusion-driven selection (arXiv 2412.09959), as far as its abstract tells it:
 * cluster a class's windows by what they show, rank clusters and members, and read off one list.
 *
 * k-means on the windows' descriptors; clusters in the order of their median score, members by score or
 * by closeness to the centroid; then round-robin, the best of each cluster, the second of each, and so
 * on. diff-mining's code (arXiv 2408.02752) takes the 1,000 best windows of a class, clusters their whole
 * descriptors in 32 and orders members by closeness; fewer dimensions, members by score and the
 * round-robin are ours. The list does not know how many images are wanted: its first IPC windows serve any IPC, and
 * those for a smaller IPC are among them. Ties keep the order in which the windows came, so a model
 * that scores everything alike still gives one and the same list.
 */
import { kMeans } from '../density/k-means';
import { StillroomError } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { principalComponents } from '../linalg/pca';
import { squaredDistance } from '../linalg/pairwise';

export type MemberOrder = 'score' | 'centroid';

export interface WindowClusters {
  /** Cluster of every window. */
  readonly labels: Int32Array;
  /** Squared distance of every window to its cluster's centroid. */
  readonly distances: Float64Array;
  readonly count: number;
}

/** Descriptors are clustered in as many dimensions as this at most. */
const CLUSTER_DIMENSIONS = 32;
const RESTARTS = 2;

/**
 * The windows of highest score, ascending by place: diff-mining takes the 1,000 best of a class, five
 * of an image at most, before it clusters, so that what the label does not explain takes no part. Of
 * equal scores the first ones stay.
 * @param keep how many windows; 0 keeps all
 */
export function bestRows(scores: ArrayLike<number>, keep: number): Int32Array {
  const rows = Int32Array.from({ length: scores.length }, (_, row) => row);
  if (keep === 0 || keep >= rows.length) return rows;
  const scoreOf = (row: number) => scores[row] ?? 0;
  return rows
    .toSorted((a, b) => scoreOf(b) - scoreOf(a) || a - b)
    .slice(0, keep)
    .sort();
}

/**
 * Descriptors in the dimensions that vary most, which leaves their distances nearly as they are and
 * lets a class be clustered again while a slider moves.
 * @param descriptors [windows, channels]
 */
export function reduceDescriptors(descriptors: Matrix): Matrix {
  if (descriptors.columns <= CLUSTER_DIMENSIONS || descriptors.rows < 2) return descriptors;
  const components = Math.min(CLUSTER_DIMENSIONS, descriptors.rows);
  return principalComponents(descriptors, components).projection;
}

/**
 * Windows by what they show.
 * @param points [windows, dimensions], descriptors or what `reduceDescriptors` left of them
 * @param clusters wanted; no more than there are windows are made
 * @throws StillroomError TooFewImages without windows, BadParameter
 */
export function clusterWindows(
  points: Matrix,
  clusters: number,
  options: { readonly seed: number; readonly name: string },
): WindowClusters {
  if (points.rows === 0) {
    throw new StillroomError(
      'TooFewImages',
      `"${options.name}" has no window to rank. Lower the minimum score, or add images.`,
      { name: options.name },
    );
  }
  const count = Math.min(clusters, points.rows);
  const { labels, centres } = kMeans(points, count, { ...options, restarts: RESTARTS });
  const distances = Float64Array.from(labels, (label, row) =>
    squaredDistance(points, row, centres, label),
  );
  return { labels, distances, count };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/**
 * The ranked list: indices of all windows, the first to be taken first.
 * @param scores a window
 * @throws StillroomError ShapeMismatch, NonFiniteOutput
 */
export function rankWindows(
  scores: ArrayLike<number>,
  { labels, distances }: WindowClusters,
  order: MemberOrder,
): Int32Array {
  if (scores.length !== labels.length) {
    throw new StillroomError(
      'ShapeMismatch',
      `${scores.length} scores and ${labels.length} clustered windows cannot be ranked together.`,
      { scores: scores.length, windows: labels.length },
    );
  }
  const clusters = new Map<number, number[]>();
  labels.forEach((label, window) => {
    if (!Number.isFinite(scores[window])) {
      throw new StillroomError(
        'NonFiniteOutput',
        `The score of window ${window} is ${String(scores[window])}; it cannot be ranked.`,
        { window },
      );
    }
    const members = clusters.get(label);
    if (members) members.push(window);
    else clusters.set(label, [window]);
  });
  const scoreOf = (window: number) => scores[window] ?? 0;
  const before =
    order === 'score'
      ? (a: number, b: number) => scoreOf(b) - scoreOf(a) || a - b
      : (a: number, b: number) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b;
  const ranked = [...clusters.values()]
    .map((members) => ({
      members: members.toSorted(before),
      first: members[0] ?? 0,
      median: median(members.map(scoreOf).sort((a, b) => a - b)),
    }))
    .sort((a, b) => b.median - a.median || a.first - b.first);
  const list = new Int32Array(scores.length);
  for (let round = 0, at = 0; at < list.length; round++) {
    for (const { members } of ranked) {
      const window = members[round];
      if (window !== undefined) list[at++] = window;
    }
  }
  return list;
}
