/**
 * A method: its parameters as data, and a plan of what a run needs. A plan asks for targets (real
 * latents or their summaries, found in each class before anything is generated) and turns them into the
 * guidance terms of one image. It computes nothing itself and holds no state, so that plans can be made
 * on any thread.
 */
import type { OwnNames } from '../core/by-name';
import type { Condition } from '../core/diffusion/condition';
import type { GuidanceTermSpec, JointTermSpec } from '../core/guidance/spec';
import type { CandidateRule } from '../core/scoring/candidates';
import type { SamplingSettings } from '../core/formats/recipe';
import type { OfficialSampling } from './sampling';
import {
  parseParameters,
  type ParameterSchema,
  type ParametersOf,
  type ParameterValues,
} from './parameters';
import type { ScheduledStep } from './scheduled-step';
import type { TermWindow } from './term-windows';
import type { WindowsPlan } from './windows/plan';
import type { FoundTargets, TargetRequest, TargetRequests } from './targets';

/** What a plan knows of the image whose terms it makes. */
export interface ImageInput {
  readonly className: string;
  /** Index of the image in its class. */
  readonly image: number;
  readonly seed: number;
  /** The class's targets, each in the role that the plan asked for. */
  readonly targets: FoundTargets;
  /** Latents of the class's finished images, in their order; empty unless the plan is sequential. */
  readonly finished: readonly Float64Array[];
  /** The class's own. */
  readonly condition: Condition;
  /** Those of the collection's other classes. */
  readonly otherConditions: readonly Condition[];
}

/** Where an image starts when not from pure noise. */
export interface ImageStart {
  /** Share of the steps that are made, above 0, at most 1. */
  readonly strength: number;
  /** @throws StillroomError TooFewCores when there is no target for this image */
  latent(input: ImageInput): Float32Array | Float64Array;
}

/** Images are sampled, each under its guidance terms. */
export interface GeneratedPlan {
  readonly output: 'generated';
  readonly targets: TargetRequests;
  /** True where an image's terms or candidates need the finished ones, so that they are made in a row. */
  readonly sequential: boolean;
  /** True where an image's terms depend on the prompts of the collection's other classes. */
  readonly usesOtherClasses: boolean;
  /** null: from noise. */
  readonly start: ImageStart | null;
  /** none: the null condition stands where the class's own would. */
  readonly condition: 'class' | 'none';
  /** How one of several candidates an image is chosen; null: one is sampled, and kept. */
  readonly candidates: CandidateRule | null;
  /**
   * Terms that see all images of a class at every step, which then are sampled together; null: each image
   * is sampled alone. Candidates are of images alone.
   */
  readonly joint: ((targets: FoundTargets) => readonly JointTermSpec[]) | null;
  /** @throws StillroomError TooFewCores when there is no target for this image, BadParameter */
  terms(input: ImageInput): readonly GuidanceTermSpec[];
}

/** The real images of one request are the set. */
export interface RealPlan {
  readonly output: 'real';
  readonly images: TargetRequest;
  readonly usesOtherClasses: false;
}

export type MethodPlan = GeneratedPlan | RealPlan | WindowsPlan;

export interface MethodPreset {
  readonly id: string;
  readonly label: string;
  /** Id of the pack that it was chosen on, by accuracy on held-out images; it is offered with that pack alone. */
  readonly pack?: string;
  readonly parameters: OwnNames<number | string | boolean>;
}

export type { ScheduledStep };

export interface Method {
  readonly id: string;
  readonly name: string;
  /** One sentence for the page. */
  readonly summary: string;
  readonly source: { readonly paper: string; readonly arxiv: string | null };
  /**
   * official: its terms compute what the paper's code computes. reconstruction: rebuilt from the text.
   * composition: published parts in a combination of our own. What a method may be called under given
   * settings, `standing` says.
   */
  readonly status: 'official' | 'reconstruction' | 'composition' | 'baseline';
  readonly schema: ParameterSchema;
  readonly presets: readonly MethodPreset[];
  /** Sampling settings of the paper's own run, where it has one. */
  readonly officialSampling: OfficialSampling | null;
  /**
   * @param raw parameters by name, as a recipe or the page holds them
   * @throws StillroomError BadParameter
   */
  plan(raw: unknown, sampling: SamplingSettings): MethodPlan;
  /**
   * In what the terms themselves are not the paper's under these settings, a phrase each; what the
   * schema marks as our own is not repeated.
   */
  departures(parameters: ParameterValues, sampling: SamplingSettings): readonly string[];
  /**
   * When its terms act.
   * @param raw as for `plan`
   * @throws StillroomError BadParameter
   */
  windows(raw: unknown): readonly TermWindow[];
  /**
   * Plain sentences on what these settings will not do, or do beyond what one expects.
   * @param steps the solver's steps; none while no model is loaded
   * @throws StillroomError BadParameter
   */
  notices(
    raw: unknown,
    sampling: SamplingSettings,
    steps: readonly ScheduledStep[],
  ): readonly string[];
}

interface MethodDefinition<S extends ParameterSchema> extends Omit<
  Method,
  'schema' | 'plan' | 'notices' | 'departures' | 'windows'
> {
  readonly schema: S;
  departures?(parameters: ParametersOf<NoInfer<S>>, sampling: SamplingSettings): readonly string[];
  windows?(parameters: ParametersOf<NoInfer<S>>): readonly TermWindow[];
  plan(parameters: ParametersOf<S>, sampling: SamplingSettings): MethodPlan;
  notices?(
    parameters: ParametersOf<NoInfer<S>>,
    sampling: SamplingSettings,
    steps: readonly ScheduledStep[],
  ): readonly string[];
}

/** A method from typed parts: its parameters are parsed before the plan sees them. */
export function defineMethod<S extends ParameterSchema>(definition: MethodDefinition<S>): Method {
  const { schema } = definition;
  return {
    ...definition,
    plan: (raw, sampling) => definition.plan(parseParameters(schema, raw), sampling),
    departures: (raw, sampling) =>
      definition.departures?.(parseParameters(schema, raw), sampling) ?? [],
    windows: (raw) => definition.windows?.(parseParameters(schema, raw)) ?? [],
    notices: (raw, sampling, steps) =>
      definition.notices?.(parseParameters(schema, raw), sampling, steps) ?? [],
  };
}
