/**
 * Where an image starts, and under which words: a control that every sampled method has.
 *
 * From noise, as the papers do, or from a real latent that is noised to a share of the steps and
 * denoised from there (SDEdit, arXiv 2108.01073; D4M, arXiv 2407.15138). A class that the model has no
 * words for can be made so without any: it starts from its own core, and the null condition leaves the
 * rest to what the model knows of pictures. Guidance terms act on the steps that are left.
 */
import type { GeneratedPlan } from './method';
import type { ParameterSchema, ParametersOf } from './parameters';
import { targetOf, targetsIn, type TargetRequests, type TargetRole } from './targets';

export const conditionSchema = {
  condition: {
    kind: 'choice',
    label: 'Condition',
    options: [
      { value: 'class', label: 'Prompt of the class' },
      { value: 'none', label: 'None', own: true },
    ],
    default: 'class',
    help: 'None leaves the words out, for classes that the model does not know: then the start and the guidance terms alone say what is made.',
    source: "The papers condition on the class; none is Stillroom's",
    group: 'start',
  },
} as const satisfies ParameterSchema;

export const startSchema = {
  start: {
    kind: 'choice',
    label: 'Start',
    options: [
      { value: 'noise', label: 'Noise' },
      { value: 'core', label: 'Core', own: true },
    ],
    default: 'noise',
    help: "Core starts from the image's own core, in mode guidance from its centre, elsewhere from the real image nearest to one of as many k-means centres.",
    source: 'Noise in the papers; core as in SDEdit (arXiv 2108.01073) and D4M (arXiv 2407.15138)',
    group: 'start',
  },
  startStrength: {
    kind: 'number',
    label: 'Start strength',
    unit: 'of the steps',
    min: 0.05,
    max: 1,
    step: 0.05,
    default: 0.7,
    help: 'How far the core is noised before it is denoised; 1 keeps almost nothing of it. Without effect from noise.',
    source: 'D4M code 0.7 (arXiv 2407.15138)',
    group: 'start',
  },
  ...conditionSchema,
} as const satisfies ParameterSchema;

export type StartParameters = ParametersOf<typeof startSchema>;

/** What has to be found for images to start from, beside the method's own targets. */
export function startTargets(
  { start }: StartParameters,
  role: TargetRole,
  count: number,
): TargetRequests {
  if (start === 'noise' || role !== 'starts') return {};
  return { starts: { kind: 'nearest-to-kmeans', count } };
}

/** @param role the targets that images start from, one each: the method's own, or `starts` */
export function startPlan(
  { start, startStrength, condition }: StartParameters,
  role: TargetRole,
): Pick<GeneratedPlan, 'start' | 'condition'> {
  return {
    condition,
    start:
      start === 'noise'
        ? null
        : {
            strength: startStrength,
            latent: ({ targets, image, className }) =>
              targetOf(targetsIn(targets, role), image, className),
          },
  };
}

/** The share of the steps that is made, the last ones. */
export function madeShare({ start, startStrength }: Partial<StartParameters>): number {
  return start === 'core' && startStrength !== undefined ? startStrength : 1;
}

/** What a person should know of these settings. */
export function startNotices({ start, condition }: StartParameters): readonly string[] {
  if (condition === 'class') return [];
  const nothing =
    'Without a condition classifier-free guidance has nothing to prefer: its scale acts on alignment and the soft label alone.';
  return start === 'noise'
    ? [nothing, 'From noise and without a condition nothing but guidance terms knows of the class.']
    : [nothing];
}
