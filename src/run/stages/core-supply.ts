/** How many cores a class gives under settings: what a run would find out, before it is begun. */
import type { CoreSupply } from '../analysis/requests';
import { clusters, clusterSpace, corePoints } from './discovery';
import type { CoreRequest } from './explore';
import { latentsOf } from './latents';
import type { StageParts } from './stage-parts';

export interface CoresOfClass {
  /** As many as were asked for, or none. */
  readonly found: number;
  /** Those of them that stand for images in no cluster. */
  readonly fromNoise: number;
  /** What the class gives instead; null where it gives enough, or has too few images for any. */
  readonly supply: CoreSupply | null;
  /** Why there are none, in words. */
  readonly problem: string | null;
}

/**
 * Looks at one class. What is made is what a run needs, and kept.
 * @throws StillroomError Aborted, and what reading, encoding and the analysis may throw
 */
export async function coresOfClass(
  parts: StageParts,
  folder: string,
  { nNeighbors, space: where, ...settings }: Omit<CoreRequest, 'anchors'>,
  signal: AbortSignal,
): Promise<CoresOfClass> {
  const latents = await latentsOf(parts, folder, signal, () => undefined);
  const points = await corePoints(parts, latents, where, signal);
  const space = await clusterSpace(parts, points, nNeighbors, signal);
  const result = await clusters(parts, space, { ...settings, name: folder }, signal);
  const { cores, supply, problem } = result;
  const fromNoise = cores.filter(({ origin }) => origin === 'noise').length;
  return { found: cores.length, fromNoise, supply, problem };
}
