import { useMemo } from 'react';
import type { Method } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
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
    return noticesOf(method, parameters, values);
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

/** A setting out of its range is itself a notice: a restored recipe may hold one. */
function noticesOf(
  method: Method,
  parameters: ParameterValues,
  sampling: ParameterValues,
): readonly string[] {
  try {
    return method.notices(parameters, parseParameters(samplingSchema, sampling));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
