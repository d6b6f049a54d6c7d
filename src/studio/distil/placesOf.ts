/** Which places of a set have a core beside them, and which are in the making. */
import type { MethodPlan } from '../../methods/method';
import type { RunState } from '../state/run';
import type { ShownState } from '../state/shown';
import type { Place } from '../state/view';

/** True where each place holds a real core beside its image: as the set has it, else as the settings will. */
export function isPaired(
  { results }: Pick<ShownState, 'results'>,
  plan: MethodPlan | null,
): boolean {
  const made = [...results.values()].flat();
  if (made.length === 0) return plan?.output === 'generated' && plan.targets.cores !== undefined;
  return made.some(({ origin, coreImage }) => origin === 'generated' && coreImage !== null);
}

/** Where the last of the images in the making stands, if they are of the set that is shown. */
export function lastLivePlace(
  { live, job }: Pick<RunState, 'live' | 'job'>,
  shown: string | null,
): Place | null {
  if (live === null || job !== shown) return null;
  return { folder: live.folder, index: live.first + live.pictures.length - 1 };
}
