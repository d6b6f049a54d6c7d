/**
 * What the steps of ranking a class cost beside each other, so that the time left can be told over all of
 * them: an image in calls of the network. A draw of its score is two, with the class's prompt and without;
 * encoding and describing it are about one each.
 */
import type { WindowScoring } from '../../../methods/windows/plan';
import { scoresByModel } from '../../../methods/windows/windows';

/** In their order. */
const STEPS = ['encoding', 'scoring', 'choosing', 'describing'] as const;
export type WindowStep = (typeof STEPS)[number];

export interface StepCost {
  /** Images that a whole one amounts to, in all steps together; at least 1. */
  readonly whole: number;
  /** Images that the steps behind this one amount to, for each image. */
  readonly behind: number;
}

function callsOf(step: WindowStep, { variant, draws }: WindowScoring): number {
  switch (step) {
    case 'scoring':
      return scoresByModel(variant) ? 2 * draws : 0.1;
    case 'choosing':
      return 0.1;
    case 'encoding':
    case 'describing':
      return 1;
    default:
      return step satisfies never;
  }
}

/** Of a step, in images that go through this step alone. */
export function stepCost(step: WindowStep, scoring: WindowScoring): StepCost {
  const calls = (steps: readonly WindowStep[]) =>
    steps.reduce((sum, one) => sum + callsOf(one, scoring), 0);
  const own = callsOf(step, scoring);
  const later = STEPS.slice(STEPS.indexOf(step) + 1);
  return { whole: calls(STEPS) / own, behind: calls(later) / own };
}
