/**
 * A method: its parameters as data, and a plan of what a run needs. A plan asks for targets (real
 * latents or their summaries, found in each class before anything is generated) and turns them into the
 * guidance terms of one image. It computes nothing itself and holds no state, so that plans can be made
 * on any thread.
 */
import type { GuidanceTermSpec } from '../core/guidance/spec';
import type { PackSamplingDefaults, SamplingParameters } from './sampling';
import { parseParameters, type ParameterSchema, type ParametersOf } from './parameters';
import type { ClassTargets, TargetRequest } from './targets';

/** What a plan knows of the image whose terms it makes. */
export interface ImageInput {
  readonly className: string;
  /** Index of the image in its class. */
  readonly image: number;
  readonly seed: number;
  /** The class's targets, as the plan asked for them. */
  readonly targets: ClassTargets;
  /** Latents of the class's finished images, in their order; empty unless the plan is sequential. */
  readonly finished: readonly Float64Array[];
  /** The class's own condition, [tokens * width]. */
  readonly condition: Float32Array;
  /** Conditions of the collection's other classes, of the same length. */
  readonly otherConditions: readonly Float32Array[];
}

export interface MethodPlan {
  readonly targets: TargetRequest;
  /** generated: images are sampled. selected: the targets' own real images are the set. */
  readonly output: 'generated' | 'selected';
  /** True where an image's terms need the class's finished ones, so that they are made in a row. */
  readonly sequential: boolean;
  /** @throws StillroomError TooFewCores when there is no target for this image */
  terms(input: ImageInput): readonly GuidanceTermSpec[];
}

export interface MethodPreset {
  readonly id: string;
  readonly label: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

export interface Method {
  readonly id: string;
  readonly name: string;
  /** One sentence for the page. */
  readonly summary: string;
  readonly source: { readonly paper: string; readonly arxiv: string | null };
  /** official: computes what the paper's code computes. reconstruction: rebuilt from the text. */
  readonly status: 'official' | 'reconstruction' | 'baseline';
  readonly schema: ParameterSchema;
  readonly presets: readonly MethodPreset[];
  /** Sampling settings of the paper's own run, where it has one. */
  readonly officialSampling: PackSamplingDefaults | null;
  /**
   * @param raw parameters by name, as a recipe or the page holds them
   * @throws StillroomError BadParameter
   */
  plan(raw: unknown, sampling: SamplingParameters): MethodPlan;
  /**
   * Plain sentences on what these settings will not do, or do beyond what one expects.
   * @throws StillroomError BadParameter
   */
  notices(raw: unknown, sampling: SamplingParameters): readonly string[];
}

interface MethodDefinition<S extends ParameterSchema> extends Omit<
  Method,
  'schema' | 'plan' | 'notices'
> {
  readonly schema: S;
  plan(parameters: ParametersOf<S>, sampling: SamplingParameters): MethodPlan;
  notices?(parameters: ParametersOf<S>, sampling: SamplingParameters): readonly string[];
}

/** A method from typed parts: its parameters are parsed before the plan sees them. */
export function defineMethod<S extends ParameterSchema>(definition: MethodDefinition<S>): Method {
  const { schema } = definition;
  return {
    ...definition,
    plan: (raw, sampling) => definition.plan(parseParameters(schema, raw), sampling),
    notices: (raw, sampling) => definition.notices?.(parseParameters(schema, raw), sampling) ?? [],
  };
}
