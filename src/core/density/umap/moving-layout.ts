/**
 * A layout on its way: the memory that the kernel works on, filled from graph and start.
 *
 * Random numbers of the repulsion come from xoshiro128++, some 30 million of them a layout, started
 * from the keyed stream of the run. Its state stands in the memory, so that it makes no difference
 * in which portions the edges are gone through.
 */
import { StillroomError } from '../../errors';
import type { Matrix } from '../../linalg/matrix';
import type { RandomStream } from '../../random/stream';
import type { Curve } from './curve';
import { EDGE_BYTES, EDGE_FIELDS, layoutKernel } from './layout-kernel';
import { powerTable } from './power-table';
import { heaviest, type SparseGraph } from './sparse-graph';

export interface MovingLayoutOptions {
  /** Symmetric, weights above 0. */
  readonly graph: SparseGraph;
  /** Where the points start: a vector [n] a dimension. */
  readonly axes: readonly Float64Array[];
  readonly curve: Curve;
  /** Points drawn against each edge that is due. */
  readonly negatives: number;
  readonly random: RandomStream;
}

export interface MovingLayout {
  /** Number of edges, each direction counted. */
  readonly edges: number;
  /**
   * Moves along those of the edges `from` to before `to` that are due.
   * @param epoch from 1
   * @param rate learning rate, 0 to 1
   * @returns how many were due
   */
  readonly advance: (epoch: number, rate: number, from: number, to: number) => number;
  /** A copy of the points where they are now, [n, components]. */
  readonly read: () => Matrix;
}

type Kernel = (epoch: number, rate: number, edge: number, end: number) => number;

const PAGE_BYTES = 65_536;
const VECTOR_LANES = 4;
const VECTOR_BYTES = 16;

/** Gives out the memory from its start, in whole vectors. */
function allotment() {
  let end = 0;
  return {
    take: (bytes: number): number => {
      const address = end;
      end += Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES;
      return address;
    },
    pages: () => Math.max(1, Math.ceil(end / PAGE_BYTES)),
  };
}

function newMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages });
  } catch (cause) {
    throw new StillroomError(
      'OutOfMemory',
      `UMAP needs ${Math.ceil(pages / 16)} MB for this class and did not get them. Close other pages, or take fewer neighbours.`,
      { pages },
      { cause },
    );
  }
}

async function compiled(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory) {
  try {
    const { instance } = await WebAssembly.instantiate(bytes, { memory: { memory } });
    return instance.exports['advance'] as unknown as Kernel;
  } catch (cause) {
    throw new StillroomError(
      'Unsupported',
      'UMAP is computed with the SIMD instructions of WebAssembly, which are not to be had here. Use a browser of 2023 or later.',
      {},
      { cause },
    );
  }
}

/** Writes the edges, row by row: where their ends lie, and when each is due. */
function writeEdges(
  words: DataView,
  address: number,
  graph: SparseGraph,
  pointAddress: (point: number) => number,
): void {
  const { starts, columns, weights } = graph;
  const most = heaviest(graph);
  for (let head = 0; head + 1 < starts.length; head++) {
    for (let e = starts[head] ?? 0; e < (starts[head + 1] ?? 0); e++) {
      const period = most / (weights[e] ?? 0);
      const edge = address + e * EDGE_BYTES;
      words.setInt32(edge + EDGE_FIELDS.head, pointAddress(head), true);
      words.setInt32(edge + EDGE_FIELDS.tail, pointAddress(columns[e] ?? 0), true);
      words.setFloat32(edge + EDGE_FIELDS.period, period, true);
      words.setFloat32(edge + EDGE_FIELDS.due, period, true);
    }
  }
}

/**
 * Readies a layout for its epochs.
 * @throws StillroomError Unsupported without SIMD in WebAssembly, OutOfMemory
 */
export async function movingLayout(options: MovingLayoutOptions): Promise<MovingLayout> {
  const { graph, axes, curve, negatives, random } = options;
  const points = graph.starts.length - 1;
  const components = axes.length;
  const vectors = Math.ceil(components / VECTOR_LANES);
  const stride = vectors * VECTOR_LANES;
  const edges = graph.columns.length;
  const { exponents, mantissas } = powerTable(curve.b);

  const { take, pages } = allotment();
  const addresses = {
    exponents: take(exponents.byteLength),
    mantissas: take(mantissas.byteLength),
    random: take(4 * Uint32Array.BYTES_PER_ELEMENT),
    points: take(points * vectors * VECTOR_BYTES),
  };
  const edgesAddress = take(edges * EDGE_BYTES);
  const memory = newMemory(pages());
  const { buffer } = memory;
  new Float32Array(buffer, addresses.exponents).set(exponents);
  new Float32Array(buffer, addresses.mantissas).set(mantissas);
  // One bit set by hand: the state may not be all 0.
  const words = [random.word(), random.word(), random.word(), (random.word() | 1) >>> 0];
  new Uint32Array(buffer, addresses.random).set(words);
  const values = new Float32Array(buffer, addresses.points, points * stride);
  for (const [d, axis] of axes.entries()) {
    for (let i = 0; i < points; i++) values[i * stride + d] = axis[i] ?? 0;
  }
  const view = new DataView(buffer);
  writeEdges(
    view,
    edgesAddress,
    graph,
    (point) => addresses.points + point * vectors * VECTOR_BYTES,
  );

  const shape = { curve, negatives, points, vectors, addresses, pages: pages() };
  const kernel = await compiled(layoutKernel(shape), memory);
  return {
    edges,
    advance: (epoch, rate, from, to) =>
      kernel(epoch, rate, edgesAddress + from * EDGE_BYTES, edgesAddress + to * EDGE_BYTES),
    read() {
      const data = new Float32Array(points * components);
      for (let i = 0; i < points; i++) {
        data.set(values.subarray(i * stride, i * stride + components), i * components);
      }
      return { data, rows: points, columns: components };
    },
  };
}
