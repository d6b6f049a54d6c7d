/** What a plan asks to be found in a class, found. */
import { imageTargets, type RepresentativeImages } from '../../methods/find-targets';
import type {
  ClassTargets,
  CoreSpace,
  FoundTargets,
  TargetRequest,
  TargetRole,
} from '../../methods/targets';
import { clusters, clusterSpace, corePoints, representatives } from './discovery';
import { onceMore } from '../restart';
import { keptStage } from './kept-stage';
import type { ClassLatents } from './latents';
import { sampledLatents } from './sampled-latents';
import type { StageParts } from './stage-parts';
import type { StageKind } from './stages';

function isTargets(value: unknown): value is ClassTargets {
  if (typeof value !== 'object' || value === null) return false;
  const { points, weights, images } = value as Partial<ClassTargets>;
  return (
    (points instanceof Float32Array || points instanceof Float64Array) &&
    weights instanceof Float64Array &&
    images instanceof Int32Array &&
    images.length === weights.length
  );
}

export const TARGETS: StageKind<ClassTargets> = { name: 'targets', version: 1, accepts: isTargets };

export interface TargetHooks {
  readonly signal: AbortSignal;
  /** What is happening, and the share of it that is done where that is known. */
  readonly onProgress: (
    what: 'targets' | 'cores' | 'samples' | 'features',
    share: number | null,
  ) => void;
}

export interface TargetOptions {
  readonly seed: number;
  /** Class folder's name: keys the random numbers. */
  readonly name: string;
}

/**
 * One request's targets in a class.
 * @throws StillroomError TooFewImages, TooFewCores, NonFiniteOutput, Aborted
 */
export async function classTargets(
  parts: StageParts,
  latents: ClassLatents,
  request: TargetRequest,
  { seed, name }: TargetOptions,
  { signal, onProgress }: TargetHooks,
): Promise<ClassTargets> {
  const { analysis, stages } = parts;
  const inputs = { points: latents.key, request, seed, name };
  const find = (cores: RepresentativeImages | null) =>
    onceMore(() => analysis.targets(request, latents, { seed, name }, cores, signal), { signal });
  const looked = (space: CoreSpace) =>
    corePoints(parts, latents, space, signal, (share) => onProgress('features', share));
  return keptStage(stages, TARGETS, latents.owner, inputs, signal, async () => {
    if (request.kind !== 'coda-cores') {
      onProgress('targets', null);
      if (!('space' in request && request.space !== undefined)) return find(null);
      const points = await looked(request.space);
      const ask = () => analysis.targets(request, points, { seed, name }, null, signal);
      const { images, weights } = await onceMore(ask, { signal });
      return imageTargets(latents, { images, sizes: weights });
    }
    onProgress('cores', null);
    const points = await looked(request.space);
    const space = await clusterSpace(parts, points, request.nNeighbors, signal, (share) => {
      onProgress('cores', share);
    });
    onProgress('cores', null);
    const settings = { ...request, imagesPerClass: request.count, name };
    return find(representatives(await clusters(parts, space, settings, signal)));
  });
}

/** The points that a request looks among. */
async function pointsFor(
  parts: StageParts,
  latents: ClassLatents,
  request: TargetRequest,
  options: TargetOptions,
  { signal, onProgress }: TargetHooks,
): Promise<ClassLatents> {
  if (!('posterior' in request && request.posterior === 'sample')) return latents;
  return sampledLatents(parts, latents, options, {
    signal,
    onProgress: (done, total) => onProgress('samples', done / total),
  });
}

/** Every request's targets, in its role. @throws StillroomError as `classTargets` and `sampledLatents` */
export async function allTargets(
  parts: StageParts,
  latents: ClassLatents,
  requests: Readonly<Partial<Record<TargetRole, TargetRequest>>>,
  options: TargetOptions,
  hooks: TargetHooks,
): Promise<FoundTargets> {
  const found: Partial<Record<TargetRole, ClassTargets>> = {};
  for (const [role, request] of Object.entries(requests) as [TargetRole, TargetRequest][]) {
    const points = await pointsFor(parts, latents, request, options, hooks);
    found[role] = await classTargets(parts, points, request, options, hooks);
  }
  return found;
}
