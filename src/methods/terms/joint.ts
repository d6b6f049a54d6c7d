/** The joint terms as sliders: repulsion between a class's images, and the class's mean. */
import { StillroomError } from '../../core/errors';
import type { JointTermSpec } from '../../core/guidance/spec';
import { stepsInside } from '../../core/guidance/window';
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { ScheduledStep } from '../scheduled-step';
import type { SamplingSettings } from '../../core/formats/recipe';
import { madeShare, type StartParameters } from '../start';
import { actingSteps, windowSchedule, type TermWindow } from '../term-windows';
import { targetsIn, type FoundTargets, type TargetRequests } from '../targets';

export const jointSchema = {
  repulsion: {
    kind: 'number',
    label: 'Repulsion',
    unit: "of the step's noise",
    min: 0,
    max: 0.5,
    step: 0.005,
    default: 0,
    help: 'How far the images of a class are moved away from each other at each step, on average; the nearest ones move farthest.',
    source: "Kernel and bandwidth: particle guidance (arXiv 2310.13102); the unit is Stillroom's",
    essential: true,
    group: 'joint',
  },
  meanMatching: {
    kind: 'number',
    label: 'Mean matching',
    unit: 'of the gap',
    min: 0,
    max: 1,
    step: 0.05,
    default: 1,
    help: "Which share of the way from the images' mean to the class's mean all images of a class are moved at each step.",
    source: "Stillroom's; the first moment of distribution matching (arXiv 2110.04181)",
    essential: true,
    group: 'joint',
  },
  jointStart: {
    kind: 'number',
    label: 'Joint window start',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
    help: 'First share of the steps at which images see each other.',
    source: "Stillroom's",
    group: 'joint',
  },
  jointEnd: {
    kind: 'number',
    label: 'Joint window end',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.8,
    help: 'The share of the steps at which they stop: what follows, each denoises alone.',
    source: "Stillroom's",
    group: 'joint',
  },
} as const satisfies ParameterSchema;

export type JointParameters = ParametersOf<typeof jointSchema>;

/** What the joint terms need to know of the class. */
export function jointTargets({ meanMatching }: JointParameters): TargetRequests {
  return meanMatching > 0 ? { prototypes: { kind: 'mean' } } : {};
}

/** @throws StillroomError BadParameter when the window ends before it starts */
export function jointTerms(
  { repulsion, meanMatching, jointStart: start, jointEnd: end }: JointParameters,
  targets: FoundTargets,
): JointTermSpec[] {
  if (start > end) {
    throw new StillroomError(
      'BadParameter',
      `The joint window starts at ${start} and ends at ${end}: the start must come first.`,
      { start, end },
    );
  }
  const window = { start, end };
  return [
    ...(repulsion > 0 ? [{ kind: 'repulsion', strength: repulsion, window } as const] : []),
    ...(meanMatching > 0
      ? [
          {
            kind: 'mean-matching',
            strength: meanMatching,
            window,
            mean: targetsIn(targets, 'prototypes').points,
          } as const,
        ]
      : []),
  ];
}

/** When the terms act: both in one window, which no paper has. */
export function jointWindows(
  parameters: JointParameters & Partial<StartParameters>,
): readonly TermWindow[] {
  const { repulsion, meanMatching, jointStart: start, jointEnd: end } = parameters;
  if ((repulsion === 0 && meanMatching === 0) || start > end) return [];
  return [
    {
      term: meanMatching > 0 ? 'mean-matching' : 'repulsion',
      label: 'Denoising together',
      paper: null,
      parameter: 'jointStart',
      made: madeShare(parameters),
      inside: ({ levels }) => stepsInside({ start, end }, levels),
    },
  ];
}

/** What a person should know of these settings. */
export function jointNotices(
  parameters: JointParameters & Partial<StartParameters>,
  sampling: Pick<SamplingSettings, 'imagesPerClass' | 'solver'>,
  steps: readonly ScheduledStep[],
): readonly string[] {
  const { repulsion, meanMatching } = parameters;
  if (repulsion === 0 && meanMatching === 0) {
    return ['Repulsion and mean matching are 0: images do not see each other.'];
  }
  const schedule = windowSchedule(steps, sampling);
  const acting = jointWindows(parameters).flatMap((window) => actingSteps(window, schedule));
  return [
    ...(steps.length > 0 && acting.length === 0
      ? ['The joint window holds no step that is made.']
      : []),
    ...(sampling.imagesPerClass === 1 && repulsion > 0
      ? ['A class of one image has none that it could be moved away from.']
      : []),
    ...(sampling.imagesPerClass === 1 && meanMatching > 0
      ? [
          'Mean matching moves the only image of a class to the mean of the class, which is a blur: at 1 of the gap it has no motif of its own.',
        ]
      : []),
    'The preview denoises its few images together, a run all of a class: what they do to each other differs.',
  ];
}
