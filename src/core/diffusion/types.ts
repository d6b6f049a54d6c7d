/** The words that the sampler, the guidance terms and the packs share. */

import type { Condition } from './condition';

/** Shape of one latent, without the batch: C order [channels, height, width]. */
export interface LatentShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What the network was trained to predict from (x_t, t). */
export type Prediction = 'epsilon' | 'v' | 'flow';

/** The training noise schedule; `flow` models ignore the betas. */
export interface NoiseSchedule {
  /** T, usually 1000. */
  readonly trainTimesteps: number;
  readonly betas: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
  /** First and last beta; unused by squaredcos_cap_v2. */
  readonly betaStart: number;
  readonly betaEnd: number;
}

/** Numbers in one latent. */
export function latentSize(shape: LatentShape): number {
  return shape.channels * shape.height * shape.width;
}

/**
 * One call of the noise-prediction network. Rows are independent: conditional and null rows of many
 * images may share a call.
 */
export interface DenoiserCall {
  /** [rows, channels, height, width], already scaled for the network's input. */
  readonly sample: Float32Array;
  /** [rows] original training timesteps (sigma * 1000 for flow). */
  readonly timesteps: Float32Array;
  /** What each row is told, stacked. */
  readonly condition: Condition;
  readonly rows: number;
}

/** The network's raw output for a call, [rows, outChannels, height, width]. */
export type Denoiser = (call: DenoiserCall) => Promise<Float32Array>;
