import { useMemo } from 'react';
import type { MethodPlan } from '../../methods/method';
import { planOrNull } from './planOrNull';
import { useSettings } from '../state/settings';

/** What the settings would run; null for settings that no plan accepts. */
export function usePlan(): MethodPlan | null {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  return useMemo(
    () => planOrNull({ method, parameters, sampling }),
    [method, parameters, sampling],
  );
}
