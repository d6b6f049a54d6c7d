/**
 * What the present settings will not do, or do beyond what one expects, and on which of it a person has to
 * decide. What a preset of ours says of itself, on the sampling that the model prefers, is a fact of the
 * method: it is told when asked. What other values bring stands beside them.
 */
import type { PackDescription } from '../../core/formats/pack';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { Method } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import { intervalParameters, samplingSchema } from '../../methods/sampling';
import { scheduleSteps } from './scheduleSteps';

export interface SaidOfMethod {
  /** Stands beside the method. */
  readonly notices: readonly string[];
  /** Belongs to the method as it is meant. */
  readonly facts: readonly string[];
}

function saidOf(
  method: Method,
  parameters: RecipeParameters,
  wanted: SamplingSettings,
  pack: PackDescription | null,
): readonly string[] {
  const sampling = parseParameters(samplingSchema, wanted);
  return method.notices(parameters, sampling, pack === null ? [] : scheduleSteps(sampling, pack));
}

function samplingOf({ defaults }: PackDescription): Partial<SamplingSettings> {
  const { solver, steps, cfgScale, cfgInterval } = defaults;
  return { solver, steps, cfgScale, ...intervalParameters(cfgInterval) };
}

/**
 * Of every preset that the model is offered, under its own sampling, in as many steps as are set. How many images
 * a class gets is a person's choice.
 */
function saidOfPresets(
  method: Method,
  now: SamplingSettings,
  pack: PackDescription | null,
): Set<string> {
  const imagesPerClass = samplingSchema.imagesPerClass.default;
  const own = { ...now, ...(pack && samplingOf(pack)), imagesPerClass };
  const inSteps = { ...own, solver: now.solver, steps: now.steps };
  const offered = method.presets.filter(({ pack: id }) => id === undefined || id === pack?.id);
  return new Set(
    [{}, ...offered.map(({ parameters }) => parameters)].flatMap((parameters) =>
      [own, inSteps].flatMap((sampling) => saidOf(method, parameters, sampling, pack)),
    ),
  );
}

/** A setting out of its range is itself a notice: a restored recipe may hold one. */
export function saidOfMethod(
  method: Method,
  parameters: RecipeParameters,
  sampling: SamplingSettings,
  pack: PackDescription | null,
): SaidOfMethod {
  try {
    const said = saidOf(method, parameters, sampling, pack);
    const usual = saidOfPresets(method, sampling, pack);
    return {
      notices: said.filter((one) => !usual.has(one)),
      facts: said.filter((one) => usual.has(one)),
    };
  } catch (error) {
    return { notices: [error instanceof Error ? error.message : String(error)], facts: [] };
  }
}
