/** DMGD's semantic matching as sliders: its parameters and its term. */
import { emptyConditions, shapesOf } from '../../core/diffusion/condition';
import { StillroomError } from '../../core/errors';
import { randomStream } from '../../core/random/stream';
import type { SoftLabelSpec } from '../../core/guidance/spec';
import { mixAt } from '../../core/guidance/soft-label';
import type { GuidanceWindow } from '../../core/guidance/window';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ImageInput } from '../method';
import type { ScheduledStep } from '../scheduled-step';
import type { ParameterSchema, ParametersOf } from '../parameters';
import { madeShare, type StartParameters } from '../start';
import {
  actingSteps,
  readWindow,
  windowNotices,
  windowParameter,
  windowSchedule,
  type TermWindow,
} from '../term-windows';

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
    essential: true,
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
  labelWeights: {
    kind: 'choice',
    label: 'Label weights',
    options: [
      { value: 'absolute', label: 'Numbers, as published' },
      { value: 'relative', label: "Shares of the embedding's spread", own: true },
    ],
    default: 'absolute',
    help: "The published weights suit a label table of spread 0.02, as DiT's starts training with; beside a text encoder's tokens they do next to nothing. As shares, 0.87 and 0.01 are what 0.06 and 0.01 are there.",
    source: `${DMGD}: numbers; shares are Stillroom's`,
    group: 'soft-label',
  },
  softLabelWindow: windowParameter('soft-label', `${DMGD}, by timestep`),
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
  const { labelWeights } = parameters;
  return {
    kind: 'soft-label',
    variant: parameters.softLabelVariant,
    noiseWeight: parameters.labelNoise,
    labelWeight: other === null ? 0 : parameters.otherLabel,
    ...(labelWeights === 'relative' && { measure: labelWeights }),
    upper,
    lower,
    window: windowOf(parameters),
    otherClass: other ?? emptyConditions(shapesOf(input.condition), 1),
  };
}

function windowOf({ softLabelWindow }: SoftLabelParameters): GuidanceWindow {
  return readWindow({ start: 0, end: 1 }, softLabelWindow, 'dit-50');
}

/** What the models here are trained on; thresholds are shares of it. */
const TRAIN_TIMESTEPS = 1000;

/** When the term acts. */
export function softLabelWindows(
  parameters: SoftLabelParameters & Partial<StartParameters>,
): readonly TermWindow[] {
  const { labelNoise, otherLabel, exploreAbove: upper, refineBelow: lower } = parameters;
  if (lower > upper || (labelNoise === 0 && otherLabel === 0)) return [];
  const thresholds = { upper, lower, window: windowOf(parameters) };
  return [
    {
      term: 'soft-label',
      label: 'The soft label',
      paper: 'dit-50',
      parameter: 'softLabelWindow',
      made: madeShare(parameters),
      inside: ({ timesteps, levels }) =>
        levels.flatMap((level, index) => {
          const place = { index, total: levels.length, level };
          const mix = mixAt(thresholds, place, timesteps[index] ?? 0, TRAIN_TIMESTEPS);
          return mix === null ? [] : [index];
        }),
    },
  ];
}

/** What a person should know of these settings. */
export function softLabelNotices(
  parameters: SoftLabelParameters & Partial<StartParameters>,
  sampling: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  const windows = softLabelWindows(parameters);
  const moved = windowNotices(windows, steps, sampling);
  const { cfgScale } = sampling;
  const schedule = windowSchedule(steps, sampling);
  const acting = windows.flatMap((window) => actingSteps(window, schedule));
  const unguided = acting.filter((step) => steps[step]?.guidanceScale === 1);
  if (cfgScale === 1 || unguided.length === 0) return moved;
  return [
    ...moved,
    `In ${unguided.length} of the ${acting.length} steps with a soft label the CFG scale is 1, outside its interval: the perturbed class acts there with a weight of 1, not ${cfgScale}, and the perturbed null condition not at all.`,
  ];
}
