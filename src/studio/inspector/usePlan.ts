import { useMemo } from 'react';
import type { MethodPlan } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { useSettings } from '../state/settings';
import { findMethod } from './schema';

/** What the settings would run; null for settings that no plan accepts, which the run reports. */
export function usePlan(): MethodPlan | null {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  return useMemo(() => {
    try {
      const settings = parseParameters(samplingSchema, sampling);
      return findMethod(method)?.plan(parameters, settings) ?? null;
    } catch {
      return null;
    }
  }, [method, parameters, sampling]);
}
