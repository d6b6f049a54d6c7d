/**
 * Images from a job: the sampler's steps, what they tell, and the decoded pictures. The picture that is
 * shown of a step is made of the clean latent as the solver used it, after all guidance, here as in the
 * preview.
 */
import type { Call } from '../../../core/call';
import type { Diffuser } from '../../../core/diffuser';
import { latentToRgb } from '../../../core/diffusion/latent-rgb';
import { latentSize, type DenoiserCall } from '../../../core/diffusion/types';
import { StillroomError, throwIfAborted } from '../../../core/errors';
import type { SampledStep, SampleJob } from '../../../core/sampling/sample-request';
import { sample } from '../../../core/sampling/sampler';
import { requestOf } from './request-of';
import type { SampledImage, StepEvent, StepRecord } from '../jobs';

function stepEvent({ index, total, guidedX0 }: SampledStep, { pack }: Diffuser): StepEvent {
  const { latent, latentToRgb: map } = pack;
  const first = guidedX0.subarray(0, latentSize(latent));
  const pixels = map ? latentToRgb(first, latent, map) : null;
  return { step: index + 1, steps: total, pixels, width: latent.width };
}

/**
 * Samples and decodes a batch; gives way before and after every step.
 * @throws StillroomError Aborted, BadParameter, ShapeMismatch, Unsupported, NonFiniteOutput, and what
 *   a session throws
 */
export async function sampleImages(
  diffuser: Diffuser,
  job: SampleJob,
  { signal, pass, tell }: Call<StepEvent>,
): Promise<SampledImage[]> {
  const { latent, resolution } = diffuser.pack;
  const records: StepRecord[][] = job.images.map(() => []);
  let latents: Float64Array | null = null;
  const request = requestOf(diffuser.pack, job);
  const denoise = (call: DenoiserCall) => diffuser.predictNoise(call);
  await pass();
  for await (const step of sample(request, denoise, signal)) {
    latents = step.latents;
    const { index, timestep, sigma } = step;
    step.report.forEach((terms, image) => {
      records[image]?.push({ step: index, timestep, sigma, terms });
    });
    tell(stepEvent(step, diffuser));
    await pass();
  }
  throwIfAborted(signal);
  if (latents === null) {
    throw new StillroomError('BadParameter', 'The schedule has no steps: ask for at least one.');
  }
  const final = Float32Array.from(latents);
  const pixels = await diffuser.decode(final, job.images.length);
  const size = latentSize(latent);
  const area = resolution * resolution * 3;
  return records.map((steps, image) => ({
    latent: final.slice(image * size, (image + 1) * size),
    pixels: pixels.slice(image * area, (image + 1) * area),
    steps,
  }));
}
