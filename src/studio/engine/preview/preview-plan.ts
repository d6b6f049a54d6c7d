/** From the page's settings to what a preview of one class is made from. */
import type { SampleJob } from '../../../core/sampling/sample-request';
import { StillroomError } from '../../../core/errors';
import { methodById } from '../../../methods';
import type { GeneratedPlan } from '../../../methods/method';
import { parseParameters } from '../../../methods/parameters';
import { samplingSchema, solverSpecFor } from '../../../methods/sampling';
import type { ModelReport } from '../../../runtime/model-runtime';
import { useCollection } from '../../state/collection';
import type { Settings } from '../../state/settings';
import { jobOf, type GeneratedInputs } from '../makers/generated';
import type { RunClass } from '../result-store';
import type { RunPlan } from '../run-plan';

/** The class as a run would take it. @throws StillroomError TooFewImages when it is gone */
export function entryOf(folder: string): RunClass {
  const row = useCollection.getState().classes.find((one) => one.folder === folder);
  if (row === undefined) {
    throw new StillroomError('TooFewImages', `The class "${folder}" is gone. Choose another one.`);
  }
  const { name, prompt, imageCount } = row;
  return { folder, name, prompt, images: imageCount };
}

/**
 * The same run with other settings.
 * @throws StillroomError BadParameter
 */
export function planWith(
  plan: RunPlan,
  { pack }: ModelReport,
  { method, parameters, sampling }: Settings,
): RunPlan {
  const chosen = methodById(method);
  const parsed = parseParameters(samplingSchema, sampling);
  const { karrasSigmas } = pack.defaults;
  return {
    ...plan,
    method: chosen.plan(parameters, parsed),
    sampling: parsed,
    solver: solverSpecFor(parsed, { karrasSigmas }),
  };
}

export interface PreviewWish {
  /** Images, from the class's first on. */
  readonly count: number;
  /** Noise other than the run's. */
  readonly seed: number | null;
  /** Latents that a sequential method sees. */
  readonly finished: readonly Float64Array[];
}

/** @throws StillroomError TooFewCores, BadParameter */
export function previewJob(
  plan: RunPlan,
  method: GeneratedPlan,
  inputs: GeneratedInputs,
  { count, seed, finished }: PreviewWish,
): SampleJob {
  const sampling = seed === null ? plan.sampling : { ...plan.sampling, seed };
  const images = Array.from({ length: count }, (_, image) => image);
  return jobOf({ ...plan, sampling }, method, inputs, images, finished);
}

/** The same noise, prompts and start without any guidance term. */
export function withoutTerms(job: SampleJob): SampleJob {
  return { ...job, images: job.images.map((image) => ({ ...image, terms: [] })) };
}
