/** DMGD's distribution matching as sliders: its parameters, its targets and its term. */
import { StillroomError } from '../../core/errors';
import type { TransportSpec } from '../../core/guidance/spec';
import { officialShare } from '../../core/guidance/transport';
import type { GuidanceWindow } from '../../core/guidance/window';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ScheduledStep } from '../scheduled-step';
import type { ParameterSchema, ParametersOf } from '../parameters';
import { hasPosterior } from '../sampling';
import { madeShare, type StartParameters } from '../start';
import type { ClassTargets, TargetRequest } from '../targets';
import {
  actingSteps,
  levelWindow,
  readWindow,
  windowNotices,
  windowParameter,
  windowSchedule,
  type TermWindow,
} from '../term-windows';

const DMGD = 'DMGD (arXiv 2605.03877)';

export const transportSchema = {
  transportStrength: {
    kind: 'number',
    label: 'Transport strength',
    unit: '',
    min: 0,
    max: 2,
    step: 0.01,
    default: 0.05,
    help: "rho. With the normalised step it is the share of the step's noise that is moved.",
    source: `${DMGD}: its README runs ImageNette at 0.05, its parser's default is 0.5`,
    essential: true,
    group: 'transport',
  },
  transportStep: {
    kind: 'choice',
    label: 'Transport step',
    options: [
      { value: 'official', label: 'Official' },
      { value: 'normalised', label: 'Normalised', own: true },
    ],
    default: 'official',
    help: "Official moves under 1 % of the step's noise and shrinks as the class fills; normalised moves the share that the strength says.",
    source: `${DMGD} official code; normalised is Stillroom's`,
    group: 'transport',
  },
  transportStart: {
    kind: 'number',
    label: 'Transport window start',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.08,
    help: 'First share of the steps at which images are moved together.',
    source: `${DMGD}: chain index 45 of 50`,
    group: 'transport',
  },
  transportEnd: {
    kind: 'number',
    label: 'Transport window end',
    unit: 'of the steps',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.4,
    help: 'The share of the steps at which it stops.',
    source: `${DMGD}: chain index 30 of 50`,
    group: 'transport',
  },
  transportTarget: {
    kind: 'choice',
    label: 'Target',
    options: [
      { value: 'kmeans', label: 'k-means prototypes' },
      { value: 'mean', label: 'Class mean' },
      { value: 'density', label: "Density sample, DMGD's" },
      { value: 'density-sample', label: 'Density sample, by one neighbour', own: true },
    ],
    default: 'kmeans',
    help: "How the class's distribution is approximated. DMGD's density is 1 over the sum of distances to all images, and each point weighs as much; ours is 1 over the distance to the 15th neighbour, all of one weight.",
    source: `${DMGD}: k-means; its code holds the density sample too, and does not call it`,
    group: 'transport',
  },
  transportLatents: {
    kind: 'choice',
    label: 'Latents',
    options: [
      { value: 'means', label: 'Posterior means, as elsewhere', own: true },
      { value: 'samples', label: 'Samples, turned at random' },
    ],
    default: 'means',
    help: "What stands for the class's images: the mean of each one's posterior, or a sample of it, of pictures turned left to right half the time. Samples take another encoding of the class.",
    source: `${DMGD}: its code turns pictures at random and samples`,
    group: 'transport',
  },
  prototypes: {
    kind: 'integer',
    label: 'Prototypes',
    unit: 'points',
    min: 1,
    max: 200,
    step: 1,
    default: 10,
    help: 'K: how many points stand for the class; not used by the class mean.',
    source: `${DMGD}: 10, the parser's default`,
    group: 'transport',
  },
  sinkhornEpsilon: {
    kind: 'number',
    label: 'Sinkhorn epsilon',
    unit: '',
    min: 0.001,
    max: 10,
    step: 0.001,
    default: 0.1,
    help: 'Blur of the transport plan; distances between directions lie between 0 and 2.',
    source: `${DMGD}: 0.1, the parser's default`,
    group: 'transport',
  },
  sinkhornIterations: {
    kind: 'integer',
    label: 'Sinkhorn iterations',
    unit: 'iterations',
    min: 1,
    max: 200,
    step: 1,
    default: 5,
    help: 'How often the plan is scaled to both marginals.',
    source: `${DMGD}: 5, the parser's default`,
    group: 'transport',
  },
  transportWindow: windowParameter('transport', `${DMGD}, by index of its chain of 50`),
} as const satisfies ParameterSchema;

export type TransportParameters = ParametersOf<typeof transportSchema>;

/** Neighbours of the density estimate behind a density-weighted sample. */
const DENSITY_NEIGHBORS = 15;

export function transportTargets(parameters: TransportParameters): TargetRequest {
  const { transportTarget: kind, transportLatents, prototypes } = parameters;
  const from = transportLatents === 'samples' ? ({ posterior: 'sample' } as const) : {};
  switch (kind) {
    case 'kmeans':
      return { kind, clusters: prototypes, ...from };
    case 'mean':
      return { kind, ...from };
    case 'density':
      return { kind, count: prototypes, ...from };
    case 'density-sample':
      return { kind, count: prototypes, nNeighbors: DENSITY_NEIGHBORS, ...from };
    default:
      return kind satisfies never;
  }
}

/** @throws StillroomError BadParameter when the window ends before it starts */
export function transportTerm(
  parameters: TransportParameters,
  { points, weights }: ClassTargets,
  finished: readonly Float64Array[],
): TransportSpec {
  const { transportStart: start, transportEnd: end } = parameters;
  if (start > end) {
    throw new StillroomError(
      'BadParameter',
      `The transport window starts at ${start} and ends at ${end}: the start must come first.`,
      { start, end },
    );
  }
  return {
    kind: 'transport',
    strength: parameters.transportStrength,
    step: parameters.transportStep,
    window: windowOf(parameters),
    prototypes: points,
    weights,
    memory: finished,
    sinkhornEpsilon: parameters.sinkhornEpsilon,
    iterations: parameters.sinkhornIterations,
  };
}

function windowOf({
  transportStart: start,
  transportEnd: end,
  transportWindow,
}: TransportParameters): GuidanceWindow {
  return readWindow({ start, end }, transportWindow, 'dit-50');
}

/** When the term acts. */
export function transportWindows(
  parameters: TransportParameters & Partial<StartParameters>,
): readonly TermWindow[] {
  if (parameters.transportStrength === 0) return [];
  const named = {
    term: 'transport',
    label: 'Optimal transport',
    parameter: 'transportWindow',
    made: madeShare(parameters),
  } as const;
  return [levelWindow(named, windowOf(parameters))];
}

/** In what the term is not DMGD's code: that has the form on a posterior's mean alone. */
export function transportDepartures({ solver }: Pick<SamplingSettings, 'solver'>): string[] {
  return hasPosterior(solver)
    ? []
    : ["the transport is not on a posterior's mean, which this solver does not have"];
}

/** A step that moves less than this share of its noise is called inert. */
const INERT = 0.01;
/** Numbers in a latent of DMGD's own model, 4 x 32 x 32: what the sentence speaks of. */
const DIT_LATENT = 4096;

/** What a person should know of these settings. */
export function transportNotices(
  parameters: TransportParameters & Partial<StartParameters>,
  sampling: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  const { transportStrength: strength, transportStep } = parameters;
  if (strength === 0) return ['Transport strength is 0: images are not moved.'];
  const windows = transportWindows(parameters);
  const moved = windowNotices(windows, steps, sampling);
  const schedule = windowSchedule(steps, sampling);
  const ofFlow = sampling.solver === 'flow-match-euler';
  const levels = windows.flatMap((window) =>
    actingSteps(window, schedule).map((step) => (ofFlow ? 0 : (schedule.levels[step] ?? 0))),
  );
  if (transportStep !== 'official' || levels.length === 0) return moved;
  const largest = Math.max(...levels.map((level) => officialShare(strength, level, DIT_LATENT)));
  if (largest >= INERT) return moved;
  const { imagesPerClass } = sampling;
  return [
    ...moved,
    `The official transport step is next to inert: on a latent of ${DIT_LATENT} numbers it moves at most about ${percent(largest)} of the step's noise for the first image of a class and ${percent(largest / imagesPerClass)} for image ${imagesPerClass}. The normalised step moves the share that the strength says.`,
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(1))} %`;
}
