import { useMemo } from 'react';
import { patchPlan } from '../engine/selection/current-task';
import { windowsNeeded, type PatchPlan } from '../../methods/selection/plan';
import { useSettings } from '../state/settings';

/** The plan of the settings as they stand; null for another method, or settings that no plan accepts. */
export function usePatchPlan(): PatchPlan | null {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  return useMemo(() => {
    try {
      return patchPlan({ method, parameters, sampling });
    } catch {
      // Settings that no plan accepts are reported where the run is started.
      return null;
    }
  }, [method, parameters, sampling]);
}

/** Windows of a class that its pictures take. */
export function neededBy(plan: PatchPlan): number {
  return windowsNeeded(plan.assembly);
}
