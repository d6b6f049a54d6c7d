/** From a term's description to its signature at a step: the one place that knows all of them. */
import { codaSignature } from './coda-alignment';
import { manifoldSignature } from './manifold-guidance';
import { modeSignature } from './mode-guidance';
import type { ScheduleStep, StepSignature } from './signature';
import { softLabelSignature } from './soft-label';
import type { GuidanceTermSpec } from './spec';
import { transportSignature } from './transport';

/** Null where the term does nothing at the step; never throws, whatever the numbers are. */
export function stepSignature(spec: GuidanceTermSpec, step: ScheduleStep): StepSignature | null {
  switch (spec.kind) {
    case 'coda-alignment':
      return codaSignature(spec, step);
    case 'mode-guidance':
      return modeSignature(spec, step);
    case 'manifold-guidance':
      return manifoldSignature(spec, step);
    case 'transport':
      return transportSignature(spec, step);
    case 'soft-label':
      return softLabelSignature(spec, step);
    default:
      return spec satisfies never;
  }
}
