/**
 * UMAP (McInnes, Healy, Melville 2018) from neighbours that we found ourselves, laid out by the
 * WebAssembly of embedding-atlas.
 *
 * The library builds the fuzzy graph, starts from its spectral layout and moves the points epoch by
 * epoch with a learning rate that falls linearly to 0. Its own `run` does all epochs without
 * letting go of the thread; we step through them under the same learning rates instead, so that
 * the work shows its progress and can be cancelled. That is free: 500 steps of one epoch take as long
 * as one step of 500, and as `run`; for 1,300 points with 85 neighbours in 50 dimensions 70 % of the
 * time is the library's sampling loop and 30 % its power function. Equal seeds give equal embeddings. The number of
 * epochs is that of umap-learn: 500, and 200 above 10,000 points.
 */
import { createUMAPFromKNN } from 'embedding-atlas/umap';
import { StillroomError, throwIfAborted } from '../errors';
import { requireFinite, type Matrix } from '../linalg/matrix';
import type { Neighbours } from '../linalg/select-nearest';

export interface UmapOptions {
  /** Dimensions of the embedding: 50 to cluster in, 2 to look at. */
  readonly components: number;
  /** How close points may be packed, 0 to 1; 0 for clustering. */
  readonly minDist: number;
  /** Whole number, 0 or more. */
  readonly seed: number;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const EPOCHS_BETWEEN_PAUSES = 20;
/** Share of the work that goes into graph and start, in the progress shown. */
const PREPARATION = 0.1;
/** Where the library's own progress stands when its preparation is over. */
const LIBRARY_PREPARATION = 0.45;

/** Lets the thread take its messages, an abort among them. */
const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

function requireSelfFirst({ indices, k }: Neighbours, count: number): void {
  const fits = indices.length === count * k && k >= Math.min(2, count);
  if (fits && indices.every((index, p) => p % k !== 0 || index === p / k)) return;
  throw new StillroomError(
    'ShapeMismatch',
    `UMAP needs for each of ${count} points its neighbours, at least 2, the point itself first; it got ${indices.length} indices, ${k} a point.`,
  );
}

/**
 * Embeds points by their neighbours.
 * @param neighbours of every point, itself first: the list's length is UMAP's n_neighbors
 * @param count number of points n
 * @returns the embedding, [n, components]
 * @throws StillroomError ShapeMismatch for lists without the point itself, NonFiniteOutput, Aborted
 */
export async function umap(
  neighbours: Neighbours,
  count: number,
  { components, minDist, seed, onProgress, signal }: UmapOptions,
): Promise<Matrix> {
  requireSelfFirst(neighbours, count);
  throwIfAborted(signal);
  if (count < 2) {
    return { data: new Float32Array(count * components), rows: count, columns: components };
  }
  const layout = await createUMAPFromKNN(
    count,
    components,
    neighbours.indices,
    Float32Array.from(neighbours.distances),
    {
      seed,
      minDist,
      spread: 1,
      progress: (share) => {
        if (share < LIBRARY_PREPARATION) onProgress?.((share / LIBRARY_PREPARATION) * PREPARATION);
      },
    },
  );
  try {
    const epochs = count <= 10_000 ? 500 : 200;
    for (let epoch = 0; epoch < epochs; epoch++) {
      if (epoch % EPOCHS_BETWEEN_PAUSES === 0) {
        onProgress?.(PREPARATION + (1 - PREPARATION) * (epoch / epochs));
        await pause();
        throwIfAborted(signal);
      }
      layout.setParameters({ learningRate: 1 - epoch / epochs });
      await layout.step(1);
    }
    onProgress?.(1);
    const embedding = {
      data: new Float32Array(layout.embedding),
      rows: count,
      columns: components,
    };
    requireFinite(embedding, 'UMAP');
    return embedding;
  } finally {
    layout.destroy();
  }
}
