/** What of a plan decides how many cores a class gives. */
import type { MethodPlan } from '../../methods/method';
import type { CoreRequest } from '../../run/stages/explore';

/** Null for a plan that searches for none, and where there is no plan. */
export function plannedCores(plan: MethodPlan | null): CoreRequest | null {
  if (plan?.output !== 'generated') return null;
  for (const asked of Object.values(plan.targets)) {
    if (asked.kind !== 'coda-cores') continue;
    const { kind: _, count, ...settings } = asked;
    return { ...settings, imagesPerClass: count };
  }
  return null;
}
