/**
 * The random numbers of scoring: which timestep and which noise a draw takes.
 *
 * A draw's timestep is the same for every image and prompt of a run, its noise the same for every
 * prompt of an image: scores are compared between images and prompts, and what they share cancels.
 * Noise is keyed by the image's own name, not by its place, so a score does not depend on which
 * other images are there.
 */
import type { Prediction } from '../diffusion/types';
import type { NoiseLevel } from '../diffusion/prediction';
import { alphaAt } from '../diffusion/schedule/betas';
import { StillroomError } from '../errors';
import { randomStream } from '../random/stream';

/** Shares of the schedule between which timesteps are drawn, 0 to 1. */
export interface TimestepRange {
  readonly from: number;
  readonly to: number;
}

/** The range of diff-mining: [0.1 T, 0.7 T]. */
export const DEFAULT_RANGE: TimestepRange = { from: 0.1, to: 0.7 };

/**
 * The timestep of a draw, uniform over the whole timesteps of the range.
 * @param trainTimesteps T
 * @throws StillroomError BadParameter for a range that is empty or leaves 0 .. 1
 */
export function drawTimestep(
  seed: number,
  draw: number,
  { from, to }: TimestepRange,
  trainTimesteps: number,
): number {
  if (!(from >= 0 && from < to && to <= 1)) {
    throw new StillroomError(
      'BadParameter',
      `Timesteps from ${from} to ${to} of the schedule: the first must be below the second, both within 0 and 1.`,
      { from, to },
    );
  }
  const first = Math.max(1, Math.ceil(from * trainTimesteps));
  const last = Math.max(first, Math.min(trainTimesteps - 1, Math.floor(to * trainTimesteps)));
  const random = randomStream({ seed, step: draw, purpose: 'typicality-timestep' });
  return first + random.integer(last - first + 1);
}

/** Whose noise it is: an image by a name that is its own (a hash), and one of its tiles. */
export interface DrawOwner {
  readonly seed: number;
  readonly image: string;
  readonly tile: number;
}

/** The unit normal noise of a draw, written into `out`. */
export function drawNoise(
  { seed, image, tile }: DrawOwner,
  draw: number,
  out: Float64Array,
): Float64Array {
  return randomStream({
    seed,
    name: image,
    image: tile,
    step: draw,
    purpose: 'typicality-noise',
  }).fillNormal(out);
}

/** The unit normal noise number `index` of a descriptor's ensemble, written into `out`. */
export function descriptorNoise(
  { seed, image, tile }: DrawOwner,
  index: number,
  out: Float64Array,
): Float64Array {
  return randomStream({
    seed,
    name: image,
    image: tile,
    step: index,
    purpose: 'descriptor-noise',
  }).fillNormal(out);
}

/**
 * Shares of image and noise in a latent at a timestep; a flow's are 1 - t/T and t/T.
 * @param alphas A[t] of the schedule
 */
export function noiseLevelAt(
  timestep: number,
  prediction: Prediction,
  alphas: Float64Array,
): NoiseLevel {
  if (prediction === 'flow') {
    const sigma = timestep / alphas.length;
    return { signal: 1 - sigma, noise: sigma };
  }
  const alphaBar = alphaAt(alphas, timestep);
  return { signal: Math.sqrt(alphaBar), noise: Math.sqrt(1 - alphaBar) };
}
