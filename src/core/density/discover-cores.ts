/**
 * CoDA's distribution discovery for one class, from latents to cores (arXiv 2512.03844):
 *
 *   standardise -> exact neighbours -> UMAP to 50 dimensions -> HDBSCAN -> exactly IPC cores
 *
 * Neighbours and UMAP are handed in, since a page computes them elsewhere (an ONNX kernel, another
 * worker); what stands here are their plain forms. The result keeps every stage, so that a slider
 * redoes only what it changes: minClusterSize goes back to the density tree, minSamples to the
 * reduced points, the number of neighbours to the neighbours.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { requireFinite, type Matrix } from '../linalg/matrix';
import { exactNeighbours } from '../linalg/neighbours';
import type { Neighbours } from '../linalg/select-nearest';
import { standardise } from '../linalg/standardise';
import { selectCores, type CoreSet } from './core-set';
import { densityTree } from './hdbscan';
import type { SpanningTree } from './reachability-tree';
import { umap, type UmapOptions } from './umap';

export interface DiscoveryOptions {
  readonly imagesPerClass: number;
  /** UMAP's n_neighbors, the point itself counted; at most the number of images is used. */
  readonly neighbours: number;
  /** Dimensions to cluster in; CoDA takes 50. */
  readonly components: number;
  readonly minDist: number;
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly seedCandidates?: number;
  readonly seed: number;
  /** Class folder's name, keys the random numbers. */
  readonly name?: string;
}

export type DiscoveryStage = 'standardise' | 'neighbours' | 'reduce' | 'cluster' | 'cores';

export interface DiscoverySteps {
  /** k nearest of every point, itself first. Exact neighbours in TypeScript when left out. */
  readonly neighbours?: (
    points: Matrix,
    k: number,
    signal: AbortSignal | undefined,
    onProgress: (share: number) => void,
  ) => Neighbours | Promise<Neighbours>;
  /** UMAP when left out. */
  readonly reduce?: (
    neighbours: Neighbours,
    count: number,
    options: UmapOptions,
  ) => Matrix | Promise<Matrix>;
  /** Stage and the share of it that is done, 0 to 1. */
  readonly onProgress?: (stage: DiscoveryStage, share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Discovery extends CoreSet {
  /** In the standardised space, each point first among its own. */
  readonly neighbours: Neighbours;
  /** The class in the space that is clustered, [n, components]. */
  readonly reduced: Matrix;
  /** Of the reduced points at this minSamples. */
  readonly tree: SpanningTree;
}

const plainNeighbours: NonNullable<DiscoverySteps['neighbours']> = (
  points,
  k,
  signal,
  onProgress,
) => exactNeighbours(points, { k, includeSelf: true, signal, onProgress });

/**
 * Discovers the cores of one class.
 * @param latents the class's images as scaled latents (posterior means), flattened, [n, d]
 * @throws StillroomError TooFewImages when there are fewer images than cores wanted; TooFewCores;
 *   BadParameter; NonFiniteOutput; Aborted
 */
export async function discoverCores(
  latents: Matrix,
  options: DiscoveryOptions,
  { neighbours = plainNeighbours, reduce = umap, onProgress, signal }: DiscoverySteps = {},
): Promise<Discovery> {
  const { imagesPerClass, components, minDist, minSamples, seed } = options;
  const count = latents.rows;
  if (count < imagesPerClass) {
    throw new StillroomError(
      'TooFewImages',
      `${imagesPerClass} images per class were asked for, but this class has ${count} images. Ask for ${count} at most, or add images.`,
      { imagesPerClass, images: count },
    );
  }
  throwIfAborted(signal);
  onProgress?.('standardise', 0);
  requireFinite(latents, 'encoding');
  const { transformed } = standardise(latents);
  onProgress?.('standardise', 1);

  const k = Math.min(options.neighbours, count);
  const found = await neighbours(transformed, k, signal, (share) =>
    onProgress?.('neighbours', share),
  );
  throwIfAborted(signal);
  const reduced = await reduce(found, count, {
    components,
    minDist,
    seed,
    signal,
    onProgress: (share) => onProgress?.('reduce', share),
  });
  throwIfAborted(signal);
  onProgress?.('cluster', 0);
  const tree = densityTree(reduced, { minSamples, signal });
  onProgress?.('cluster', 1);
  onProgress?.('cores', 0);
  const coreSet = selectCores(reduced, { ...options, tree, signal });
  onProgress?.('cores', 1);
  return { ...coreSet, neighbours: found, reduced, tree };
}
