/** Which places of a set have a core beside them, and which is in the making. */
import type { MethodPlan } from '../../methods/method';
import type { RunState } from '../state/run';
import type { ShownState } from '../state/shown';

/** True where each place holds a real core beside its image: as the set has it, else as the settings will. */
export function isPaired(
  { results }: Pick<ShownState, 'results'>,
  plan: MethodPlan | null,
): boolean {
  const made = [...results.values()].flat();
  if (made.length === 0) return plan?.output === 'generated' && plan.targets.cores !== undefined;
  return made.some(({ origin, coreImage }) => origin === 'generated' && coreImage !== null);
}

/** Where the image in the making stands, if it is one of the set that is shown. */
export function livePlace({ live, job }: Pick<RunState, 'live' | 'job'>, shown: string | null) {
  return live !== null && job === shown ? live : null;
}
