/**
 * The dense kernels: matrix products and column statistics of many points, run as small ONNX graphs
 * on the backend that the model uses, WebAssembly and WebGPU alike.
 *
 * Each has a plain TypeScript reference in src/core/linalg. What the float32 products can't decide
 * (which of two neighbours is nearer, which of two centers) is decided here in float64 from the
 * points themselves, so that indices do not depend on the backend.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Matrix } from '../../core/linalg/matrix';
import type { NeighbourOptions } from '../../core/linalg/neighbours';
import type { Neighbours } from '../../core/linalg/select-nearest';
import type { TransportProblem } from '../../core/transport/problem';
import {
  convergedSinkhorn,
  sinkhorn,
  type ConvergedSinkhornResult,
  type ConvergenceOptions,
  type SinkhornResult,
} from '../../core/transport/sinkhorn';
import type { Engine } from '../engine';
import { floats, type Graph } from '../graph';
import type { KernelGraphs, KernelName } from '../kernel-graphs';
import { assignToCenters, type Assignment } from './assign';
import type { BlockKernels, NearestCenters } from './block-kernels';
import { blockRows } from './block-rows';
import { float32Rows, type Float32Rows } from './float32-rows';
import { blockNeighbours } from './neighbours';
import {
  convergedBySinkhornBlocks,
  sinkhornByBlocks,
  type SinkhornBlock,
  type SinkhornBlockInput,
  type SinkhornBlocks,
} from './sinkhorn';
import { sinkhornKernelPays } from './sinkhorn-rule';

export interface Standardisation {
  /** Float32 [rows, columns]. */
  readonly transformed: Matrix;
  readonly mean: Float32Array;
  /** Population standard deviation, 1 for a constant column. */
  readonly scale: Float32Array;
}

function requireSameColumns(a: Matrix, b: Matrix): void {
  if (a.columns === b.columns) return;
  throw new StillroomError(
    'ShapeMismatch',
    `Points of ${a.columns} and of ${b.columns} dimensions have no distance.`,
    { a: a.columns, b: b.columns },
  );
}

export class Kernels implements BlockKernels, SinkhornBlocks {
  readonly #engine: Engine;
  readonly #sources: KernelGraphs;
  readonly #graphs = new Map<KernelName, Promise<Graph>>();

  constructor(engine: Engine, sources: KernelGraphs) {
    this.#engine = engine;
    this.#sources = sources;
  }

  /** A kernel's session, made at its first use; one that failed is tried again. */
  #graph(name: KernelName): Promise<Graph> {
    const known = this.#graphs.get(name);
    if (known) return known;
    const opening = this.#sources(name).then((content) =>
      this.#engine.createGraph(name, { content }),
    );
    this.#graphs.set(name, opening);
    opening.catch(() => this.#graphs.delete(name));
    return opening;
  }

  async squaredDistances(
    a: Float32Rows,
    aStart: number,
    aEnd: number,
    b: Float32Rows,
    bStart: number,
    bEnd: number,
  ): Promise<Float32Array> {
    const d = a.columns;
    const graph = await this.#graph('pairwise');
    const { squared_distances } = await graph.run(
      {
        a: { values: a.values.subarray(aStart * d, aEnd * d), dims: [aEnd - aStart, d] },
        b: { values: b.values.subarray(bStart * d, bEnd * d), dims: [bEnd - bStart, d] },
        a_squares: { values: a.squares.subarray(aStart, aEnd), dims: [aEnd - aStart, 1] },
        b_squares: { values: b.squares.subarray(bStart, bEnd), dims: [1, bEnd - bStart] },
      },
      ['squared_distances'],
    );
    return floats(squared_distances);
  }

  async nearestCenters(
    points: Float32Rows,
    start: number,
    end: number,
    centers: Float32Rows,
  ): Promise<NearestCenters> {
    const d = points.columns;
    const graph = await this.#graph('assign');
    const { labels, best, second } = await graph.run(
      {
        points: { values: points.values.subarray(start * d, end * d), dims: [end - start, d] },
        centers: { values: centers.values, dims: [centers.rows, d] },
        point_squares: { values: points.squares.subarray(start, end), dims: [end - start, 1] },
        center_squares: { values: centers.squares, dims: [1, centers.rows] },
      },
      ['labels', 'best', 'second'],
    );
    return {
      labels: Int32Array.from(labels.values),
      best: floats(best),
      second: floats(second),
    };
  }

  /**
   * Squared Euclidean distances of all rows, float32 [a.rows, b.rows].
   * @throws StillroomError ShapeMismatch when the dimensions differ; Aborted
   */
  pairwise(a: Matrix, b: Matrix, signal?: AbortSignal): Promise<Float32Array> {
    requireSameColumns(a, b);
    const origin = new Float64Array(a.columns);
    const [left, right] = [float32Rows(a, origin), float32Rows(b, origin)];
    return this.#blocks(a, b, signal, (rows, columns) =>
      this.squaredDistances(left, rows[0], rows[1], right, columns[0], columns[1]),
    );
  }

  /**
   * Cosine distances 1 - a.b / (|a| |b|), float32 [a.rows, b.rows]; 1 where a row is zero.
   * @throws StillroomError ShapeMismatch when the dimensions differ; Aborted
   */
  async cosine(a: Matrix, b: Matrix, signal?: AbortSignal): Promise<Float32Array> {
    requireSameColumns(a, b);
    const graph = await this.#graph('cosine');
    const d = a.columns;
    const [left, right] = [toFloat32(a), toFloat32(b)];
    return this.#blocks(a, b, signal, async (rows, columns) => {
      const { distances } = await graph.run(
        {
          a: { values: left.subarray(rows[0] * d, rows[1] * d), dims: [rows[1] - rows[0], d] },
          b: {
            values: right.subarray(columns[0] * d, columns[1] * d),
            dims: [columns[1] - columns[0], d],
          },
        },
        ['distances'],
      );
      return floats(distances);
    });
  }

  /** Fills [a.rows, b.rows] from blocks of both. */
  async #blocks(
    a: Matrix,
    b: Matrix,
    signal: AbortSignal | undefined,
    block: (
      rows: readonly [number, number],
      columns: readonly [number, number],
    ) => Promise<Float32Array>,
  ): Promise<Float32Array> {
    const size = blockRows(a.columns);
    const out = new Float32Array(a.rows * b.rows);
    for (let top = 0; top < a.rows; top += size) {
      const bottom = Math.min(top + size, a.rows);
      for (let left = 0; left < b.rows; left += size) {
        throwIfAborted(signal);
        const right = Math.min(left + size, b.rows);
        const values = await block([top, bottom], [left, right]);
        const width = right - left;
        for (let i = top; i < bottom; i++) {
          const start = (i - top) * width;
          out.set(values.subarray(start, start + width), i * b.rows + left);
        }
      }
    }
    return out;
  }

  /**
   * The k nearest rows of `points` to each of its rows, or to each row of `queries`: the same
   * indices as the reference `exactNeighbours`, distances within 5e-5 of it, relatively.
   * @throws StillroomError BadParameter when there are fewer than k to choose from; ShapeMismatch;
   *   NonFiniteOutput for values that are no numbers; Aborted
   */
  neighbours(points: Matrix, options: NeighbourOptions): Promise<Neighbours> {
    return blockNeighbours(this, points, options);
  }

  /**
   * (x - mean) / scale by columns, in float32; mean and scale are computed unless they are given.
   * @throws StillroomError ShapeMismatch when given ones have another length
   */
  async standardise(
    points: Matrix,
    given?: { readonly mean: Float32Array; readonly scale: Float32Array },
  ): Promise<Standardisation> {
    const { rows, columns } = points;
    const values = toFloat32(points);
    const dims = [rows, columns];
    const moments = given ?? (await this.#moments(values, dims));
    if (moments.mean.length !== columns || moments.scale.length !== columns) {
      throw new StillroomError(
        'ShapeMismatch',
        `Means and scales of ${moments.mean.length} columns do not fit points of ${columns}.`,
        { given: moments.mean.length, columns },
      );
    }
    const graph = await this.#graph('standardise');
    const { standardised } = await graph.run(
      {
        points: { values, dims },
        mean: { values: moments.mean, dims: [columns] },
        scale: { values: moments.scale, dims: [columns] },
      },
      ['standardised'],
    );
    return { transformed: { data: floats(standardised), rows, columns }, ...moments };
  }

  async #moments(values: Float32Array, dims: readonly number[]) {
    const graph = await this.#graph('moments');
    const { mean, scale } = await graph.run({ points: { values, dims } }, ['mean', 'scale']);
    return { mean: floats(mean), scale: floats(scale) };
  }

  /**
   * The nearest center of every point; of equally near ones the first.
   * @param centers at least one row
   * @throws StillroomError ShapeMismatch when the dimensions differ; BadParameter without centers
   */
  assign(points: Matrix, centers: Matrix, signal?: AbortSignal): Promise<Assignment> {
    requireSameColumns(points, centers);
    return assignToCenters(this, points, centers, signal);
  }

  async sinkhornBlock(
    form: 'sinkhorn' | 'sinkhorn-log',
    { cost, logA, logB, g, epsilon }: SinkhornBlockInput,
  ): Promise<SinkhornBlock> {
    const graph = await this.#graph(form);
    const [rows, columns] = [logA.length, logB.length];
    const feeds = {
      cost: { values: cost, dims: [rows, columns] },
      log_a: { values: logA, dims: [1, rows] },
      log_b: { values: logB, dims: [1, columns] },
      g: { values: g, dims: [1, columns] },
      epsilon: { values: Float32Array.of(epsilon), dims: [] },
    };
    const outputs = ['f_before', 'f', 'g_after'] as const;
    if (form === 'sinkhorn-log') {
      const { f_before, f, g_after } = await graph.run(feeds, outputs);
      return { fBefore: floats(f_before), f: floats(f), g: floats(g_after), reach: 0 };
    }
    const { f_before, f, g_after, reach } = await graph.run(feeds, [...outputs, 'reach']);
    return {
      fBefore: floats(f_before),
      f: floats(f),
      g: floats(g_after),
      reach: floats(reach)[0] ?? Infinity,
    };
  }

  /**
   * As core's `sinkhorn`, on the backend where that is faster (see sinkhorn-rule.ts).
   * @throws StillroomError BadParameter, ShapeMismatch, Aborted
   */
  async sinkhorn(
    problem: TransportProblem,
    epsilon: number,
    iterations: number,
    signal?: AbortSignal,
  ): Promise<SinkhornResult> {
    return sinkhornKernelPays(problem, epsilon, iterations)
      ? sinkhornByBlocks(this, problem, epsilon, iterations, signal)
      : sinkhorn(problem, epsilon, iterations);
  }

  /**
   * As core's `convergedSinkhorn`, on the backend where that is faster.
   * @throws StillroomError BadParameter, ShapeMismatch, Aborted
   */
  async convergedSinkhorn(
    problem: TransportProblem,
    options: ConvergenceOptions,
  ): Promise<ConvergedSinkhornResult> {
    return sinkhornKernelPays(problem, options.epsilon)
      ? convergedBySinkhornBlocks(this, problem, options)
      : convergedSinkhorn(problem, options);
  }
}

function toFloat32({ data }: Matrix): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
