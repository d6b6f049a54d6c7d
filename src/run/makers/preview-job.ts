/** The sampling jobs of the live preview and of the grid. */
import type { SampleJob } from '../../core/sampling/sample-request';
import type { GeneratedPlan } from '../../methods/method';
import type { RunPlan } from '../../methods/plan-of';
import { NO_SEEDS } from '../recipe/image-seeds';
import { jobOf, type GeneratedInputs } from './generated-inputs';

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
  { sampling, solver }: RunPlan,
  method: GeneratedPlan,
  inputs: GeneratedInputs,
  { count, seed, finished }: PreviewWish,
): SampleJob {
  const seeded = seed === null ? sampling : { ...sampling, seed };
  // Noise other than the run's is other than its images' own too.
  const under = seed === null ? inputs : { ...inputs, seeds: NO_SEEDS };
  const images = Array.from({ length: count }, (_, image) => image);
  return jobOf({ sampling: seeded, solver }, method, under, images, finished);
}

/** The same noise, prompts and start without any guidance term. */
export function withoutTerms(job: SampleJob): SampleJob {
  return { ...job, joint: [], images: job.images.map((image) => ({ ...image, terms: [] })) };
}
