/** From a joint term's description to the term, and to its signature at a step. */
import type { StepSignature } from '../signature';
import type { JointTermSpec } from '../spec';
import { checkStrength, targetLatent } from '../target';
import { checkWindow, inWindow, type StepPlace } from '../window';
import type { ClassStep, JointShift, JointTerm } from './joint-term';
import { matchMeans } from './mean-matching';
import { repel } from './repulsion';

function acts({ strength, window }: JointTermSpec, place: StepPlace): boolean {
  return strength > 0 && inWindow(window, place);
}

/** As `stepSignature` of the terms of single images. */
export function jointSignature(spec: JointTermSpec, place: StepPlace): StepSignature | null {
  if (!acts(spec, place)) return null;
  return [spec.kind, spec.strength, ...(spec.kind === 'mean-matching' ? [spec.mean] : [])];
}

/**
 * @param size numbers in one latent
 * @throws StillroomError BadParameter (strength, window), ShapeMismatch, NonFiniteOutput (the mean)
 */
export function buildJointTerm(spec: JointTermSpec, size: number): JointTerm {
  checkWindow(spec.window);
  const within =
    (shift: (step: ClassStep) => JointShift | null) =>
    (step: ClassStep): JointShift | null =>
      acts(spec, step.place) ? shift(step) : null;
  switch (spec.kind) {
    case 'repulsion':
      checkStrength(spec.strength, 'The strength of repulsion');
      return { kind: spec.kind, shift: within((step) => repel(step, spec.strength)) };
    case 'mean-matching': {
      checkStrength(spec.strength, 'The share of mean matching', 1);
      const mean = targetLatent(spec.mean, size, "class's mean");
      return { kind: spec.kind, shift: within(({ x0 }) => matchMeans(x0, mean, spec.strength)) };
    }
    default:
      return spec satisfies never;
  }
}
