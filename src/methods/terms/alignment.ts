/** CoDA's alignment as sliders: its parameters, its term, and what the settings really do. */
import { codaGuides, effectivePull } from '../../core/guidance/coda-alignment';
import type { CodaAlignmentSpec } from '../../core/guidance/spec';
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { ScheduledStep } from '../scheduled-step';
import type { SamplingSettings } from '../../core/formats/recipe';
import { madeShare, type StartParameters } from '../start';
import {
  actingSteps,
  readWindow,
  windowParameter,
  windowSchedule,
  type TermWindow,
} from '../term-windows';

export const alignmentSchema = {
  alignment: {
    kind: 'number',
    label: 'Alignment',
    unit: '',
    min: 0,
    max: 0.5,
    step: 0.005,
    default: 0.06,
    help: 'gamma: how hard each image is pulled to its core; multiplied by CFG scale and noise level.',
    source: "CoDA's script runs 0.05, its parser's default is 0.1",
    essential: true,
    group: 'coda-alignment',
  },
  guidedShare: {
    kind: 'number',
    label: 'Guided share',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.5,
    help: 'p: which first part of the steps is pulled; 1 still leaves the last step free.',
    source: "CoDA's script runs 0.9, its parser's default is 1",
    essential: true,
    group: 'coda-alignment',
  },
  alignmentWeight: {
    kind: 'choice',
    label: 'Weight of the pull',
    options: [
      { value: 'step', label: 'CFG scale of the step' },
      { value: 'run', label: 'CFG scale of the run' },
    ],
    default: 'run',
    help: 'Where CFG holds in an interval only, the pull falls to a weight of 1 outside it, or keeps the scale of the run at every step.',
    source: "One and the same in CoDA, whose scale holds at every step; the second is Stillroom's",
    group: 'coda-alignment',
  },
  alignmentWindow: windowParameter('coda-alignment', 'CoDA (arXiv 2512.03844), by step'),
} as const satisfies ParameterSchema;

export type AlignmentParameters = ParametersOf<typeof alignmentSchema>;

export function alignmentTerm(
  parameters: AlignmentParameters,
  representative: Float32Array | Float64Array,
): CodaAlignmentSpec {
  return { kind: 'coda-alignment', ...pullOf(parameters), representative };
}

/** CFG scale x alignment of the parser's defaults, 5 x 0.1; the script's is 0.25. */
const PUBLISHED_STRENGTH = 0.5;

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** How hard and when, as the term's description has it. */
function pullOf({
  alignment,
  guidedShare,
  alignmentWeight,
  alignmentWindow,
}: AlignmentParameters): Pick<CodaAlignmentSpec, 'gamma' | 'weight' | 'window'> {
  return {
    gamma: alignment,
    ...(alignmentWeight === 'run' && { weight: alignmentWeight }),
    window: readWindow({ start: 0, end: guidedShare }, alignmentWindow, 'sdxl-25'),
  };
}

/** When the term acts. */
export function alignmentWindows(
  parameters: AlignmentParameters & Partial<StartParameters>,
): readonly TermWindow[] {
  const { gamma, window } = pullOf(parameters);
  if (gamma === 0) return [];
  return [
    {
      term: 'coda-alignment',
      label: 'Alignment',
      paper: 'sdxl-25',
      parameter: 'alignmentWindow',
      made: madeShare(parameters),
      inside: ({ timesteps, levels }) =>
        levels.flatMap((level, index) =>
          codaGuides(window, { index, level }, timesteps) ? [index] : [],
        ),
    },
  ];
}

/**
 * In what the term is not CoDA's code: it multiplies with the sigma of a sigma schedule, which other
 * solvers do not have, and with the scale that CFG has at the step, which is that of the run wherever CFG
 * holds at every step, as it does there.
 */
export function alignmentDepartures(
  { alignmentWeight }: Pick<AlignmentParameters, 'alignmentWeight'>,
  { solver, cfgFrom, cfgTo }: Pick<SamplingSettings, 'solver' | 'cfgFrom' | 'cfgTo'>,
): string[] {
  const inInterval = cfgFrom > 0 || cfgTo < 1;
  return [
    ...(solver === 'dpmsolver++2m' || solver === 'euler'
      ? []
      : ['the pull takes noise over signal for a sigma that this solver does not have']),
    ...(alignmentWeight === 'run' && inInterval
      ? ['Weight of the pull: CFG scale of the run, outside the interval of CFG too']
      : []),
  ];
}

/**
 * What a person should know of these settings.
 * @param parameters with the start of denoising, for methods that may start at the core
 */
export function alignmentNotices(
  parameters: AlignmentParameters & Partial<StartParameters>,
  sampling: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  const { alignment, guidedShare } = parameters;
  const { cfgScale } = sampling;
  if (alignment === 0) return ['Alignment is 0: images are not pulled to their cores.'];
  if (guidedShare === 0) return ['Guided share is 0: no step is pulled to the cores.'];
  const schedule = windowSchedule(steps, sampling);
  const acting = alignmentWindows(parameters).flatMap((window) => actingSteps(window, schedule));
  const made = madeShare(parameters);
  if (made < 1 && steps.length > 0 && acting.length === 0) {
    return [
      `No step is pulled to the cores: denoising starts after ${percent(1 - made)} of the steps, and Guided share ends at ${percent(guidedShare)}. Set one of the two higher.`,
    ];
  }
  if (cfgScale <= 1) {
    return [
      `With a CFG scale of ${cfgScale} the alignment is computed and dropped, as in the official code: it acts through classifier-free guidance and needs a scale above 1.`,
    ];
  }
  const placed = steps.map((step, i) => ({ ...step, level: schedule.levels[i] ?? step.sigma }));
  const whole = effectivePull(placed, cfgScale, pullOf(parameters));
  const pull = acting.map((step) => whole[step] ?? 0);
  const past = pull.filter((share) => share > 1).length;
  const strength = cfgScale * alignment;
  // Every published setting goes past the core in its first, noisiest steps, and comes back in the later ones.
  if (past === 0 || strength <= PUBLISHED_STRENGTH) return [];
  return [
    `The pull is stronger than in any published setting: CFG scale x alignment is ${Number(strength.toFixed(2))}, and CoDA's strongest is ${PUBLISHED_STRENGTH}. In ${past} of ${steps.length} steps it goes past the core, up to ${Math.max(...pull).toFixed(1)} times the way to it. A lower Alignment stays nearer to what was tried.`,
  ];
}
