import { useMemo } from 'react';
import { useExplore } from '../state/explore';
import { useRun, type SyntheticImage } from '../state/run';
import { useShown } from '../state/shown';
import type { Place } from '../state/view';
import { tileRanges, type TileRange } from './pairRows';
import { lastLivePlace } from './placesOf';
import { usePaired } from './usePaired';
import { useWanted, useWantedClasses } from './useWanted';

/** Every place of the set that has something to show, by class, in the order shown. */
export function usePlaceRanges(): readonly TileRange[] {
  const classes = useWantedClasses();
  const results = useShown((state) => state.results);
  const shown = useShown((state) => state.run?.id ?? null);
  const explored = useExplore((state) => state.classes);
  const wanted = useWanted();
  const paired = usePaired();
  // The step of the images in the making changes often, their places seldom.
  const folder = useRun((state) => lastLivePlace(state, shown)?.folder ?? null);
  const index = useRun((state) => lastLivePlace(state, shown)?.index ?? 0);
  return useMemo(() => {
    const cores = (one: string) => explored.get(one)?.map?.cores.length ?? 0;
    const live = folder === null ? null : { folder, index };
    return tileRanges({ classes, results, wanted, cores, paired, live });
  }, [classes, results, wanted, explored, paired, folder, index]);
}

export interface PlaceContent {
  readonly synthetic: SyntheticImage | null;
  /** Index of the real core among the class's images, once it is known; null without cores. */
  readonly core: number | null;
}

/** What stands at a place: the finished image if there is one, and its core. */
export function usePlaceContent({ folder, index }: Place): PlaceContent {
  const synthetic = useShown(
    (state) => state.results.get(folder)?.find((image) => image.index === index) ?? null,
  );
  const mapped = useExplore(
    (state) => state.classes.get(folder)?.map?.cores[index]?.imageIndex ?? null,
  );
  const paired = usePaired();
  const core = synthetic === null ? mapped : synthetic.coreImage;
  return { synthetic, core: paired ? core : null };
}
