/**
 * CoDA's distribution discovery for one class, from latents to cores (arXiv 2512.03844):
 *
 *   latents, their pooled form or the denoiser's features -> standardise -> exact neighbours -> UMAP to 50 dimensions -> HDBSCAN -> exactly IPC cores
 *
 * Every stage is kept under what it was made from, so a slider redoes only what it changes: the number
 * of neighbours goes back to the neighbours, minSamples and minClusterSize to the reduced points, whose
 * density tree the analysis remembers. Runs, maps and measurements all go through here. The map that is
 * drawn is the same way with two dimensions in place of 50; nothing is clustered in it.
 *
 * The arithmetic is in core/density and core/linalg (their essays say where it departs from the
 * official code); where it is computed is the affair of the `Analysis` that is handed in.
 */
import { StillroomError } from '../../core/errors';
import { averagePool } from '../../core/linalg/pool';
import type { Neighbours } from '../../core/linalg/select-nearest';
import type { RepresentativeImages } from '../../methods/find-targets';
import type { CoreSpace } from '../../methods/targets';
import type { ClusterResult, NamedPoints } from '../analysis/requests';
import { onceMore } from '../restart';
import { featurePoints } from './feature-points';
import { keptStage } from './kept-stage';
import type { ClassLatents, OwnedPoints } from './latents';
import type { StageParts } from './stage-parts';
import { stageName, type StageKind } from './stages';

interface Space {
  readonly components: number;
  readonly minDist: number;
}

/** CoDA clusters in 50 dimensions, packed as tight as the neighbours allow. */
const CLUSTER_SPACE: Space = { components: 50, minDist: 0 };
/** The map is for the eye: UMAP's own default spacing. */
export const MAP_SPACE: Space = { components: 2, minDist: 0.1 };
/** CoDA fixes UMAP's seed; the run's seed decides images, never which cores a class has. */
export const DISCOVERY_SEED = 0;

type DiscoveryParts = Pick<StageParts, 'analysis' | 'stages'>;

/** Share done, 0 to 1. */
export type OnShare = (share: number) => void;

function isNeighbours(value: unknown): value is Neighbours {
  if (typeof value !== 'object' || value === null) return false;
  const { indices, distances, k } = value as Partial<Neighbours>;
  return (
    indices instanceof Int32Array &&
    (distances instanceof Float64Array || distances instanceof Float32Array) &&
    indices.length === distances.length &&
    typeof k === 'number'
  );
}

/** In the standardised space, each point first among its own. */
export const NEIGHBOURS: StageKind<Neighbours> = {
  name: 'neighbours',
  version: 3,
  accepts: isNeighbours,
};

/** Points in a reduced space, [rows, components]. */
export const REDUCED: StageKind<Float32Array> = {
  name: 'reduced',
  version: 2,
  accepts: (value) => value instanceof Float32Array,
};

function isClusterResult(value: unknown): value is ClusterResult {
  if (typeof value !== 'object' || value === null) return false;
  const { labels, probabilities, clusterCount, cores, problem, supply } =
    value as Partial<ClusterResult>;
  return (
    labels instanceof Int32Array &&
    probabilities instanceof Float64Array &&
    labels.length === probabilities.length &&
    typeof clusterCount === 'number' &&
    Array.isArray(cores) &&
    (problem === null || typeof problem === 'string') &&
    supply !== undefined
  );
}

export const CLUSTERS: StageKind<ClusterResult> = {
  name: 'clusters',
  version: 2,
  accepts: isClusterResult,
};

async function reduced(
  { analysis, stages }: DiscoveryParts,
  points: OwnedPoints,
  wanted: number,
  space: Space,
  signal: AbortSignal,
  onShare: OnShare,
  seed: number = DISCOVERY_SEED,
): Promise<OwnedPoints> {
  const { owner, rows } = points;
  const k = Math.min(wanted, rows);
  const inputs = { points: points.key, k, ...space, seed };
  const data = await keptStage(stages, REDUCED, owner, inputs, signal, async () => {
    const asked = { points: points.key, k };
    const neighbours = await keptStage(stages, NEIGHBOURS, owner, asked, signal, () =>
      onceMore(() => analysis.neighbours(points, k, signal), { signal }),
    );
    const request = { neighbours, count: rows, ...space, seed };
    return onceMore(() => analysis.reduce(request, signal, onShare), { signal });
  });
  return { key: stageName(REDUCED, inputs), data, rows, columns: space.components, owner };
}

/** Cells a side of a pooled latent, as in a reproduction of CoDA by others that found more accuracy there. */
const POOLED_CELLS = 8;

/**
 * A class's points as its cores are looked for.
 * @param onShare of what is made of the latents first, 0 to 1
 * @throws StillroomError as `featurePoints`
 */
export async function corePoints(
  parts: StageParts,
  latents: ClassLatents,
  space: CoreSpace,
  signal: AbortSignal,
  onShare: OnShare = () => undefined,
): Promise<OwnedPoints> {
  switch (space) {
    case 'latents':
      return latents;
    case 'pooled': {
      const pooled = averagePool(latents, latents.shape, POOLED_CELLS);
      const { key, owner } = latents;
      const data = Float32Array.from(pooled.data);
      return { ...pooled, data, key: `${key}/pooled-${POOLED_CELLS}`, owner };
    }
    case 'features':
      return featurePoints(parts, latents, signal, onShare);
    default:
      return space satisfies never;
  }
}

/**
 * The space that is clustered, [rows, 50].
 * @param k UMAP's n_neighbors, the point itself counted; at most the number of points is used
 * @param seed of UMAP; no run has another than the usual one
 * @throws StillroomError NonFiniteOutput, Aborted
 */
export function clusterSpace(
  parts: DiscoveryParts,
  points: OwnedPoints,
  k: number,
  signal: AbortSignal,
  onShare: OnShare = () => undefined,
  seed: number = DISCOVERY_SEED,
): Promise<OwnedPoints> {
  return reduced(parts, points, k, CLUSTER_SPACE, signal, onShare, seed);
}

/** The map that is drawn, [rows, 2]. @throws StillroomError NonFiniteOutput, Aborted */
export async function mapOf(
  parts: DiscoveryParts,
  points: OwnedPoints,
  k: number,
  signal: AbortSignal,
  onShare: OnShare = () => undefined,
): Promise<NamedPoints> {
  return reduced(parts, points, k, MAP_SPACE, signal, onShare);
}

/** What clusters and cores depend on beside the points. */
export interface ClusterSettings {
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly seedCandidates: number;
  readonly imagesPerClass: number;
  /** Class folder's name: keys the random numbers. */
  readonly name: string;
}

/**
 * Clusters and cores of a class; a class that does not support as many cores has a problem in their
 * place.
 * @param space from `clusterSpace`
 */
export function clusters(
  { analysis, stages }: DiscoveryParts,
  space: OwnedPoints,
  settings: ClusterSettings,
  signal: AbortSignal,
): Promise<ClusterResult> {
  const { minClusterSize, minSamples, seedCandidates, imagesPerClass, name } = settings;
  const own = { minClusterSize, minSamples, seedCandidates, imagesPerClass, name };
  const inputs = { points: space.key, ...own, seed: DISCOVERY_SEED };
  return keptStage(stages, CLUSTERS, space.owner, inputs, signal, () =>
    onceMore(() => analysis.cluster({ points: space, ...own, seed: DISCOVERY_SEED }, signal), {
      signal,
    }),
  );
}

/** Cores as targets. @throws StillroomError TooFewCores where the class does not support as many */
export function representatives({ cores, problem }: ClusterResult): RepresentativeImages {
  if (problem !== null) throw new StillroomError('TooFewCores', problem);
  return {
    images: cores.map(({ image }) => image),
    sizes: cores.map(({ size }) => size),
  };
}
