/**
 * Classifier-free guidance (Ho & Salimans, 2207.12598): out = u + w (c - u).
 *
 * DiT's code guides only the first 3 of its 4 latent channels and leaves the conditional prediction in
 * the rest; `guidedSize` keeps that habit. w = 1 is c alone, w = 0 is u alone.
 */
import type { LatentShape } from './types';

/** Which rows a network call needs under a guidance scale, and how their outputs become one. */
export interface GuidanceMix {
  readonly conditional: boolean;
  readonly unconditional: boolean;
  /** Leading numbers of a latent that are guided. */
  readonly guidedSize: number;
}

/** @param guidanceChannels leading channels that are guided; all by default */
export function guidanceMix(
  shape: LatentShape,
  guidanceScale: number,
  guidanceChannels: number = shape.channels,
): GuidanceMix {
  return {
    conditional: guidanceScale !== 0 || guidanceChannels < shape.channels,
    unconditional: guidanceScale !== 1,
    guidedSize: guidanceChannels * shape.height * shape.width,
  };
}

/**
 * @param conditional [n] c
 * @param unconditional [n] u
 * @param scale w
 * @param guidedSize how many leading numbers are guided (channels * height * width); the others keep c
 * @param out receives the guided prediction, [n]; may be `conditional`
 */
export function classifierFreeGuidance(
  conditional: Float64Array,
  unconditional: Float32Array | Float64Array,
  scale: number,
  guidedSize: number,
  out: Float64Array,
): void {
  for (let i = 0; i < guidedSize; i++) {
    const u = unconditional[i] as number;
    out[i] = u + scale * ((conditional[i] as number) - u);
  }
  if (out === conditional) return;
  for (let i = guidedSize; i < out.length; i++) out[i] = conditional[i] as number;
}
