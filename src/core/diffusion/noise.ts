/**
 * The noise of one image, keyed by (seed, class, image, step): whichever images are made together, in
 * whichever order and on whichever worker, each gets the numbers that it would get alone.
 */
import { randomStream } from '../random/stream';
import { latentSize, type LatentShape } from './types';

/** Whose noise it is. */
export interface NoiseOwner {
  /** Non-negative integer below 2^32. */
  readonly seed: number;
  readonly className: string;
  /** Index of the image in its class. */
  readonly image: number;
}

/** Unit normal starting noise, [channels, height, width]. */
export function initialNoise(
  seed: number,
  className: string,
  image: number,
  shape: LatentShape,
): Float64Array {
  return randomStream({ seed, name: className, image, purpose: 'initial-noise' }).fillNormal(
    new Float64Array(latentSize(shape)),
  );
}

/** Unit normal noise that a stochastic solver adds after a step, written into `out`. */
export function stepNoise(owner: NoiseOwner, step: number, out: Float64Array): Float64Array {
  const { seed, className, image } = owner;
  return randomStream({ seed, name: className, image, step, purpose: 'step-noise' }).fillNormal(
    out,
  );
}
