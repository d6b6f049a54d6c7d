/** Mode guidance as sliders: its parameters and its term. */
import type { ModeGuidanceSpec } from '../../core/guidance/spec';
import type { ParameterSchema, ParametersOf } from '../parameters';

export const modeSchema = {
  modeStrength: {
    kind: 'number',
    label: 'Mode strength',
    unit: '',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.1,
    help: 'lambda: how hard each image is pulled to its centroid.',
    source: 'MGD3 0.1 (arXiv 2505.18963)',
    group: 'mode-guidance',
  },
  modeEnd: {
    kind: 'number',
    label: 'Mode window end',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.48,
    help: 'The pull stops after this share of the steps.',
    source: 'MGD3: chain indices above 25 of 50, the first 24 steps',
    group: 'mode-guidance',
  },
} as const satisfies ParameterSchema;

export type ModeParameters = ParametersOf<typeof modeSchema>;

export function modeTerm(
  { modeStrength, modeEnd }: ModeParameters,
  mode: Float32Array | Float64Array,
): ModeGuidanceSpec {
  return {
    kind: 'mode-guidance',
    strength: modeStrength,
    window: { start: 0, end: modeEnd },
    mode,
  };
}
