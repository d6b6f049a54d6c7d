/**
 * A guidance term: something that may act at up to four points of a step, each time on one image.
 *
 *     onCondition               before the network call: the conditions that it will see
 *     onConditionalPrediction   after it: the conditional output, before classifier-free guidance
 *     onGuidedPrediction        after classifier-free guidance: the output that the solver will use
 *     onMean                    the mean of the solver's posterior, where it has one
 *
 * All change their array in place and return what they did, or null where they did nothing. Terms are
 * stateless between steps, so a run can be resumed at any step, and terms that act at one point see
 * the same clean latent, so their order does not matter there beyond rounding.
 */
import type { Condition, ConditionShapes } from '../diffusion/condition';
import type { NoiseOwner } from '../diffusion/noise';
import type { SolverStep } from '../diffusion/solver/solver';
import type { Prediction } from '../diffusion/types';
import { noiseLevel } from './paper-schedule';
import type { GuidanceTermKind } from './spec';
import type { StepPlace } from './window';

/** One image at one step, as the terms see it. The sampler reuses the object: keep no reference. */
export interface StepView {
  readonly step: SolverStep;
  /** Number of steps. */
  readonly total: number;
  readonly prediction: Prediction;
  /** w of classifier-free guidance at this step: 1 outside the run's guidance interval. */
  readonly guidanceScale: number;
  /** w of the run. */
  readonly runGuidanceScale: number;
  readonly owner: NoiseOwner;
  /** The noisy latent as the network sees it, [channels * height * width]. */
  readonly input: Float64Array;
}

/** Where the step stands, as windows are read. */
export function placeOf({ step, total, prediction }: StepView): StepPlace {
  return { index: step.index, total, level: noiseLevel(step.sigma, prediction) };
}

/** What a term did to one image at one step. */
export interface TermReport {
  readonly term: GuidanceTermKind;
  /** L2 norm of what was added, in the units of the array that it acted on. */
  readonly shiftNorm: number;
  /**
   * The shift over the step's noise. For a mean: over the expected norm of the noise that the step
   * draws. For a prediction: what reaches the guided noise, over the norm of the predicted noise. For a
   * condition, which has no noise: over the norm of the condition.
   */
  readonly shiftShare: number;
  /** From the predicted clean latent to the representative, mode or nearest prototype; else null. */
  readonly distance: number | null;
  /** The transport cost; null for other terms. */
  readonly loss: number | null;
}

export interface GuidanceTerm {
  readonly kind: GuidanceTermKind;
  /** @param condition, nullCondition of this image, moved by writing into their parts' arrays */
  readonly onCondition?: (
    view: StepView,
    condition: Condition,
    nullCondition: Condition,
  ) => TermReport | null;
  /** @param out the network's conditional output */
  readonly onConditionalPrediction?: (view: StepView, out: Float64Array) => TermReport | null;
  /** @param x0 clean latent implied by the guided output before any term at this point */
  readonly onGuidedPrediction?: (
    view: StepView,
    out: Float64Array,
    x0: Float64Array,
  ) => TermReport | null;
  /** @param std the posterior's deviation, number by number */
  readonly onMean?: (
    view: StepView,
    mean: Float64Array,
    std: Float64Array,
    x0: Float64Array,
  ) => TermReport | null;
}

/** What a term must know of the run when it is built. */
export interface TermSetting {
  /** Timestep of each step, noisiest first. */
  readonly timesteps: readonly number[];
  readonly trainTimesteps: number;
  readonly hasPosteriorMean: boolean;
  /** Numbers in one latent. */
  readonly latentSize: number;
  readonly conditionShapes: ConditionShapes;
}
