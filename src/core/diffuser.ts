/**
 * What everything above src/runtime sees of a model, whichever pack and backend are behind it.
 */
import type { DenoiserCall } from './diffusion/types';
import type { PackDescription } from './formats/pack';

/** Text encoder outputs: [count, tokens, width], C order. */
export interface TextEmbedding {
  readonly data: Float32Array;
  readonly count: number;
  readonly tokens: number;
  readonly width: number;
}

export interface Diffuser {
  readonly pack: PackDescription;

  /** Text embeddings of the prompts, in their order; "" is the null prompt. */
  encodeText(prompts: readonly string[]): Promise<TextEmbedding>;

  /**
   * Latents of images: the posterior mean times the pack's scaling factor.
   * @param pixels RGB bytes, [count, resolution, resolution, 3]
   * @returns [count, channels, height, width]
   */
  encode(pixels: Uint8Array, count: number): Promise<Float32Array>;

  /**
   * What the encoder says of images: the posterior's means as `encode` gives them, then its standard
   * deviations at the same scale.
   * @param pixels as of `encode`
   * @returns [count, 2, channels, height, width]
   * @throws StillroomError Unsupported for an encoder that gives the mean alone
   */
  posterior(pixels: Uint8Array, count: number): Promise<Float32Array>;

  /**
   * Images of scaled latents.
   * @param latents [count, channels, height, width]
   * @returns RGB bytes, [count, resolution, resolution, 3], rounded and clamped
   */
  decode(latents: Float32Array, count: number): Promise<Uint8Array>;

  /**
   * The network's raw output (noise, v or flow, as the pack says).
   * @returns [rows, outChannels, height, width]
   */
  predictNoise(call: DenoiserCall): Promise<Float32Array>;

  /**
   * The UNet's inner activations for the same call, where the pack has a feature output.
   * @returns [rows, features.channels, features.height, features.width]
   * @throws StillroomError Unsupported when the pack has none
   */
  features(call: DenoiserCall): Promise<Float32Array>;
}
