/**
 * The dense kernels: what the analysis asks of whole classes that is worth a matrix product, run as
 * small ONNX graphs by the model's ONNX Runtime, always on the processor.
 *
 * Why not on the model's graphics card: the search is half product and half choice. The card makes the
 * products of 1,300 points in 4,096 dimensions (7 billion multiply-adds) in no time, but the points go up
 * and every block of distances comes back to be looked through here. On the fastest card at hand, an
 * H100, the whole took 473 ms, and 268 ms on 16 threads of the processor beside it. So the processor is
 * the faster or at worst a small part of a second slower, in work of which UMAP then takes seconds; the card
 * stays free for the model; and a class has the same neighbours, to the last bit of every distance,
 * whatever computes its images. A probe at run time could choose differently from one day to the next, and
 * with it the last bits of a map.
 *
 * Each has a plain TypeScript reference in src/core/linalg. What the float32 products can't decide
 * (which of two neighbours is nearer) is decided here in float64 from the points themselves, so that
 * indices do not depend on the backend. What is asked for while a model samples or scores stays off
 * this thread: k-means of a ranked list, the transport plans of a guidance step.
 */
import type { Matrix } from '../../core/linalg/matrix';
import type { NeighbourOptions } from '../../core/linalg/neighbours';
import type { Neighbours } from '../../core/linalg/select-nearest';
import { floats, type Graph } from '../graph';
import type { KernelGraphs, KernelName } from '../kernel-graphs';
import type { Session } from '../session';
import type { Float32Rows } from './float32-rows';
import { blockNeighbours, type DistanceBlocks } from './neighbours';

export interface Standardisation {
  /** Float32 [rows, columns]. */
  readonly transformed: Matrix;
  readonly mean: Float32Array;
  /** Population standard deviation, 1 for a constant column. */
  readonly scale: Float32Array;
}

export class Kernels implements DistanceBlocks {
  readonly #session: Session;
  readonly #sources: KernelGraphs;
  readonly #graphs = new Map<KernelName, Promise<Graph>>();

  constructor(session: Session, sources: KernelGraphs) {
    this.#session = session;
    this.#sources = sources;
  }

  /** A kernel's graph, opened at its first use; one that failed is tried again. */
  #graph(name: KernelName): Promise<Graph> {
    const known = this.#graphs.get(name);
    if (known) return known;
    const opening = this.#sources(name).then((content) =>
      this.#session.createGraph(name, { content, onProcessor: true }),
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

  /**
   * The k nearest rows of `points` to each of its rows, or to each row of `queries`: the same
   * indices as the reference `exactNeighbours`, distances within 5e-5 of it, relatively.
   * @throws StillroomError BadParameter when there are fewer than k to choose from; ShapeMismatch;
   *   NonFiniteOutput for values that are no numbers; Aborted
   */
  neighbours(points: Matrix, options: NeighbourOptions): Promise<Neighbours> {
    return blockNeighbours(this, points, options);
  }

  /** (x - mean) / scale by columns, in float32. */
  async standardise(points: Matrix): Promise<Standardisation> {
    const { data, rows, columns } = points;
    const values = data instanceof Float32Array ? data : Float32Array.from(data);
    const dims = [rows, columns];
    const moments = await this.#moments(values, dims);
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
}
