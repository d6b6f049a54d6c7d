import { useMemo } from 'react';
import { scaleAt } from '../../core/diffusion/guidance-scale';
import { createSolver } from '../../core/diffusion/solver/create-solver';
import type { PackDescription } from '../../core/formats/pack';
import type { Method, ScheduledStep } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import type { SamplingSettings } from '../../core/formats/recipe';
import { intervalOf, samplingSchema, solverSpecFor } from '../../methods/sampling';
import { useModel } from '../state/model';
import { useSettings, type ParameterValues } from '../state/settings';
import { defaultValues, samplingParameters } from './schema';

/** What the present settings will not do, or do beyond what one expects. */
export function MethodNotices({ method }: { readonly method: Method }) {
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const pack = useModel((state) => state.pack);
  const notices = useMemo(() => {
    const values = { ...defaultValues(samplingParameters(pack)), ...sampling };
    return noticesOf(method, parameters, values, pack);
  }, [method, parameters, sampling, pack]);
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
  parameters: ParameterValues,
  values: ParameterValues,
  pack: PackDescription | null,
): readonly string[] {
  try {
    const sampling = parseParameters(samplingSchema, values);
    return method.notices(parameters, sampling, pack === null ? [] : stepsOf(sampling, pack));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
