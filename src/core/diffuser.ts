/**
 * What everything above src/runtime sees of a model, whichever pack and backend are behind it.
 */
import type { Condition } from './diffusion/condition';
import type { DenoiserCall } from './diffusion/types';
import type { PackDescription } from './formats/pack';

/** How much of a prompt a model reads: its beginning. */
export interface PromptReading {
  /** Tokens of the whole prompt, without those that stand around every text. */
  readonly tokens: number;
  /** How many of them are read. */
  readonly read: number;
  /** From how many of the prompt's characters (as UTF-16 counts them) these come. */
  readonly characters: number;
}

export interface Diffuser {
  readonly pack: PackDescription;

  /**
   * Conditions of prompts, in their order, each in arrays of its own. A model of text takes any prompt;
   * one of class labels takes a class's WordNet id or name, and "" for the null class.
   * @throws StillroomError BadParameter for a class that the model does not know
   */
  makeConditions(prompts: readonly string[]): Promise<readonly Condition[]>;

  /** How much of a prompt is read; left out where a model is not asked in words. */
  readPrompt?(prompt: string): PromptReading | null;

  /**
   * Latents of images: the posterior mean, shifted and scaled as the pack says.
   * @param pixels RGB bytes, [count, resolution, resolution, 3]
   * @returns [count, channels, height, width]
   * @throws StillroomError Unsupported where the pack has no image encoder
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
   * The network's raw output (noise, v or flow, as the pack says, and a learned variance behind it).
   * @returns [rows, outChannels, height, width]
   */
  predictNoise(call: DenoiserCall): Promise<Float32Array>;

  /**
   * The network's inner activations for the same call, where the pack has a feature output.
   * @returns [rows, features.channels, features.height, features.width]
   * @throws StillroomError Unsupported when the pack has none
   */
  features(call: DenoiserCall): Promise<Float32Array>;
}
