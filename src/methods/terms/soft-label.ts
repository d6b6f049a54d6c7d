/** DMGD's semantic matching as sliders: its parameters and its term. */
import { StillroomError } from '../../core/errors';
import { randomStream } from '../../core/random/stream';
import type { SoftLabelSpec } from '../../core/guidance/spec';
import type { ImageInput } from '../method';
import type { ParameterSchema, ParametersOf } from '../parameters';

const DMGD = 'DMGD official code (arXiv 2605.03877)';

export const softLabelSchema = {
  softLabelVariant: {
    kind: 'choice',
    label: 'Soft label variant',
    options: [
      { value: 'official-code', label: 'Official code' },
      { value: 'paper', label: 'Paper' },
    ],
    default: 'official-code',
    help: 'The code perturbs both conditions with uniform noise and renormalises; the paper one, with normal noise.',
    source: 'DMGD code and paper disagree (arXiv 2605.03877)',
    group: 'soft-label',
  },
  labelNoise: {
    kind: 'number',
    label: 'Label noise',
    unit: '',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.06,
    help: 'beta_n: weight of the noise in the condition.',
    source: `${DMGD}: 0.06`,
    group: 'soft-label',
  },
  otherLabel: {
    kind: 'number',
    label: 'Other class',
    unit: '',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.01,
    help: 'beta_s: weight of another class of the collection; none when it has only one class.',
    source: `${DMGD}: 0.01`,
    group: 'soft-label',
  },
  exploreAbove: {
    kind: 'number',
    label: 'Explore above',
    unit: 'of the training timesteps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.9,
    help: 'Noisier than this the condition is noise alone.',
    source: `${DMGD}: timestep 900 of 1000`,
    group: 'soft-label',
  },
  refineBelow: {
    kind: 'number',
    label: 'Refine below',
    unit: 'of the training timesteps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.5,
    help: 'Cleaner than this the condition is left as it is.',
    source: `${DMGD}: timestep 500 of 1000`,
    group: 'soft-label',
  },
} as const satisfies ParameterSchema;

export type SoftLabelParameters = ParametersOf<typeof softLabelSchema>;

/** The one other class that an image is mixed with, drawn once an image; null in a collection of one. */
function otherCondition({ seed, className, image, otherConditions }: ImageInput) {
  if (otherConditions.length === 0) return null;
  const stream = randomStream({ seed, name: className, image, purpose: 'other-class' });
  return otherConditions[stream.integer(otherConditions.length)] ?? null;
}

/** @throws StillroomError BadParameter when the thresholds are out of order */
export function softLabelTerm(parameters: SoftLabelParameters, input: ImageInput): SoftLabelSpec {
  const { exploreAbove: upper, refineBelow: lower } = parameters;
  if (lower > upper) {
    throw new StillroomError(
      'BadParameter',
      `"Refine below" is ${lower} and "Explore above" ${upper}: exploration comes first, at more noise.`,
      { upper, lower },
    );
  }
  const other = otherCondition(input);
  return {
    kind: 'soft-label',
    variant: parameters.softLabelVariant,
    noiseWeight: parameters.labelNoise,
    labelWeight: other === null ? 0 : parameters.otherLabel,
    upper,
    lower,
    window: { start: 0, end: 1 },
    otherClass: other ?? new Float32Array(input.condition.length),
  };
}
