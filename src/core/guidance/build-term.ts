/** From a term's description to the term: the one place that knows all of them. */
import { codaAlignment } from './coda-alignment';
import { manifoldGuidance } from './manifold-guidance';
import { modeGuidance } from './mode-guidance';
import { softLabel } from './soft-label';
import type { GuidanceTermSpec } from './spec';
import type { GuidanceTerm, TermSetting } from './term';
import { transport } from './transport';

/**
 * @throws StillroomError BadParameter (strength, window), ShapeMismatch (target of another model),
 *   NonFiniteOutput (target with NaN)
 */
export function buildTerm(spec: GuidanceTermSpec, setting: TermSetting): GuidanceTerm {
  switch (spec.kind) {
    case 'coda-alignment':
      return codaAlignment(spec, setting);
    case 'mode-guidance':
      return modeGuidance(spec, setting);
    case 'manifold-guidance':
      return manifoldGuidance(spec, setting);
    case 'transport':
      return transport(spec, setting);
    case 'soft-label':
      return softLabel(spec, setting);
    default:
      return spec satisfies never;
  }
}
