/**
 * DDIM inversion (Song et al., 2010.02502, section 4.3; Dhariwal & Nichol 2105.05233): the
 * deterministic update run upwards over a respaced chain, from a clean latent to the noise that leads
 * back to it:
 *
 *     for i = 0 .. n-2:   e = net(x, t_i)   x0 = clean latent at A_i
 *                         x = sqrt(A_{i+1}) x0 + sqrt(1 - A_{i+1}) e
 *
 * The network is asked at the level that is being left, so the way back is exact only for small steps.
 */
import { throwIfAborted } from '../errors';
import { shapesOf, writeCondition, type Condition } from '../diffusion/condition';
import { classifierFreeGuidance, guidanceMix } from '../diffusion/guidance-scale';
import { NetworkBatch } from './network-batch';
import { predictEpsilon, predictX0 } from '../diffusion/prediction';
import type { SampleRequest } from './sample-request';
import { alphasCumprod } from '../diffusion/schedule/betas';
import { respacedChain } from '../diffusion/schedule/respacing';
import { latentSize, type Denoiser } from '../diffusion/types';

export interface InversionRequest extends Pick<
  SampleRequest,
  'shape' | 'schedule' | 'prediction' | 'guidanceScale' | 'guidanceChannels' | 'nullCondition'
> {
  /** "50" or "ddim50". */
  readonly respacing: string;
  /** Clean latents, an image each. */
  readonly latents: readonly (Float32Array | Float64Array)[];
  /** One an image. */
  readonly conditions: readonly Condition[];
}

export interface InvertedStep {
  /** Chain index that the latents have reached, 1 .. n-1. */
  readonly index: number;
  /** [batch, channels, height, width] */
  readonly latents: Float64Array;
}

/**
 * Yields after every update.
 * @throws StillroomError BadParameter, ShapeMismatch, NonFiniteOutput, Aborted
 */
export async function* invert(
  request: InversionRequest,
  denoise: Denoiser,
  signal?: AbortSignal,
): AsyncGenerator<InvertedStep, void> {
  const { shape, prediction, guidanceScale } = request;
  const chain = respacedChain(request.respacing, alphasCumprod(request.schedule));
  const size = latentSize(shape);
  const mix = guidanceMix(shape, guidanceScale, request.guidanceChannels);
  const { conditional, unconditional } = mix;
  const network = new NetworkBatch({
    conditional,
    unconditional,
    shape,
    batch: request.latents.length,
    conditionShapes: shapesOf(request.nullCondition),
  });
  const states = new Float64Array(request.latents.length * size);
  const images = request.latents.map((latent, position) => {
    writeCondition(network.conditionOf(position), 0, request.conditions[position] ?? {});
    writeCondition(network.nullConditionOf(position), 0, request.nullCondition);
    states.set(latent, position * size);
    return {
      x: states.subarray(position * size, (position + 1) * size),
      x0: new Float64Array(size),
      out: new Float64Array(size),
    };
  });

  for (let i = 0; i + 1 < chain.timesteps.length; i++) {
    throwIfAborted(signal);
    const timestep = chain.timesteps[i] as number;
    network.read(await network.ask(denoise, states, timestep, mix), mix);
    network.requireFinite(i, timestep);
    const from = chain.alphaBar[i] as number;
    const to = chain.alphaBar[i + 1] as number;
    const level = { signal: Math.sqrt(from), noise: Math.sqrt(1 - from) };
    images.forEach(({ x, x0, out }, position) => {
      out.set(network.outputOf(position));
      if (mix.conditional && mix.unconditional) {
        const nullOut = network.nullOutputOf(position);
        classifierFreeGuidance(out, nullOut, guidanceScale, mix.guidedSize, out);
      }
      predictX0(prediction, level, x, out, x0);
      predictEpsilon(prediction, level, x, out, out);
      for (let j = 0; j < size; j++) {
        x[j] = Math.sqrt(to) * (x0[j] as number) + Math.sqrt(1 - to) * (out[j] as number);
      }
    });
    yield { index: i + 1, latents: states.slice() };
  }
}
