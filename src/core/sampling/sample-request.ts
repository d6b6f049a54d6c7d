/** What the sampler is asked for and what it yields: plain data, ready to cross to a worker. */
import { StillroomError } from '../errors';
import type { GuidanceTermSpec, JointTermSpec } from '../guidance/spec';
import type { TermReport } from '../guidance/term';
import { requireSameParts, type Condition } from '../diffusion/condition';
import type { SolverSpec } from '../diffusion/solver/spec';
import {
  checkInterval,
  guidanceMix,
  scaleAt,
  type GuidanceInterval,
  type GuidanceMix,
} from '../diffusion/guidance-scale';
import {
  latentSize,
  type LatentShape,
  type NoiseSchedule,
  type Prediction,
} from '../diffusion/types';

/** One image of a batch. Without joint terms images are independent: each gets what it would get alone. */
export interface SampleImage {
  readonly className: string;
  /** Index of the image in its class; with seed and class name it keys the noise. */
  readonly image: number;
  /** In place of the request's seed. */
  readonly seed?: number;
  readonly condition: Condition;
  readonly terms: readonly GuidanceTermSpec[];
  /** Starting noise instead of the keyed one, unit normal, [channels * height * width]. */
  readonly initialNoise?: Float32Array | Float64Array;
  /** Noise of each step instead of the keyed one, by step index. */
  readonly stepNoise?: readonly (Float32Array | Float64Array)[];
  /** A scaled clean latent to start from, noised as far as the request's `strength` says. */
  readonly startLatent?: Float32Array | Float64Array;
}

/** Where a run stands between two steps: all that the remaining steps depend on. */
export interface SamplerSnapshot {
  /** The next step to be made. */
  readonly index: number;
  /** [batch, channels, height, width], the solver's state. */
  readonly latents: Float64Array;
  /** [batch, channels, height, width], clean latents of the step before; null where unused. */
  readonly previousX0: Float64Array | null;
}

export interface SampleRequest {
  readonly shape: LatentShape;
  readonly schedule: NoiseSchedule;
  readonly prediction: Prediction;
  readonly solver: SolverSpec;
  /** w of classifier-free guidance: 1 calls the network without null rows, 0 with them alone. */
  readonly guidanceScale: number;
  /** Where on the noise schedule that scale holds, w = 1 outside; the whole of it by default. */
  readonly guidanceInterval?: GuidanceInterval;
  /** How many leading latent channels are guided; all by default (DiT's code: 3 of 4). */
  readonly guidanceChannels?: number;
  readonly seed: number;
  /** The condition of the null prompt; every image's has the same parts. */
  readonly nullCondition: Condition;
  readonly images: readonly SampleImage[];
  /** Terms that see all images at once: these are then the images of one class. */
  readonly joint?: readonly JointTermSpec[];
  /** Goes on from here instead of from noise. */
  readonly resumeFrom?: SamplerSnapshot;
  /**
   * The network's answer at the first step that is made, where the very same question was answered
   * before: as `SampledStep.answer` has it. Saves that call.
   */
  readonly firstAnswer?: Float32Array;
  /**
   * Share of the steps that are made, the last ones, from each image's noised `startLatent` (SDEdit,
   * 2108.01073; the image-to-image rule of D4M's code): above 0, at most 1.
   */
  readonly strength?: number;
}

/** A request without what a model's pack says, and without what a trace of an earlier run adds. */
export type SampleJob = Omit<
  SampleRequest,
  'shape' | 'schedule' | 'prediction' | 'guidanceChannels' | 'resumeFrom' | 'firstAnswer'
>;

/** How many steps, the last ones, a strength makes: floor(total * strength). */
export function stepsMade(strength: number, total: number): number {
  return Math.floor(total * strength);
}

/**
 * The first step that is made: 0, or where `strength` enters the schedule, total - floor(total * strength).
 * @throws StillroomError BadParameter for a strength that leaves no step, or is no share
 */
export function firstStep(strength: number | undefined, total: number): number {
  if (strength === undefined) return 0;
  const made = stepsMade(strength, total);
  if (strength <= 1 && made >= 1) return total - made;
  throw new StillroomError(
    'BadParameter',
    `A strength of ${strength} makes ${made} of ${total} steps: it must be at most 1 and leave at least one step.`,
    { strength, steps: total },
  );
}

/** The rows that a request asks for at a timestep, and how their outputs become one. */
export function mixAt(
  {
    shape,
    schedule,
    guidanceScale,
    guidanceInterval,
    guidanceChannels,
  }: Pick<
    SampleRequest,
    'shape' | 'schedule' | 'guidanceScale' | 'guidanceInterval' | 'guidanceChannels'
  >,
  timestep: number,
): GuidanceMix {
  const scale = scaleAt(guidanceScale, timestep, schedule.trainTimesteps, guidanceInterval);
  return guidanceMix(shape, scale, guidanceChannels);
}

/** What each active term did, image by image. */
export type StepReport = readonly (readonly TermReport[])[];

/**
 * The state after a step. Its arrays may be kept for good, but not written to: the sampler goes on
 * reading them, and some of them are one and the same.
 */
export interface SampledStep {
  /** 0 is the noisiest. */
  readonly index: number;
  readonly total: number;
  readonly timestep: number;
  readonly sigma: number;
  readonly alphaBar: number;
  /** [batch, channels, height, width] after the step; the images' latents after the last one. */
  readonly latents: Float64Array;
  /**
   * [batch, channels, height, width], the clean latents implied by the guided prediction, before terms
   * that act after classifier-free guidance.
   */
  readonly x0: Float64Array;
  /** As `x0`, after terms that act on the guided prediction: what the solver used. */
  readonly guidedX0: Float64Array;
  readonly report: StepReport;
  /** The network's raw answer to this step, [rows, outChannels, height, width]. */
  readonly answer: Float32Array;
  readonly snapshot: SamplerSnapshot;
}

function fits(name: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new StillroomError(
    'ShapeMismatch',
    `${name} has ${received} numbers where ${expected} are needed; it was made for another model or batch.`,
    { received, expected },
  );
}

/**
 * @param steps number of steps of the request's solver
 * @throws StillroomError BadParameter, ShapeMismatch
 */
export function checkRequest(request: SampleRequest, steps: number): void {
  const { shape, guidanceScale, guidanceChannels, images, resumeFrom } = request;
  const size = latentSize(shape);
  if (!Number.isFinite(guidanceScale)) {
    throw new StillroomError(
      'BadParameter',
      `The CFG scale is ${guidanceScale}: it must be a finite number.`,
    );
  }
  if (request.guidanceInterval) checkInterval(request.guidanceInterval);
  const guided = guidanceChannels ?? shape.channels;
  if (!Number.isInteger(guided) || guided < 0 || guided > shape.channels) {
    throw new StillroomError(
      'BadParameter',
      `${guided} guided channels of ${shape.channels}: a whole number from 0 to all of them.`,
      { guided, channels: shape.channels },
    );
  }
  if (images.length === 0) {
    throw new StillroomError('BadParameter', 'There is no image to sample: the batch is empty.');
  }
  const [first, ...others] = images;
  const foreign = others.find(({ className }) => className !== first?.className);
  if (request.joint !== undefined && foreign !== undefined) {
    throw new StillroomError(
      'BadParameter',
      `Images of "${first?.className}" and of "${foreign.className}" cannot be denoised together: joint terms are of one class. Sample the classes one after the other.`,
    );
  }
  const { nullCondition } = request;
  requireSameParts('The null condition', nullCondition, nullCondition);
  for (const { className, image, condition, initialNoise, stepNoise, startLatent } of images) {
    const name = `image ${image} of "${className}"`;
    if ((startLatent === undefined) !== (request.strength === undefined)) {
      throw new StillroomError(
        'BadParameter',
        `A start latent and a strength belong together: ${name} has ${startLatent ? 'no strength' : 'no start latent'}.`,
      );
    }
    if (startLatent) fits(`The start latent of ${name}`, startLatent.length, size);
    requireSameParts(`The condition of ${name}`, condition, nullCondition);
    if (initialNoise) fits(`The starting noise of ${name}`, initialNoise.length, size);
    for (const noise of stepNoise ?? []) fits(`A step's noise of ${name}`, noise.length, size);
  }
  if (resumeFrom === undefined) return;
  fits('The snapshot', resumeFrom.latents.length, images.length * size);
  if (resumeFrom.previousX0) {
    fits("The snapshot's clean latents", resumeFrom.previousX0.length, images.length * size);
  }
  if (!Number.isInteger(resumeFrom.index) || resumeFrom.index < 0 || resumeFrom.index > steps) {
    throw new StillroomError(
      'BadParameter',
      `A snapshot before step ${resumeFrom.index} does not fit a run of ${steps} steps.`,
      { index: resumeFrom.index, steps },
    );
  }
}
