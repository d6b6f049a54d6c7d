import { useMemo } from 'react';
import { StillroomError } from '../../core/errors';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import { findMethod, type Parameter } from './schema';
import { scheduleSteps } from './scheduleSteps';
import { isShare, unitsOf } from './windowUnits';

/** What a share of the schedule is as timestep and noise level; null where it is none. */
export function useWindowUnits(parameter: Parameter, value: number): string | null {
  const chosen = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const settings = useSettings((state) => state.sampling);
  const pack = useModel((state) => state.pack);
  return useMemo(() => {
    const method = findMethod(chosen);
    if (method === undefined || pack === null || !isShare(parameter)) return null;
    try {
      const values = parseParameters(method.schema, parameters);
      const sampling = parseParameters(samplingSchema, settings);
      const steps = scheduleSteps(sampling, pack);
      return unitsOf(parameter, value, { method, values, sampling, pack, steps });
    } catch (error) {
      // Settings that nothing accepts are said beside the method.
      if (error instanceof StillroomError) return null;
      throw error;
    }
  }, [chosen, parameters, settings, pack, parameter, value]);
}
