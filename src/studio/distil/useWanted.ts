import { useMemo } from 'react';
import { useImagesPerClass } from '../inspector/useImagesPerClass';
import type { ClassRow } from '../state/collection';
import { useShown } from '../state/shown';
import { imagesWanted } from './pairRows';

/** How many images each class gets: of the run that is shown, else of the one that would be made. */
export function useWanted(): (row: ClassRow) => number {
  const run = useShown((state) => state.run);
  const imagesPerClass = useImagesPerClass();
  return useMemo(() => imagesWanted(run, imagesPerClass), [run, imagesPerClass]);
}
