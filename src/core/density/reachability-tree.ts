/**
 * Minimum spanning tree of the mutual reachability graph: every pair of points is an edge of
 * weight w(i, j) = max(core(i), core(j), |i - j|) (Campello, Moulavi, Sander 2013).
 *
 * Prim's algorithm without the n x n matrix, O(n) memory and O(n^2 d) time at worst, made quick by
 * two facts. No edge of j is lighter than core(j), so a point whose best edge has reached its core
 * distance is settled: it never needs another distance. And a point that does need one gets it
 * from |a|^2 + |b|^2 - 2 a.b, sixteen points at a time (lane-kernel.ts), unless that value
 * could improve the point's best edge; then the distance is computed from its definition. All
 * comparisons are on squares.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { cancellationBound, tileRows } from '../linalg/distance-tile';
import { columnMeans, shiftedRows, type Matrix } from '../linalg/matrix';
import { OpenPoints, SettledPoints } from './tree-frontier';

export interface SpanningTree {
  /** Number of points n; the tree has n - 1 edges. */
  readonly count: number;
  /** One end of each edge, lightest edge first. */
  readonly from: Int32Array;
  /** The other end. */
  readonly to: Int32Array;
  /** Mutual reachability distances, ascending. */
  readonly weights: Float64Array;
}

/** Place of the smallest of the first `count` values, -1 when there is none. */
function smallest(values: Float64Array, count: number): number {
  let place = -1;
  let least = Infinity;
  for (let p = 0; p < count; p++) {
    const value = values[p] ?? 0;
    if (value < least) {
      least = value;
      place = p;
    }
  }
  return place;
}

/** The edges in ascending order of weight; equal ones stay in the order in which they were found. */
function sortedTree(count: number, from: Int32Array, to: Int32Array, squares: Float64Array) {
  const order = Array.from(squares.keys()).sort((a, b) => (squares[a] ?? 0) - (squares[b] ?? 0));
  return {
    count,
    from: Int32Array.from(order, (e) => from[e] ?? 0),
    to: Int32Array.from(order, (e) => to[e] ?? 0),
    weights: Float64Array.from(order, (e) => Math.sqrt(squares[e] ?? 0)),
  };
}

/**
 * The minimum spanning tree under mutual reachability. It does not depend on minClusterSize: keep
 * it to cluster the same points again with another one.
 * @param cores core distance of every point, [n]
 * @throws StillroomError ShapeMismatch when there is not one core distance a point; Aborted
 */
export function reachabilityTree(
  points: Matrix,
  cores: Float64Array,
  signal?: AbortSignal,
): SpanningTree {
  const { rows: count, columns } = points;
  if (cores.length !== count) {
    throw new StillroomError(
      'ShapeMismatch',
      `${count} points came with ${cores.length} core distances. Give one a point.`,
    );
  }
  const edges = Math.max(0, count - 1);
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  const squares = new Float64Array(edges);
  if (count < 2) return sortedTree(count, from, to, squares);

  const { values, norms, largestNorm } = tileRows(
    shiftedRows(points, columnMeans(points)),
    count,
    columns,
  );
  const squaredCores = cores.map((core) => core * core);
  const open = new OpenPoints(values, norms, squaredCores, columns);
  const settled = new SettledPoints(count);
  let current = 0;
  open.remove(0);
  for (let edge = 0; edge < edges; edge++) {
    if (edge % 256 === 0) throwIfAborted(signal);
    const norm = norms[current] ?? 0;
    const row = values.subarray(current * columns, (current + 1) * columns);
    const slack = cancellationBound(columns, norm, largestNorm);
    open.relax(current, row, norm, squaredCores[current] ?? 0, slack);
    for (let p = open.count - 1; p >= 0; p--) {
      const best = open.best[p] ?? 0;
      if (best <= (open.cores[p] ?? 0)) {
        settled.add(open.ids[p] ?? 0, best, open.source[p] ?? 0);
        open.remove(p);
      }
    }
    const openPlace = smallest(open.best, open.count);
    const settledPlace = smallest(settled.best, settled.count);
    const fromOpen =
      settledPlace < 0 ||
      (openPlace >= 0 && (open.best[openPlace] ?? 0) < (settled.best[settledPlace] ?? 0));
    const pool = fromOpen ? open : settled;
    const place = fromOpen ? openPlace : settledPlace;
    current = pool.ids[place] ?? 0;
    from[edge] = pool.source[place] ?? 0;
    to[edge] = current;
    squares[edge] = pool.best[place] ?? 0;
    pool.remove(place);
  }
  return sortedTree(count, from, to, squares);
}
