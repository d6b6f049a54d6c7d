/**
 * Exact nearest neighbours by brute force, in the plain TypeScript that the ONNX kernel is tested
 * against.
 *
 * Distances come in tiles from |a|^2 + |b|^2 - 2 a.b (see distance-tile.ts) on points moved to
 * their mean, and serve to choose k + 8 candidates a row. The candidates' distances are then
 * computed from the definition. When the bar for entering the list is not clearly above the k-th
 * exact distance (many duplicates, a regular grid), the whole row is computed from the definition
 * instead: slower, never approximate. Inside one set each tile serves both of its sides, and is left
 * out where balls around the points show that no candidate is in it (see balls.ts).
 */
import { StillroomError, throwIfAborted } from '../errors';
import { BALL_POINTS, ballsOf, mayReach, type Balls } from './balls';
import { cancellationBound, squaredDistanceTile, tileRows } from './distance-tile';
import { columnMeans, requireFinite, shiftedRows, type Matrix } from './matrix';
import { NearestHeaps } from './nearest-heaps';
import { squaredDistance } from './pairwise';
import { rankCandidates, selectNearest, type Neighbours } from './select-nearest';

/** Candidates beyond k, against ties and rounding. */
const SPARE_CANDIDATES = 8;
const TILE_ROWS = 64;

export interface NeighbourOptions {
  /** Neighbours a point, the point itself included when `includeSelf` is set. */
  readonly k: number;
  /** Without queries: puts each point first among its own neighbours, at distance 0. */
  readonly includeSelf?: boolean;
  /** Points whose neighbours are sought, when they are not `points` themselves. */
  readonly queries?: Matrix;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

function requireK(k: number, available: number, what: string): void {
  if (!Number.isInteger(k) || k < 0 || k > available) {
    throw new StillroomError(
      'BadParameter',
      `${k} neighbours were asked for where ${what} has ${available}. Ask for 0 to ${available}.`,
      { k, available },
    );
  }
}

/** Lets the pairs of points of two balls, or of one, compete. */
function visitPair(
  { rows, ids, starts }: Balls,
  first: number,
  second: number,
  heaps: NearestHeaps,
  tile: Float64Array,
): void {
  const { bars } = heaps;
  const top = starts[first] ?? 0;
  const bottom = starts[first + 1] ?? 0;
  const left = starts[second] ?? 0;
  const right = starts[second + 1] ?? 0;
  squaredDistanceTile(rows, top, bottom, rows, left, right, tile);
  for (let i = top; i < bottom; i++) {
    const base = (i - top) * (right - left) - left;
    for (let j = Math.max(left, i + 1); j < right; j++) {
      const value = tile[base + j] ?? 0;
      if (value < (bars[i] ?? 0)) heaps.push(i, value, ids[j] ?? 0);
      if (value < (bars[j] ?? 0)) heaps.push(j, value, ids[i] ?? 0);
    }
  }
}

/** Visits every pair of one set once, balls next to each other first, as they lower the bars most. */
function visitPairs(
  balls: Balls,
  { onProgress, signal }: NeighbourOptions,
  heaps: NearestHeaps,
): void {
  const { count } = balls;
  const { bars } = heaps;
  const tile = new Float64Array(BALL_POINTS * BALL_POINTS);
  for (let apart = 0; apart < count; apart++) {
    throwIfAborted(signal);
    for (let first = 0, second = apart; second < count; first++, second++) {
      if (mayReach(balls, first, second, bars) || mayReach(balls, second, first, bars)) {
        visitPair(balls, first, second, heaps, tile);
      }
    }
    // A ball still meets count - apart - 1 others: the share of pairs done is 1 - (left over)^2.
    onProgress?.(1 - (1 - (apart + 1) / count) ** 2);
  }
}

/** k nearest others of every point of one set. */
function nearestOthers(points: Matrix, k: number, options: NeighbourOptions): Neighbours {
  const { rows: count, columns } = points;
  const balls = ballsOf(shiftedRows(points, columnMeans(points)), count, columns);
  const { norms, largestNorm } = balls.rows;
  const capacity = Math.min(count - 1, k + SPARE_CANDIDATES);
  const heaps = new NearestHeaps(count, capacity);
  visitPairs(balls, options, heaps);
  const indices = new Int32Array(count * k);
  const distances = new Float64Array(count * k);
  const row = new Float64Array(count);
  balls.ids.forEach((i, place) => {
    const exact = (j: number): number => squaredDistance(points, i, points, j);
    rankCandidates(heaps.indicesOf(place), exact, k, indices, distances, i * k);
    const slack = cancellationBound(columns, norms[place] ?? 0, largestNorm);
    const last = (distances[i * k + k - 1] ?? 0) ** 2 * (1 + 4 * Number.EPSILON);
    if (capacity < count - 1 && last >= (heaps.bars[place] ?? 0) - slack) {
      for (let j = 0; j < count; j++) row[j] = exact(j);
      const whole = selectNearest(row, 1, count, k, {
        exact: (_, j) => row[j] ?? 0,
        own: () => i,
      });
      indices.set(whole.indices, i * k);
      distances.set(whole.distances, i * k);
    }
  });
  return { indices, distances, k };
}

function nearestToQueries(
  points: Matrix,
  queries: Matrix,
  { k, onProgress, signal }: NeighbourOptions,
): Neighbours {
  const { columns } = points;
  const mean = columnMeans(points);
  const targets = tileRows(shiftedRows(points, mean), points.rows, columns);
  const sources = tileRows(shiftedRows(queries, mean), queries.rows, columns);
  const indices = new Int32Array(queries.rows * k);
  const distances = new Float64Array(queries.rows * k);
  const block = new Float64Array(TILE_ROWS * points.rows);
  for (let top = 0; top < queries.rows; top += TILE_ROWS) {
    throwIfAborted(signal);
    const bottom = Math.min(top + TILE_ROWS, queries.rows);
    squaredDistanceTile(sources, top, bottom, targets, 0, points.rows, block);
    const found = selectNearest(block, bottom - top, points.rows, k, {
      exact: (r, j) => squaredDistance(queries, top + r, points, j),
      slack: (r) => cancellationBound(columns, sources.norms[top + r] ?? 0, targets.largestNorm),
    });
    indices.set(found.indices, top * k);
    distances.set(found.distances, top * k);
    onProgress?.(bottom / queries.rows);
  }
  return { indices, distances, k };
}

/** Puts every point before its neighbours, at distance 0. */
function withSelf({ indices, distances, k }: Neighbours, count: number): Neighbours {
  const width = k + 1;
  const selfIndices = new Int32Array(count * width);
  const selfDistances = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    selfIndices[i * width] = i;
    selfIndices.set(indices.subarray(i * k, i * k + k), i * width + 1);
    selfDistances.set(distances.subarray(i * k, i * k + k), i * width + 1);
  }
  return { indices: selfIndices, distances: selfDistances, k: width };
}

/**
 * The k nearest rows of `points` to each of its rows, or to each row of `queries`.
 * @returns indices and Euclidean distances [rows, k], nearest first, equal distances by index
 * @throws StillroomError BadParameter when there are fewer than k to choose from; ShapeMismatch
 *   when queries have other dimensions; NonFiniteOutput for values that are no numbers; Aborted
 */
export function exactNeighbours(points: Matrix, options: NeighbourOptions): Neighbours {
  const { k, queries, includeSelf = false } = options;
  requireFinite(points, 'nearest neighbours');
  if (queries !== undefined) {
    if (queries.columns !== points.columns) {
      throw new StillroomError(
        'ShapeMismatch',
        `Queries of ${queries.columns} dimensions have no neighbours among points of ${points.columns}.`,
      );
    }
    requireFinite(queries, 'nearest neighbours');
    requireK(k, points.rows, 'a query');
    return nearestToQueries(points, queries, options);
  }
  const others = Math.max(0, points.rows - 1);
  requireK(k, includeSelf ? points.rows : others, 'each point');
  if (!includeSelf) return nearestOthers(points, k, options);
  if (k === 0) return nearestOthers(points, 0, options);
  return withSelf(nearestOthers(points, k - 1, options), points.rows);
}
