/** Mode guidance as sliders: its parameters and its term. */
import { significant } from '../../core/fixed';
import { outPerX0 } from '../../core/diffusion/prediction';
import { outShift } from '../../core/guidance/mode-guidance';
import type { ModeGuidanceSpec } from '../../core/guidance/spec';
import type { GuidanceWindow } from '../../core/guidance/window';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ScheduledStep } from '../scheduled-step';
import type { ParameterSchema, ParametersOf } from '../parameters';
import { hasPosterior } from '../sampling';
import { madeShare, type StartParameters } from '../start';
import type { TargetRequest } from '../targets';
import {
  actingSteps,
  levelWindow,
  readWindow,
  windowNotices,
  windowParameter,
  windowSchedule,
  type TermWindow,
} from '../term-windows';

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
    essential: true,
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
    essential: true,
    group: 'mode-guidance',
  },
  modeCentres: {
    kind: 'choice',
    label: 'Centres',
    options: [
      { value: 'kmeans', label: 'k-means' },
      { value: 'hierarchical', label: 'Hierarchical' },
    ],
    default: 'kmeans',
    help: 'k-means, or one part of the class after the other split in two, the one with the largest sum of squares first.',
    source: 'k-means: MGD3. Hierarchical: ManifoldGD (arXiv 2602.23295)',
    group: 'mode-guidance',
  },
  modeForm: {
    kind: 'choice',
    label: 'Form without a posterior',
    options: [
      { value: 'score', label: 'On the noise' },
      { value: 'clean', label: 'On the clean latent' },
    ],
    default: 'score',
    help: 'How solvers other than DDPM pull: on the noise, (1 - A)/sqrt(A) times lambda of the way to the centre, or on the clean latent, lambda of the way.',
    source: "On the noise: MGD3, Algorithm 1. On the clean latent: ManifoldGD's code under DDIM",
    group: 'mode-guidance',
  },
  modeWindow: windowParameter('mode-guidance', 'MGD3 (arXiv 2505.18963), by step'),
} as const satisfies ParameterSchema;

export type ModeParameters = ParametersOf<typeof modeSchema>;

export function modeTerm(
  parameters: ModeParameters,
  mode: Float32Array | Float64Array,
): ModeGuidanceSpec {
  const { modeStrength, modeForm } = parameters;
  return {
    kind: 'mode-guidance',
    strength: modeStrength,
    ...(modeForm === 'clean' && { form: modeForm }),
    window: modeWindowOf(parameters),
    mode,
  };
}

/** The window as its parameter says to read it. */
export function modeWindowOf({
  modeEnd,
  modeWindow,
}: Pick<ModeParameters, 'modeEnd' | 'modeWindow'>): GuidanceWindow {
  return readWindow({ start: 0, end: modeEnd }, modeWindow, 'dit-50');
}

/** One centre an image. */
export function modeTargets({ modeCentres }: ModeParameters, clusters: number): TargetRequest {
  return { kind: modeCentres, clusters };
}

/** When the term acts. */
export function modeWindows(
  parameters: ModeParameters & Partial<StartParameters>,
): readonly TermWindow[] {
  if (parameters.modeStrength === 0) return [];
  const named = {
    term: 'mode-guidance',
    label: 'Mode guidance',
    parameter: 'modeWindow',
    made: madeShare(parameters),
  } as const;
  return [levelWindow(named, modeWindowOf(parameters))];
}

/** In what the term is not MGD3's code: that has the form on a posterior's mean alone. */
export function modeDepartures({ solver }: Pick<SamplingSettings, 'solver'>): string[] {
  return hasPosterior(solver)
    ? []
    : ["the pull is not on a posterior's mean, which this solver does not have"];
}

/** What a person should know of these settings. */
export function modeNotices(
  parameters: ModeParameters & Partial<StartParameters>,
  sampling: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  const { modeStrength, modeForm } = parameters;
  if (modeStrength === 0) return ['Mode strength is 0: images are not pulled to their centres.'];
  const windows = modeWindows(parameters);
  const moved = windowNotices(windows, steps, sampling);
  if (hasPosterior(sampling.solver) || modeForm === 'clean') return moved;
  const schedule = windowSchedule(steps, sampling);
  const [first] = windows.flatMap((window) => actingSteps(window, schedule));
  const step = first === undefined ? undefined : steps[first];
  if (step === undefined) return moved;
  const { sigma } = step;
  const flow = sampling.solver === 'flow-match-euler';
  const signal = flow ? 1 - sigma : 1 / Math.sqrt(1 + sigma * sigma);
  const level = { signal, noise: flow ? sigma : sigma * signal };
  const prediction = flow ? 'flow' : 'epsilon';
  const { outScale } = outShift({ strength: modeStrength }, prediction, level);
  const pull = outScale / outPerX0(prediction, level);
  const formula = flow ? 'lambda s^2/(1 - s)' : 'lambda (1 - A)/sqrt(A)';
  return [
    ...moved,
    `On the noise the first pull goes ${significant(pull, 2)} times the way to the centre, ${formula}. MGD3's code pulls on a posterior's mean, which this solver does not have.`,
  ];
}
