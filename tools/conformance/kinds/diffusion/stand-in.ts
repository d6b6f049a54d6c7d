/**
 * The stand-in network of the fixtures as a Denoiser, and requests that run it through the sampler:
 *
 *     net(x, t) = 0.8 tanh(x) + 0.2 sin(t/100 + i), i = index inside one sample mod 7
 *     conditional row: + 0.1 cos(i)       variance head: 0.3 sin(j), unconditional row 0.3 cos(j)
 *
 * A row's condition is two numbers: how much of 0.1 cos(i) it adds, and whether its variance head is
 * the unconditional row's. "cfgScale null" is one call without either, so its only condition is (0, 0).
 */
import type { Condition } from '../../../../src/core/diffusion/condition';
import { StillroomError } from '../../../../src/core/errors';
import { sample } from '../../../../src/core/sampling/sampler';
import type { SampledStep, SampleRequest } from '../../../../src/core/sampling/sample-request';
import { latentSize, type Denoiser, type LatentShape } from '../../../../src/core/diffusion/types';
import type { NpyArray } from '../../../../src/core/formats/npy';
import type { FixtureCase } from '../../case';
import { noiseSchedule, prediction, solverSpec } from './solver-params';

const CONDITION_WIDTH = 2;

/** Whether the case's network has a variance head. */
export function hasVarianceHead(fixture: FixtureCase): boolean {
  const type = fixture.params['varianceType'];
  if (typeof type === 'string') return type === 'learned_range';
  return /variance head/i.test(fixture.text('model'));
}

export function standIn(shape: LatentShape, varianceHead: boolean): Denoiser {
  const size = latentSize(shape);
  const stride = varianceHead ? 2 * size : size;
  return ({ sample: x, timesteps, condition, rows }) => {
    const told = condition.label?.data ?? new Float32Array();
    const out = new Float32Array(rows * stride);
    for (let row = 0; row < rows; row++) {
      const time = (timesteps[row] ?? 0) / 100;
      const strength = told[row * CONDITION_WIDTH] ?? 0;
      const nullHead = told[row * CONDITION_WIDTH + 1] === 1;
      for (let j = 0; j < size; j++) {
        const i = j % 7;
        out[row * stride + j] =
          0.8 * Math.tanh(x[row * size + j] ?? 0) +
          0.2 * Math.sin(time + i) +
          0.1 * strength * Math.cos(i);
        if (varianceHead) {
          out[row * stride + size + j] = 0.3 * (nullHead ? Math.cos(j) : Math.sin(j));
        }
      }
    }
    return Promise.resolve(out);
  };
}

export type GuidanceSettings = Pick<
  SampleRequest,
  'guidanceScale' | 'guidanceChannels' | 'nullCondition'
> & { readonly condition: Condition };

const told = (...numbers: readonly number[]): Condition => ({
  label: { shape: [CONDITION_WIDTH], data: Float32Array.from(numbers) },
});

/** CFG scale and channels of a case, with the conditions that the stand-in understands. */
export function guidanceSettings(fixture: FixtureCase, channels: number): GuidanceSettings {
  const scale = fixture.params['cfgScale'];
  const guided = fixture.params['cfgChannels'];
  const off = scale === null || scale === undefined;
  return {
    guidanceScale: typeof scale === 'number' ? scale : 1,
    guidanceChannels: typeof guided === 'number' ? guided : channels,
    condition: off ? told(0, 0) : told(1, 0),
    nullCondition: told(0, 1),
  };
}

/** [batch, channels, height, width] of an input. */
export function batchOf(array: NpyArray): { batch: number; shape: LatentShape } {
  const [batch, channels, height, width] = array.shape.slice(-4);
  if (!batch || !channels || !height || !width) {
    throw new StillroomError('BadFixture', `An array [${array.shape.join(', ')}] is no batch.`);
  }
  return { batch, shape: { channels, height, width } };
}

/** Image b of a batch array, or of a single latent that serves every image. */
export function latentOf(array: NpyArray, image: number, size: number): Float64Array {
  const start = array.data.length > size ? image * size : 0;
  return Float64Array.from(array.data.subarray(start, start + size));
}

/** Noise [n, batch, channels, height, width] of image b, a step each. */
export function noiseOf(array: NpyArray, image: number, batch: number, size: number) {
  return Array.from({ length: array.data.length / (batch * size) }, (_, step) => {
    const start = (step * batch + image) * size;
    return Float64Array.from(array.data.subarray(start, start + size));
  });
}

/** The request of a case with inputs x and, where it has them, noise [n, batch, ...]. */
export function standInRequest(
  fixture: FixtureCase,
  overrides: Partial<Pick<SampleRequest, 'solver'>> = {},
  termsOf: (image: number) => SampleRequest['images'][number]['terms'] = () => [],
): SampleRequest {
  const x = fixture.input('x');
  const { batch, shape } = batchOf(x);
  const size = latentSize(shape);
  const { condition, ...guidance } = guidanceSettings(fixture, shape.channels);
  const noise = fixture.hasInput('noise') ? fixture.input('noise') : null;
  return {
    shape,
    schedule: noiseSchedule(fixture),
    prediction: prediction(fixture),
    solver: overrides.solver ?? solverSpec(fixture),
    ...guidance,
    seed: 0,
    images: Array.from({ length: batch }, (_, image) => ({
      className: fixture.name,
      image,
      condition,
      terms: termsOf(image),
      initialNoise: latentOf(x, image, size),
      ...(noise ? { stepNoise: noiseOf(noise, image, batch, size) } : {}),
    })),
  };
}

/** All steps of a request under the case's stand-in. */
export async function runStandIn(
  fixture: FixtureCase,
  request: SampleRequest,
): Promise<SampledStep[]> {
  const steps: SampledStep[] = [];
  const denoise = standIn(request.shape, hasVarianceHead(fixture));
  for await (const step of sample(request, denoise)) steps.push(step);
  return steps;
}

/** The latents after the last step. */
export function finalOf(steps: readonly SampledStep[]): Float64Array {
  const last = steps[steps.length - 1];
  if (!last) throw new StillroomError('BadFixture', 'The case has no steps.');
  return last.latents;
}

/** Clean latents at the steps that params.x0Steps lists, one after the other. */
export function x0At(fixture: FixtureCase, steps: readonly SampledStep[]): Float64Array {
  const listed = fixture.params['x0Steps'] as readonly number[];
  return Float64Array.from(listed.flatMap((index) => [...(steps[index]?.x0 ?? [])]));
}
