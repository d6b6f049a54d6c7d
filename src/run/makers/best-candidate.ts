/** The candidate of an image that is kept: what is asked of the model, and the rule over its answers. */
import type { Control } from '../../core/call';
import { bestCandidate, coverageGains, type CandidateRule } from '../../core/scoring/candidates';
import { DEFAULT_RANGE } from '../../core/scoring/draws';
import { accumulated } from '../../core/scoring/image-score';
import { scoringFrame, tileQuantum } from '../../core/scoring/tiling';
import type { SampleJob } from '../../core/sampling/sample-request';
import type { SampledImage } from '../model/jobs';
import type { Model } from '../ports';
import type { ClassLatents } from '../stages/latents';
import type { Conditions } from './conditions';

/** Candidates of one image are keyed apart by this, far above any index of an image. */
const STRIDE = 2 ** 20;

/** The job of an image's candidates: the first is the image as it is without any other. */
export function candidatesJob(job: SampleJob, { count }: CandidateRule): SampleJob {
  return {
    ...job,
    images: job.images.flatMap((one) =>
      Array.from({ length: count }, (_, candidate) => ({
        ...one,
        image: one.image + candidate * STRIDE,
      })),
    ),
  };
}

export interface CandidateSetting {
  readonly model: Model;
  readonly rule: CandidateRule;
  readonly seed: number;
  /** The candidates' common name, so that all are scored under the same noise. */
  readonly name: string;
  readonly conditions: Conditions;
  /** The class's. */
  readonly real: ClassLatents;
  /** Latents of the class's images before this one. */
  readonly made: readonly Float64Array[];
}

/**
 * @throws StillroomError Aborted, and what scoring may throw
 */
export async function keptCandidate(
  images: readonly SampledImage[],
  { model, rule, seed, name, conditions, real, made }: CandidateSetting,
  control: Control,
): Promise<number> {
  const { resolution, latent } = model.loaded.pack;
  const frame = scoringFrame(
    resolution,
    resolution,
    resolution,
    tileQuantum(resolution, [latent.height]),
  );
  const job = {
    subjects: images.map((image) => ({ id: name, frame, latents: image.latent.slice() })),
    settings: {
      label: conditions.own,
      nullPrompt: conditions.nothing,
      seed,
      draws: rule.draws,
      range: DEFAULT_RANGE,
    },
    partial: false,
  };
  const typicality = new Float64Array(images.length);
  for (const { subject, scored } of await model.score(job, control, () => undefined)) {
    const { values } = accumulated(scored, latent.channels).map();
    typicality[subject] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  const coverage = coverageGains(
    images.map((image) => image.latent),
    real,
    made,
  );
  return bestCandidate(typicality, coverage, rule);
}
