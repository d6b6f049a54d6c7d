/** DMGD's distribution matching as sliders: its parameters, its targets and its term. */
import { StillroomError } from '../../core/errors';
import type { TransportSpec } from '../../core/guidance/spec';
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { ClassTargets, TargetRequest } from '../targets';

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
    group: 'transport',
  },
  transportStep: {
    kind: 'choice',
    label: 'Transport step',
    options: [
      { value: 'official', label: 'Official' },
      { value: 'normalised', label: 'Normalised' },
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
      { value: 'density-sample', label: 'Density-weighted sample' },
    ],
    default: 'kmeans',
    help: "How the class's distribution is approximated.",
    source: `${DMGD}: k-means`,
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
} as const satisfies ParameterSchema;

export type TransportParameters = ParametersOf<typeof transportSchema>;

/** Neighbours of the density estimate behind a density-weighted sample. */
const DENSITY_NEIGHBORS = 15;

export function transportTargets(parameters: TransportParameters): TargetRequest {
  const { transportTarget: kind, prototypes } = parameters;
  switch (kind) {
    case 'kmeans':
      return { kind, clusters: prototypes };
    case 'mean':
      return { kind };
    case 'density-sample':
      return { kind, count: prototypes, nNeighbors: DENSITY_NEIGHBORS };
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
    window: { start, end },
    prototypes: points,
    weights,
    memory: finished,
    sinkhornEpsilon: parameters.sinkhornEpsilon,
    iterations: parameters.sinkhornIterations,
  };
}
