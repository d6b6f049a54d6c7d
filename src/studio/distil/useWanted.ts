import { useMemo } from 'react';
import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { useClassesWhile } from '../state/classes-while';
import type { ClassRow } from '../state/collection';
import { useShown } from '../state/shown';
import { imagesWanted } from './pairRows';

/** How many images each class gets: of the run that is shown, else of the one that would be made. */
export function useWanted(): (row: ClassRow) => number {
  const run = useShown((state) => state.run);
  const imagesPerClass = useImagesPerClass();
  return useMemo(() => imagesWanted(run, imagesPerClass), [run, imagesPerClass]);
}

function takeAlike(row: ClassRow, before: ClassRow): boolean {
  return (
    row.folder === before.folder &&
    row.included === before.included &&
    row.problem === before.problem
  );
}

/** The classes for how many images each gets. */
export function useWantedClasses(): readonly ClassRow[] {
  return useClassesWhile(takeAlike);
}
