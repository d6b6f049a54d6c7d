/** CoDA's alignment as sliders: its parameters, its term, and what the settings really do. */
import { effectivePull } from '../../core/guidance/coda-alignment';
import type { CodaAlignmentSpec } from '../../core/guidance/spec';
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { ScheduledStep } from '../method';
import type { SamplingSettings } from '../../core/formats/recipe';

export const alignmentSchema = {
  alignment: {
    kind: 'number',
    label: 'Alignment',
    unit: '',
    min: 0,
    max: 0.5,
    step: 0.005,
    default: 0.05,
    help: 'gamma: how hard each image is pulled to its core; multiplied by CFG scale and noise level.',
    source: "CoDA's script runs 0.05, its parser's default is 0.1",
    group: 'coda-alignment',
  },
  guidedShare: {
    kind: 'number',
    label: 'Guided share',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.9,
    help: 'p: which first part of the steps is pulled; 1 still leaves the last step free.',
    source: "CoDA's script runs 0.9, its parser's default is 1",
    group: 'coda-alignment',
  },
} as const satisfies ParameterSchema;

export type AlignmentParameters = ParametersOf<typeof alignmentSchema>;

export function alignmentTerm(
  { alignment, guidedShare }: AlignmentParameters,
  representative: Float32Array | Float64Array,
): CodaAlignmentSpec {
  return {
    kind: 'coda-alignment',
    gamma: alignment,
    window: { start: 0, end: guidedShare },
    representative,
  };
}

/** What a person should know of these settings. */
export function alignmentNotices(
  { alignment, guidedShare }: AlignmentParameters,
  { cfgScale }: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  if (alignment === 0) return ['Alignment is 0: images are not pulled to their cores.'];
  if (guidedShare === 0) return ['Guided share is 0: no step is pulled to the cores.'];
  if (cfgScale <= 1) {
    return [
      `With a CFG scale of ${cfgScale} the alignment is computed and dropped, as in the official code: it acts through classifier-free guidance and needs a scale above 1.`,
    ];
  }
  const pull = effectivePull(steps, cfgScale, {
    gamma: alignment,
    window: { start: 0, end: guidedShare },
  });
  const past = pull.filter((share) => share > 1).length;
  if (past === 0) return [];
  return [
    `In ${past} of ${steps.length} steps the pull, CFG scale x alignment x sigma, goes past the core: up to ${Math.max(...pull).toFixed(2)} times the way to it.`,
  ];
}
