/**
 * Exact nearest neighbours from float32 blocks.
 *
 * The kernel gives squared distances of blocks of points; inside one set each block serves both of
 * its sides, so only half of the products are made. A bounded heap a row keeps the k + 16 smallest.
 * Every kept value stands for an interval, value +- roundOff. Where intervals overlap (and the order
 * is open), or rounding is a large part of the distance (near-duplicates), the distance is computed
 * again in float64 from the points. When even the heap's bar may hide a nearer point, the whole row
 * is. So the indices are those of the reference; only distances that decided nothing stay float32.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Matrix } from '../../core/linalg/matrix';
import type { NeighbourOptions } from '../../core/linalg/neighbours';
import { squaredDistance } from '../../core/linalg/pairwise';
import type { Neighbours } from '../../core/linalg/select-nearest';
import { blockRows } from './block-rows';
import { CandidateHeaps } from './candidate-heaps';
import { float32Rows, originOf, roundOff, type Float32Rows } from './float32-rows';

/** Candidates beyond k: enough that the bar is almost never within rounding of the k-th. */
const SPARE_CANDIDATES = 16;
/** Rounding above this share of a squared distance calls for float64. */
const TOLERATED = 1e-4;
/** Blocks along one side of the pair matrix: more of them skip more of its lower half. */
const SYMMETRIC_BLOCKS = 5;

/** The graph run that the search is made of. */
export interface DistanceBlocks {
  /** Squared distances of rows [aStart, aEnd) of a and [bStart, bEnd) of b, row-major. */
  squaredDistances(
    a: Float32Rows,
    aStart: number,
    aEnd: number,
    b: Float32Rows,
    bStart: number,
    bEnd: number,
  ): Promise<Float32Array>;
}

interface Task {
  readonly points: Matrix;
  readonly queries: Matrix;
  readonly left: Float32Rows;
  readonly right: Float32Rows;
  /** True when queries are the points: a row is no neighbour of itself. */
  readonly within: boolean;
  readonly k: number;
  readonly options: NeighbourOptions;
}

function requireK(k: number, available: number): void {
  if (Number.isInteger(k) && k >= 0 && k <= available) return;
  throw new StillroomError(
    'BadParameter',
    `${k} neighbours were asked for where a point has ${available}. Ask for 0 to ${available}.`,
    { k, available },
  );
}

/** Half of the pairs, block by block, each value offered to both of its rows. */
async function visitWithin(
  kernels: DistanceBlocks,
  task: Task,
  heaps: CandidateHeaps,
): Promise<void> {
  const { left, options } = task;
  const n = left.rows;
  const size = Math.min(blockRows(left.columns), Math.max(64, Math.ceil(n / SYMMETRIC_BLOCKS)));
  const { bars } = heaps;
  for (let top = 0; top < n; top += size) {
    const bottom = Math.min(top + size, n);
    for (let start = top; start < n; start += size) {
      throwIfAborted(options.signal);
      const end = Math.min(start + size, n);
      const block = await kernels.squaredDistances(left, top, bottom, left, start, end);
      for (let i = top; i < bottom; i++) {
        const base = (i - top) * (end - start) - start;
        for (let j = Math.max(start, i + 1); j < end; j++) {
          const value = block[base + j] ?? 0;
          if (value < (bars[i] ?? 0)) heaps.push(i, value, j);
          if (value < (bars[j] ?? 0)) heaps.push(j, value, i);
        }
      }
    }
    // Row i still meets n - i others: the share of pairs done is 1 - (left over)^2.
    options.onProgress?.(1 - (1 - bottom / n) ** 2);
  }
}

async function visitQueries(
  kernels: DistanceBlocks,
  task: Task,
  heaps: CandidateHeaps,
): Promise<void> {
  const { left, right, options } = task;
  const size = blockRows(left.columns);
  const { bars } = heaps;
  for (let top = 0; top < left.rows; top += size) {
    const bottom = Math.min(top + size, left.rows);
    for (let start = 0; start < right.rows; start += size) {
      throwIfAborted(options.signal);
      const end = Math.min(start + size, right.rows);
      const block = await kernels.squaredDistances(left, top, bottom, right, start, end);
      let p = 0;
      for (let i = top; i < bottom; i++) {
        for (let j = start; j < end; j++, p++) {
          const value = block[p] ?? 0;
          if (value < (bars[i] ?? 0)) heaps.push(i, value, j);
        }
      }
    }
    options.onProgress?.(bottom / left.rows);
  }
}

interface Candidate {
  readonly index: number;
  readonly squared: number;
  readonly error: number;
}

const byDistance = (a: Candidate, b: Candidate) => a.squared - b.squared || a.index - b.index;

/** Turns one row's heap into its k nearest, in order. */
class RowRanking {
  readonly #task: Task;
  readonly #heaps: CandidateHeaps;

  constructor(task: Task, heaps: CandidateHeaps) {
    this.#task = task;
    this.#heaps = heaps;
  }

  rank(row: number): readonly Candidate[] {
    const { left, right, k } = this.#task;
    const norm = left.norms[row] ?? 0;
    const candidates: Candidate[] = [];
    this.#heaps.forEach(row, (index, squared) => {
      const error = roundOff(left.columns, norm + (right.norms[index] ?? 0));
      candidates.push({ index, squared, error });
    });
    candidates.sort(byDistance);
    const last = candidates[k - 1];
    if (last && this.#mayHide(row, norm, last)) return this.#wholeRow(row).slice(0, k);
    this.#settle(row, candidates, k);
    return candidates.slice(0, k);
  }

  /** True when a point that the heap turned away may be nearer than the k-th that it kept. */
  #mayHide(row: number, norm: number, last: Candidate): boolean {
    const { right, left, within } = this.#task;
    const others = within ? right.rows - 1 : right.rows;
    if (this.#heaps.capacity >= others) return false;
    const bar = this.#heaps.bars[row] ?? 0;
    // A point at distance D has a norm of at most |a| + D.
    const hidden = bar - roundOff(left.columns, 2 * norm + Math.sqrt(bar));
    return hidden <= last.squared + last.error;
  }

  #exactly(row: number, index: number): Candidate {
    const { queries, points } = this.#task;
    return { index, squared: squaredDistance(queries, row, points, index), error: 0 };
  }

  #wholeRow(row: number): Candidate[] {
    const { right, within } = this.#task;
    const all: Candidate[] = [];
    for (let index = 0; index < right.rows; index++) {
      if (!within || index !== row) all.push(this.#exactly(row, index));
    }
    return all.sort(byDistance);
  }

  /** Computes again what is open among the first k, and sorts each open run. */
  #settle(row: number, candidates: Candidate[], k: number): void {
    let start = 0;
    while (start < Math.min(k, candidates.length)) {
      let end = start + 1;
      let reach = upper(candidates[start]);
      while (end < candidates.length && lower(candidates[end]) <= reach) {
        reach = Math.max(reach, upper(candidates[end]));
        end++;
      }
      const first = candidates[start];
      const coarse = first !== undefined && first.error > TOLERATED * first.squared;
      if (end - start > 1 || coarse) {
        const run = candidates.slice(start, end).map(({ index }) => this.#exactly(row, index));
        candidates.splice(start, end - start, ...run.sort(byDistance));
      }
      start = end;
    }
  }
}

function upper(candidate: Candidate | undefined): number {
  return candidate ? candidate.squared + candidate.error : -Infinity;
}

function lower(candidate: Candidate | undefined): number {
  return candidate ? candidate.squared - candidate.error : Infinity;
}

/** See Kernels.neighbours. */
export async function blockNeighbours(
  kernels: DistanceBlocks,
  points: Matrix,
  options: NeighbourOptions,
): Promise<Neighbours> {
  const { queries = points, includeSelf = false } = options;
  const within = options.queries === undefined;
  if (queries.columns !== points.columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `Queries of ${queries.columns} dimensions have no neighbours among points of ${points.columns}.`,
    );
  }
  const withSelf = within && includeSelf && options.k > 0;
  const others = within ? Math.max(0, points.rows - 1) : points.rows;
  requireK(options.k, withSelf ? points.rows : others);
  const k = withSelf ? options.k - 1 : options.k;

  const origin = originOf(points);
  const right = float32Rows(points, origin);
  const left = within ? right : float32Rows(queries, origin);
  const task: Task = { points, queries, left, right, within, k, options };
  const heaps = new CandidateHeaps(
    queries.rows,
    k === 0 ? 0 : Math.min(others, k + SPARE_CANDIDATES),
  );
  if (k > 0) await (within ? visitWithin : visitQueries)(kernels, task, heaps);

  const ranking = new RowRanking(task, heaps);
  const width = options.k;
  const indices = new Int32Array(queries.rows * width);
  const distances = new Float64Array(queries.rows * width);
  for (let row = 0; row < queries.rows; row++) {
    let p = row * width;
    if (withSelf) indices[p++] = row;
    for (const { index, squared } of k > 0 ? ranking.rank(row) : []) {
      indices[p] = index;
      distances[p++] = Math.sqrt(squared);
    }
  }
  return { indices, distances, k: width };
}
