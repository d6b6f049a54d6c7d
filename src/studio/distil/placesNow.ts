/** The places of the set that is on the page, from the stores as they stand. */
import { planOrNull } from '../inspector/planOrNull';
import type { MethodPlan } from '../../methods/method';
import { useCollection } from '../state/collection';
import { useExplore } from '../state/explore';
import { useRun, type RunState } from '../state/run';
import { useSettings } from '../state/settings';
import { useShown, type ShownState } from '../state/shown';
import type { Place } from '../state/view';
import { imagesWanted, tileRanges, type TileRange } from './pairRows';

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

export function placesNow(): TileRange[] {
  const { run, results } = useShown.getState();
  const settings = useSettings.getState();
  const explored = useExplore.getState().classes;
  const live: Place | null = livePlace(useRun.getState(), run?.id ?? null);
  return tileRanges({
    classes: useCollection.getState().classes,
    results,
    wanted: imagesWanted(run, settings.sampling.imagesPerClass),
    cores: (folder) => explored.get(folder)?.map?.cores.length ?? 0,
    paired: isPaired({ results }, planOrNull(settings)),
    live,
  });
}
