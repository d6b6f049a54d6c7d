import { useMemo } from 'react';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { findMethod } from '../inspector/schema';
import { useSettings } from '../state/settings';

/** True where the chosen method samples its images, so that there is something to preview. */
export function useGenerated(): boolean {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  return useMemo(() => {
    try {
      const parsed = parseParameters(samplingSchema, sampling);
      return findMethod(method)?.plan(parameters, parsed).output === 'generated';
    } catch {
      // The strip itself says what is wrong with the settings.
      return true;
    }
  }, [method, parameters, sampling]);
}
