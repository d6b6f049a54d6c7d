/**
 * Classifier-free guidance (Ho & Salimans, 2207.12598): out = u + w (c - u).
 *
 * DiT's code guides only the first 3 of its 4 latent channels and leaves the conditional prediction in
 * the rest; `guidedSize` keeps that habit. w = 1 is c alone, w = 0 is u alone.
 *
 * The scale may hold in an interval of noise levels only, with w = 1 outside (Kynkäänniemi et al.,
 * 2404.07724): guidance at high noise narrows what a class looks like, at low noise it does little.
 */
import { StillroomError } from '../errors';
import type { LatentShape } from './types';

/** Where on the noise schedule the scale holds, both ends included: shares of its length, t / T. */
export interface GuidanceInterval {
  readonly from: number;
  readonly to: number;
}

/** @throws StillroomError BadParameter for an end outside [0, 1], or ends out of order */
export function checkInterval({ from, to }: GuidanceInterval): void {
  if (from >= 0 && from <= to && to <= 1) return;
  throw new StillroomError(
    'BadParameter',
    `Classifier-free guidance from ${from} to ${to} of the noise schedule: both ends must lie between 0 and 1, the first not above the second.`,
    { from, to },
  );
}

/**
 * w at a timestep.
 * @param interval the whole schedule by default
 */
export function scaleAt(
  guidanceScale: number,
  timestep: number,
  trainTimesteps: number,
  interval: GuidanceInterval = { from: 0, to: 1 },
): number {
  const share = timestep / trainTimesteps;
  return share >= interval.from && share <= interval.to ? guidanceScale : 1;
}

/** Which rows a network call needs under a guidance scale. */
export interface GuidanceRows {
  readonly conditional: boolean;
  readonly unconditional: boolean;
}

/** The rows, and how their outputs become one. */
export interface GuidanceMix extends GuidanceRows {
  /** w */
  readonly scale: number;
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
    scale: guidanceScale,
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
