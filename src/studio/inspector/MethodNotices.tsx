import { useMemo } from 'react';
import type { PackDescription } from '../../core/formats/pack';
import type { Method } from '../../methods/method';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import { scheduleSteps } from './scheduleSteps';

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

/** A setting out of its range is itself a notice: a restored recipe may hold one. */
function noticesOf(
  method: Method,
  parameters: RecipeParameters,
  wanted: SamplingSettings,
  pack: PackDescription | null,
): readonly string[] {
  try {
    const sampling = parseParameters(samplingSchema, wanted);
    return method.notices(parameters, sampling, pack === null ? [] : scheduleSteps(sampling, pack));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
