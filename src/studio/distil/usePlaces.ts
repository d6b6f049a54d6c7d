import { useMemo } from 'react';
import type { PlaceRange } from '../keyboard/navigation';
import { useCollection } from '../state/collection';
import { useExplore } from '../state/explore';
import type { SyntheticImage } from '../state/run';
import { useShown } from '../state/shown';
import type { Place } from '../state/view';
import { placeRanges } from './pairRows';
import { usePaired } from './usePaired';
import { useWanted } from './useWanted';

/** Every place of the set, by class, in the order shown. */
export function usePlaceRanges(): readonly PlaceRange[] {
  const classes = useCollection((state) => state.classes);
  const results = useShown((state) => state.results);
  const wanted = useWanted();
  return useMemo(() => placeRanges(classes, results, wanted), [classes, results, wanted]);
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
