/** From what a person or a recipe asks for to what a run does: the one place where plans are made. */
import type { SolverSpec } from '../core/diffusion/solver/spec';
import type { PackDescription } from '../core/formats/pack';
import type { RecipeParameters, SamplingSettings } from '../core/formats/recipe';
import { methodById } from './index';
import type { Method, MethodPlan } from './method';
import { parseParameters } from './parameters';
import { samplingSchema, solverSpecFor } from './sampling';

/** A method with its settings: the part of a recipe that plans follow from. */
export interface Settings {
  readonly method: string;
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
}

export interface RunPlan {
  readonly method: Method;
  readonly plan: MethodPlan;
  /** All of them, parsed. */
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  readonly solver: SolverSpec;
}

/**
 * The plan that settings describe under a pack. Pure: equal settings and packs give equal plans.
 * @throws StillroomError BadParameter for an unknown method or a setting out of range
 */
export function planOf({ method: id, ...settings }: Settings, pack: PackDescription): RunPlan {
  const method = methodById(id);
  const parameters = parseParameters(method.schema, settings.parameters);
  const sampling = parseParameters(samplingSchema, settings.sampling);
  return {
    method,
    plan: method.plan(parameters, sampling),
    parameters,
    sampling,
    solver: solverSpecFor(sampling, pack.defaults),
  };
}
