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
import type { PackDescription } from '../../../core/formats/pack';
import type { SampledStep, SampleJob } from '../../../core/sampling/sample-request';
import { sample } from '../../../core/sampling/sampler';
import { inParts } from '../row-parts';
import { requestOf } from './request-of';
import type { SampledImage, StepEvent, StepRecord } from '../jobs';

/** A cheap picture of each clean latent; none where the pack has no map. */
function pictured(
  latents: Float64Array,
  { latent, latentToRgb: map }: PackDescription,
): Uint8Array[] {
  if (!map) return [];
  const size = latentSize(latent);
  return Array.from({ length: latents.length / size }, (_, image) =>
    latentToRgb(latents.subarray(image * size, (image + 1) * size), latent, map),
  );
}

function stepEvent({ index, total, guidedX0 }: SampledStep, { pack }: Diffuser): StepEvent {
  const pictures = pictured(guidedX0, pack);
  return { step: index + 1, steps: total, pictures, width: pack.latent.width };
}

/** Decodes by twos, the last by three where one would be alone: in company bytes are the same everywhere. */
async function decoded(
  diffuser: Diffuser,
  latents: Float32Array,
  pass: () => Promise<void>,
): Promise<Uint8Array[]> {
  const { latent, resolution } = diffuser.pack;
  const size = latentSize(latent);
  const area = resolution * resolution * 3;
  const count = latents.length / size;
  const pictures: Uint8Array[] = [];
  while (pictures.length < count) {
    const start = pictures.length;
    if (start > 0) await pass();
    const end = count - start <= 3 ? count : start + 2;
    const pixels = await diffuser.decode(latents.slice(start * size, end * size), end - start);
    for (let i = 0; i < end - start; i++) pictures.push(pixels.slice(i * area, (i + 1) * area));
  }
  return pictures;
}

/**
 * Samples and decodes a batch; gives way before and after every step, and between the calls of one.
 * @param rowsAtOnce rows of one network call, at most
 * @throws StillroomError Aborted, BadParameter, ShapeMismatch, Unsupported, NonFiniteOutput, and what
 *   a session throws
 */
export async function sampleImages(
  diffuser: Diffuser,
  job: SampleJob,
  rowsAtOnce: number,
  { signal, pass, tell }: Call<StepEvent>,
): Promise<SampledImage[]> {
  const { latent } = diffuser.pack;
  const records: StepRecord[][] = job.images.map(() => []);
  let latents: Float64Array | null = null;
  const request = requestOf(diffuser.pack, job);
  const stoppable = async () => {
    await pass();
    throwIfAborted(signal);
  };
  const ask = (call: DenoiserCall) => diffuser.predictNoise(call);
  const denoise = inParts(ask, rowsAtOnce, stoppable);
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
  const pictures = await decoded(diffuser, final, stoppable);
  const size = latentSize(latent);
  return pictures.map((pixels, image) => ({
    latent: final.slice(image * size, (image + 1) * size),
    pixels,
    steps: records[image] ?? [],
  }));
}
