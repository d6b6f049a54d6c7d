import { useMemo } from 'react';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useCollection } from '../state/collection';
import { idleWindows, useWindows } from '../state/windows';
import { currentLabel, scoringKey } from './listKeys';

/** True when the list of a class was made with other settings for scores or windows. */
export function useStaleList(folder: string, plan: WindowsPlan): boolean {
  const madeWith = useWindows((state) => (state.classes.get(folder) ?? idleWindows).madeWith);
  const classes = useCollection((state) => state.classes);
  const wanted = useMemo(
    () => scoringKey(plan, currentLabel(folder, classes, plan)),
    [plan, folder, classes],
  );
  return madeWith !== null && madeWith !== wanted;
}
