import { useMemo } from 'react';
import { scaleAt } from '../../core/diffusion/guidance-scale';
import { createSolver } from '../../core/diffusion/solver/create-solver';
import type { PackDescription } from '../../core/formats/pack';
import type { Method, ScheduledStep } from '../../methods/method';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import { parseParameters } from '../../methods/parameters';
import { intervalOf, samplingSchema, solverSpecFor } from '../../methods/sampling';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';

/** What the present settings will not do, or do beyond what one expects. */
export function MethodNotices({ method }: { readonly method: Method }) {
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const pack = useModel((state) => state.pack);
  const notices = useMemo(
    () => noticesOf(method, parameters, sampling, pack),
    [method, parameters, sampling, pack],
  );
  if (notices.length === 0) return null;
  return (
    <ul className="method-notices small">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  );
}

function stepsOf(sampling: SamplingSettings, pack: PackDescription): ScheduledStep[] {
  const { schedule, prediction, defaults } = pack;
  const { karrasSigmas } = defaults;
  const spec = solverSpecFor(sampling, { karrasSigmas });
  return createSolver(spec, schedule, prediction).steps.map(({ timestep, sigma }) => ({
    timestep,
    sigma,
    guidanceScale: scaleAt(
      sampling.cfgScale,
      timestep,
      schedule.trainTimesteps,
      intervalOf(sampling),
    ),
  }));
}

/** A setting out of its range is itself a notice: a restored recipe may hold one. */
function noticesOf(
  method: Method,
  parameters: RecipeParameters,
  wanted: SamplingSettings,
  pack: PackDescription | null,
): readonly string[] {
  try {
    const sampling = parseParameters(samplingSchema, wanted);
    return method.notices(parameters, sampling, pack === null ? [] : stepsOf(sampling, pack));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
