/** The places of the set that is on the page, from the stores as they stand. */
import { isPaired, lastLivePlace } from '../distil/placesOf';
import { imagesWanted, tileRanges, type TileRange } from '../distil/pairRows';
import { planOrNull } from '../inspector/planOrNull';
import { useCollection } from '../state/collection';
import { useExplore } from '../state/explore';
import { useRun } from '../state/run';
import { useSettings } from '../state/settings';
import { useShown } from '../state/shown';

export function placesNow(): TileRange[] {
  const { run, results } = useShown.getState();
  const settings = useSettings.getState();
  const explored = useExplore.getState().classes;
  const live = lastLivePlace(useRun.getState(), run?.id ?? null);
  return tileRanges({
    classes: useCollection.getState().classes,
    results,
    wanted: imagesWanted(run, settings.sampling.imagesPerClass),
    cores: (folder) => explored.get(folder)?.map?.cores.length ?? 0,
    paired: isPaired({ results }, planOrNull(settings)),
    live,
  });
}
