/** What the settings would run, before a pack says how. */
import { StillroomError } from '../../core/errors';
import { methodById } from '../../methods';
import type { MethodPlan } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import type { Settings } from '../state/settings';

export type PlanSettings = Pick<Settings, 'method' | 'parameters' | 'sampling'>;

/** Null for settings that no plan accepts: their own fields say so, and so does the run. */
export function planOrNull({ method, parameters, sampling }: PlanSettings): MethodPlan | null {
  try {
    return methodById(method).plan(parameters, parseParameters(samplingSchema, sampling));
  } catch (error) {
    if (error instanceof StillroomError) return null;
    throw error;
  }
}
