/**
 * Lloyd's k-means from given centres: assign each point to its nearest centre, replace centres by
 * means, until nothing changes. Inertia, sum |x - c(x)|^2, never rises.
 *
 * A centre that catches no point moves to the point farthest from its own centre, as scikit-learn
 * does, so that all k clusters are used wherever the points allow it. Distances are sums of squares
 * in float64, cut short once they exceed the best one; the lowest centre wins a tie.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { requireFinite, selectRows, type Matrix } from '../linalg/matrix';

export interface KMeansResult {
  /** Cluster of every point, [n], numbered as the initial centres. */
  readonly labels: Int32Array;
  /** Means of the clusters, [k, d]. */
  readonly centres: Matrix;
  /** Points of each cluster, [k]. */
  readonly sizes: Int32Array;
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
}

export interface LloydOptions {
  /** 300 when left out, as in scikit-learn. */
  readonly maxIterations?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Dimensions summed between two looks at the bar. */
const STRIDE = 16;

/** Squared distance of point i to centre c, or any value above `bar` once it exceeds it. */
function boundedDistance(points: Matrix, i: number, centres: Matrix, c: number, bar: number) {
  const { columns } = points;
  const x = points.data;
  const y = centres.data;
  let p = i * columns;
  let q = c * columns;
  const end = p + columns;
  let sum = 0;
  while (p < end) {
    const stop = Math.min(p + STRIDE, end);
    for (; p < stop; p++, q++) {
      const difference = (x[p] ?? 0) - (y[q] ?? 0);
      sum += difference * difference;
    }
    if (sum > bar) break;
  }
  return sum;
}

/**
 * Gives every point its nearest centre. The old label's centre sets the first bar.
 * @returns whether any label changed
 */
function assign(points: Matrix, centres: Matrix, labels: Int32Array, distances: Float64Array) {
  let changed = false;
  for (let i = 0; i < points.rows; i++) {
    const old = labels[i] ?? -1;
    let label = Math.max(old, 0);
    let least = boundedDistance(points, i, centres, label, Infinity);
    for (let c = 0; c < centres.rows; c++) {
      if (c === Math.max(old, 0)) continue;
      const distance = boundedDistance(points, i, centres, c, least);
      if (distance < least || (distance === least && c < label)) {
        least = distance;
        label = c;
      }
    }
    distances[i] = least;
    labels[i] = label;
    if (label !== old) changed = true;
  }
  return changed;
}

/** Moves each empty cluster to the farthest point whose own cluster can spare it. */
function relocateEmpty(
  points: Matrix,
  labels: Int32Array,
  distances: Float64Array,
  sums: Float64Array,
  sizes: Int32Array,
): boolean {
  const empty = [...sizes.keys()].filter((c) => sizes[c] === 0);
  if (empty.length === 0) return false;
  const { columns } = points;
  const farthest = [...distances.keys()].sort((a, b) => (distances[b] ?? 0) - (distances[a] ?? 0));
  let moved = false;
  for (const i of farthest) {
    const own = labels[i] ?? 0;
    if ((sizes[own] ?? 0) < 2) continue;
    const target = empty.shift();
    if (target === undefined || distances[i] === 0) break;
    for (let c = 0; c < columns; c++) {
      const value = points.data[i * columns + c] ?? 0;
      sums[own * columns + c] = (sums[own * columns + c] ?? 0) - value;
      sums[target * columns + c] = value;
    }
    sizes[own] = (sizes[own] ?? 0) - 1;
    sizes[target] = 1;
    moved = true;
  }
  return moved;
}

/** Replaces the centres of all clusters that hold points by their means. */
function update(
  points: Matrix,
  labels: Int32Array,
  distances: Float64Array,
  centres: Float64Array,
) {
  const { data, rows, columns } = points;
  const clusters = centres.length / columns;
  const sums = new Float64Array(centres.length);
  const sizes = new Int32Array(clusters);
  for (let i = 0, p = 0; i < rows; i++) {
    const label = labels[i] ?? 0;
    sizes[label] = (sizes[label] ?? 0) + 1;
    for (let c = 0, q = label * columns; c < columns; c++, p++, q++) {
      sums[q] = (sums[q] ?? 0) + (data[p] ?? 0);
    }
  }
  const relocated = relocateEmpty(points, labels, distances, sums, sizes);
  for (let k = 0, q = 0; k < clusters; k++) {
    const size = sizes[k] ?? 0;
    for (let c = 0; c < columns; c++, q++) {
      if (size > 0) centres[q] = (sums[q] ?? 0) / size;
    }
  }
  return relocated;
}

/**
 * k-means from the given initial centres.
 * @param init initial centres, [k, d]
 * @throws StillroomError ShapeMismatch when dimensions differ, BadParameter when there are no
 *   centres or no points, NonFiniteOutput, Aborted
 */
export function lloyd(
  points: Matrix,
  init: Matrix,
  { maxIterations = 300, signal }: LloydOptions = {},
): KMeansResult {
  if (points.columns !== init.columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `Centres of ${init.columns} dimensions do not fit points of ${points.columns}.`,
    );
  }
  if (init.rows < 1 || points.rows < 1) {
    throw new StillroomError(
      'BadParameter',
      `k-means needs points and centres; it got ${points.rows} points and ${init.rows} centres.`,
    );
  }
  requireFinite(points, 'k-means');
  requireFinite(init, 'k-means centres');
  const everyCentre = Int32Array.from({ length: init.rows }, (_, c) => c);
  const centres = selectRows(init, everyCentre);
  const values = centres.data as Float64Array;
  const labels = new Int32Array(points.rows).fill(-1);
  const distances = new Float64Array(points.rows);
  let iterations = 0;
  let settled = false;
  while (!settled && iterations < maxIterations) {
    throwIfAborted(signal);
    iterations += 1;
    const changed = assign(points, centres, labels, distances);
    const before = values.slice();
    const relocated = update(points, labels, distances, values);
    settled = (!changed && !relocated) || values.every((value, index) => value === before[index]);
  }
  // The labels of the last round belong to the centres before its update.
  assign(points, centres, labels, distances);
  const sizes = new Int32Array(init.rows);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  return { labels, centres, sizes, inertia: distances.reduce((a, b) => a + b, 0), iterations };
}
