import { usePlan } from '../inspector/usePlan';
import { windowsNeeded, type PatchPlan } from '../../methods/selection/plan';

/** The plan of the settings as they stand; null for another method, or settings that no plan accepts. */
export function usePatchPlan(): PatchPlan | null {
  const plan = usePlan();
  return plan?.output === 'patches' ? plan : null;
}

/** Windows of a class that its pictures take. */
export function neededBy(plan: PatchPlan): number {
  return windowsNeeded(plan.assembly);
}
