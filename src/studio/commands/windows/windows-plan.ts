/** The page's windows as they stand: the plan of its settings, the classes that take part. */
import type { WindowsPlan } from '../../../methods/windows/plan';
import { planOrNull } from '../../inspector/planOrNull';
import { useCollection, type ClassRow } from '../../state/collection';
import { useSettings } from '../../state/settings';
import { takingPart } from '../recipe-of';

/** Null for another method, or settings that no plan accepts. */
export function currentWindowsPlan(): WindowsPlan | null {
  const plan = planOrNull(useSettings.getState());
  return plan?.output === 'windows' ? plan : null;
}

/** The classes among which one is scored. */
export function classesAround(folder: string): ClassRow[] {
  return takingPart(useCollection.getState().classes, folder);
}
