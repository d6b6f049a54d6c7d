import { useMemo } from 'react';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { findMethod } from '../inspector/schema';
import { useRun } from '../state/run';
import { useSettings, type Settings } from '../state/settings';

/** Whether the method pulls its images to real cores, so that core and image stand side by side. */
function asksForCores({ method, parameters, sampling }: Settings): boolean {
  try {
    const plan = findMethod(method)?.plan(parameters, parseParameters(samplingSchema, sampling));
    return plan?.output === 'generated' && plan.targets.cores !== undefined;
  } catch {
    // Settings that no plan accepts are reported where the run is started.
    return false;
  }
}

/** True where each place holds a real core beside its image: as the finished set has it, else as the settings will. */
export function usePaired(): boolean {
  const results = useRun((state) => state.results);
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  return useMemo(() => {
    const made = Object.values(results).flat();
    if (made.length === 0) return asksForCores({ method, parameters, sampling });
    return made.some(({ origin, coreImage }) => origin === 'generated' && coreImage !== null);
  }, [results, method, parameters, sampling]);
}
