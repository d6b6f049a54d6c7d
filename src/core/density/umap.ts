/**
 * UMAP (McInnes, Healy, Melville 2018) from neighbours that we found ourselves.
 *
 *   neighbours -> fuzzy graph -> spectral start -> epochs of attraction and repulsion
 *
 * The parts that have one right answer (rho, sigma, the fuzzy graph, the curve's a and b) are those
 * of umap-learn to its tolerances; the layout is its algorithm with other random numbers. Settings
 * that are not offered are at its defaults: spread 1, 5 negative samples, repulsion 1, learning rate
 * 1 falling linearly to 0, 500 epochs, and 200 above 10,000 points. What differs: each edge gets
 * exactly 5 negative samples when it is due, where umap-learn's rounded schedule gives 4 or 5; the
 * start's noise is uniform.
 *
 * Equal input and seed give equal bytes in every browser and in Node. No part calls a function whose
 * last bits ECMAScript leaves to the engine, and the epochs run in WebAssembly of our own without
 * relaxed instructions (see portable-exp.ts and layout-kernel.ts).
 */
import { StillroomError, throwIfAborted } from '../errors';
import { requireFinite, type Matrix } from '../linalg/matrix';
import type { Neighbours } from '../linalg/select-nearest';
import { randomStream } from '../random/stream';
import { fitCurve } from './umap/curve';
import { fuzzyGraph, type FuzzyGraphOptions } from './umap/fuzzy-graph';
import { movingLayout } from './umap/moving-layout';
import { Pace } from './umap/pace';
import { heaviest, pruned } from './umap/sparse-graph';
import { startingLayout } from './umap/starting-layout';

export interface UmapOptions extends FuzzyGraphOptions {
  /** Dimensions of the embedding: 50 to cluster in, 2 to look at. */
  readonly components: number;
  /** How close points may be packed, 0 to 1; 0 for clustering. */
  readonly minDist: number;
  /** Whole number, 0 or more. */
  readonly seed: number;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Called after every epoch; takes effect on nothing. */
  readonly onEpoch?: ((state: UmapEpoch) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A layout that is under way. */
export interface UmapEpoch {
  /** Epochs done, 1 to `epochs`. */
  readonly epoch: number;
  readonly epochs: number;
  /** A copy of the embedding as it is now, [n, components]; to be called before the callback ends. */
  readonly layout: () => Matrix;
}

const SPREAD = 1;
const NEGATIVES = 5;
/** Share of the work that goes into graph and start, in the progress shown. */
const PREPARATION = 0.15;
/** What a move costs beside its coordinates (power, division, random number), in multiply-adds. */
const MOVE_COST = 15;
/** What each of its coordinates costs: eight operations, four coordinates at a time. */
const COORDINATE_COST = 0.5;
/** Multiply-adds after which the work is counted. */
const PORTION = 5_000_000;

function requireNeighbours({ indices, k }: Neighbours, count: number): void {
  const fits = indices.length === count * k && k >= Math.min(2, count);
  const known = indices.every((index) => index >= 0 && index < count);
  if (fits && known && indices.every((index, p) => p % k !== 0 || index === p / k)) return;
  throw new StillroomError(
    'ShapeMismatch',
    `UMAP needs for each of ${count} points its neighbours, at least 2, the point itself first; it got ${indices.length} indices, ${k} a point.`,
  );
}

function requireDimensions(components: number): void {
  if (Number.isInteger(components) && components > 0) return;
  throw new StillroomError(
    'BadParameter',
    `UMAP cannot embed in ${components} dimensions. Choose a whole number from 1.`,
    { components },
  );
}

/**
 * Embeds points by their neighbours.
 * @param neighbours of every point, itself first: the list's length is UMAP's n_neighbors
 * @param count number of points n
 * @returns the embedding, [n, components]
 * @throws StillroomError ShapeMismatch for lists without the point itself, BadParameter,
 *   NonFiniteOutput, Unsupported, OutOfMemory, Aborted
 */
export async function umap(
  neighbours: Neighbours,
  count: number,
  options: UmapOptions,
): Promise<Matrix> {
  const { components, minDist, seed, onProgress, onEpoch, signal } = options;
  requireDimensions(components);
  requireNeighbours(neighbours, count);
  const curve = fitCurve(minDist, SPREAD);
  throwIfAborted(signal);
  if (count < 2) {
    return { data: new Float32Array(count * components), rows: count, columns: components };
  }
  const pace = new Pace(signal);
  const epochs = count <= 10_000 ? 500 : 200;
  const fuzzy = await fuzzyGraph(neighbours, options, pace);
  onProgress?.(PREPARATION / 3);
  await pace.rest();
  // What is lighter would not be due once.
  const graph = pruned(fuzzy.graph, heaviest(fuzzy.graph) / epochs);
  const start = randomStream({ seed, purpose: 'umap-start' });
  const axes = await startingLayout(graph, components, start, pace);
  await pace.rest();
  const random = randomStream({ seed, purpose: 'umap-negative-samples' });
  const layout = await movingLayout({ graph, axes, curve, negatives: NEGATIVES, random });
  await pace.rest();
  const edgeCost = (1 + NEGATIVES) * (COORDINATE_COST * components + MOVE_COST);
  const portion = Math.ceil(PORTION / edgeCost);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    onProgress?.(PREPARATION + (1 - PREPARATION) * ((epoch - 1) / epochs));
    const rate = 1 - (epoch - 1) / epochs;
    for (let from = 0; from < layout.edges; from += portion) {
      const to = Math.min(from + portion, layout.edges);
      const due = layout.advance(epoch, rate, from, to);
      await pace.spend(to - from + due * edgeCost);
    }
    onEpoch?.({ epoch, epochs, layout: layout.read });
  }
  const embedding = layout.read();
  requireFinite(embedding, 'UMAP');
  onProgress?.(1);
  return embedding;
}
