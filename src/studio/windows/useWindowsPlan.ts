import { usePlan } from '../inspector/usePlan';
import { windowsNeeded, type WindowsPlan } from '../../methods/windows/plan';

/** The plan of the settings as they stand; null for another method, or settings that no plan accepts. */
export function useWindowsPlan(): WindowsPlan | null {
  const plan = usePlan();
  return plan?.output === 'windows' ? plan : null;
}

/** Windows of a class that its pictures take. */
export function neededBy(plan: WindowsPlan): number {
  return windowsNeeded(plan.assembly);
}
