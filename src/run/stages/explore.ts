/**
 * The map of a class: latents, the space that is clustered, the picture of it, clusters and cores.
 * What a run needs as well is made first; the picture is for the eye alone.
 */
import { StillroomError } from '../../core/errors';
import { anchorRequest, type AnchorKind } from '../../methods/terms/discovery';
import type { CoreSpace, TargetRequest } from '../../methods/targets';
import type { ClusterResult } from '../analysis/requests';
import { clusters, clusterSpace, corePoints, mapOf, type ClusterSettings } from './discovery';
import { classLatents, readPictures, type ClassLatents } from './latents';
import { sketchOf } from './sketch';
import type { StageParts } from './stage-parts';
import { classTargets, type TargetOptions } from './targets';

/** CoDA's discovery as it is set. */
export interface CoreRequest extends Omit<ClusterSettings, 'name'> {
  /** UMAP's n_neighbors, the point itself counted. */
  readonly nNeighbors: number;
  readonly space: CoreSpace;
  /** What is shown in place of the cores; left out where these are. */
  readonly anchors?: { readonly kind: AnchorKind; readonly seed: number };
}

export interface ClassMap {
  readonly latents: ClassLatents;
  /** Where each picture lies on the map, [images, 2]. */
  readonly points: Float32Array;
  readonly clusters: ClusterResult;
}

export interface ExploreHooks {
  readonly signal: AbortSignal;
  /** What is happening, and the share of the whole that is done, 0 to 1. */
  readonly onProgress: (text: string, share: number) => void;
  /** A first picture of a large class, from some of its images: [images, 2], NaN for the others. */
  readonly onSketch?: (points: Float32Array) => void;
  /** The picture waits for it. */
  readonly beforeMap?: () => Promise<void>;
}

/** Where each stage ends in the progress that is told. */
const ENDS = { latents: 0.35, features: 0.6, clusterSpace: 0.8, map: 0.98 } as const;

/**
 * Maps a class and finds its clusters and cores.
 * @throws StillroomError Aborted, and what reading, encoding and the analysis may throw
 */
export async function exploreClass(
  parts: StageParts,
  folder: string,
  { nNeighbors, space: where, anchors, ...settings }: CoreRequest,
  { signal, onProgress, onSketch, beforeMap }: ExploreHooks,
): Promise<ClassMap> {
  const tell = (text: string, from: number, to: number) => (share: number) => {
    if (!signal.aborted) onProgress(text, from + (to - from) * share);
  };
  const encoding = tell('Encoding images', 0, ENDS.latents);
  encoding(0);
  const pictures = await readPictures(parts, folder, signal);
  const sketch = onSketch && (await sketchOf(parts, pictures, nNeighbors, signal));
  if (sketch) onSketch?.(sketch);
  const latents = await classLatents(parts, pictures, signal, (done, total) => {
    encoding(done / total);
  });
  const describing = tell('Asking the denoiser for features', ENDS.latents, ENDS.features);
  const looked = await corePoints(parts, latents, where, signal, describing);
  const reducing = tell(
    'UMAP to 50 dimensions',
    where === 'features' ? ENDS.features : ENDS.latents,
    ENDS.clusterSpace,
  );
  const space = await clusterSpace(parts, looked, nNeighbors, signal, reducing);
  await beforeMap?.();
  const drawing = tell('UMAP to the map', ENDS.clusterSpace, ENDS.map);
  const { data } = await mapOf(parts, looked, nNeighbors, signal, drawing);
  const found = await clusters(parts, space, { ...settings, name: folder }, signal);
  if (anchors === undefined) return { latents, points: data, clusters: found };
  const request = anchorRequest(anchors.kind, where, settings.imagesPerClass);
  const asked = { seed: anchors.seed, name: folder };
  const shown = await anchored(parts, latents, request, asked, signal);
  return { latents, points: data, clusters: { ...found, ...shown, supply: null } };
}

/** Anchors where the map has cores; or why the class gives too few. */
async function anchored(
  parts: StageParts,
  latents: ClassLatents,
  request: TargetRequest,
  asked: TargetOptions,
  signal: AbortSignal,
): Promise<Pick<ClusterResult, 'cores' | 'problem'>> {
  try {
    const hooks = { signal, onProgress: () => undefined };
    const { images, weights } = await classTargets(parts, latents, request, asked, hooks);
    const cores = Array.from(images, (image, i) => ({
      image,
      size: weights[i] ?? 0,
      origin: 'anchor' as const,
    }));
    return { cores, problem: null };
  } catch (error) {
    if (!(error instanceof StillroomError && error.code === 'TooFewImages')) throw error;
    return { cores: [], problem: error.message };
  }
}
