/** ManifoldGD's addition to mode guidance as sliders: its parameters, its term and its notices. */
import type { ManifoldGuidanceSpec } from '../../core/guidance/spec';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ParameterSchema, ParametersOf } from '../parameters';
import { hasPosterior } from '../sampling';
import type { ScheduledStep } from '../scheduled-step';
import { madeShare, type StartParameters } from '../start';
import { levelWindow, windowNotices, type TermWindow } from '../term-windows';
import { modeWindowOf, type ModeParameters } from './mode';

const CODE = 'ManifoldGD code (arXiv 2602.23295)';

export const manifoldSchema = {
  manifoldVariant: {
    kind: 'choice',
    label: 'Manifold variant',
    options: [
      { value: 'code', label: 'Code: a pull to a plane' },
      { value: 'paper', label: 'Paper: mode guidance projected' },
    ],
    default: 'code',
    help: 'The code adds a small pull to a plane through noised points about the centre; the paper projects mode guidance onto that plane, which leaves next to nothing of it.',
    source: 'ManifoldGD code and paper disagree (arXiv 2602.23295)',
    group: 'mode-guidance',
  },
  manifoldStrength: {
    kind: 'number',
    label: 'Manifold strength',
    unit: '',
    min: 0,
    max: 10,
    usual: 1,
    step: 0.05,
    default: 0.1,
    help: "Norm of the code's pull, the same at every step; the paper's projection has no strength of its own.",
    source: `${CODE}: 0.1`,
    essential: true,
    group: 'mode-guidance',
  },
  manifoldRadius: {
    kind: 'number',
    label: 'Manifold radius',
    unit: '',
    min: 0.01,
    max: 10,
    usual: 1,
    step: 0.01,
    default: 0.05,
    help: 'How far about the centre the points lie that the plane goes through; twice as far at the first step.',
    source: `${CODE}: 0.05 on ImageNette, 0.1 elsewhere`,
    group: 'mode-guidance',
  },
  manifoldDimensions: {
    kind: 'integer',
    label: 'Plane dimensions',
    unit: '',
    min: 1,
    max: 11,
    step: 1,
    default: 3,
    help: 'Dimensions of the plane through the 12 nearest points.',
    source: `${CODE}: its scripts run 3, its parser's default is 4`,
    group: 'mode-guidance',
  },
} as const satisfies ParameterSchema;

export type ManifoldParameters = ParametersOf<typeof manifoldSchema>;

/** Distance at which the code's pull has tanh(1) of its strength: its ImageNette and ImageWoof scripts. */
const BANDWIDTH = 0.2;

/** Acts where mode guidance acts, about the same centre. */
export function manifoldTerm(
  parameters: ManifoldParameters & ModeParameters,
  centre: Float32Array | Float64Array,
): ManifoldGuidanceSpec {
  const { manifoldVariant: variant, modeForm } = parameters;
  const code = variant === 'code';
  return {
    kind: 'manifold-guidance',
    variant,
    strength: code ? parameters.manifoldStrength : parameters.modeStrength,
    ...(modeForm === 'clean' && { form: modeForm }),
    window: modeWindowOf(parameters),
    centre,
    radius: parameters.manifoldRadius,
    bandwidth: BANDWIDTH,
    dimensions: parameters.manifoldDimensions,
  };
}

/** In what the terms are not ManifoldGD's code, which has forms of its own for DDPM and DDIM. */
export function manifoldDepartures(
  { manifoldVariant, modeForm }: ManifoldParameters & ModeParameters,
  { solver }: Pick<SamplingSettings, 'solver'>,
): string[] {
  const solved = hasPosterior(solver) || (solver === 'ddim-respaced' && modeForm === 'clean');
  return [
    ...(manifoldVariant === 'paper'
      ? ["the paper's projection, which its code does not have"]
      : []),
    ...(solved ? [] : ['the form without a posterior is not that of its code']),
  ];
}

/** What a person should know of these settings. */
export function manifoldNotices({
  manifoldVariant,
  manifoldStrength,
}: ManifoldParameters): readonly string[] {
  if (manifoldVariant === 'paper') {
    return [
      'The projection keeps the part of mode guidance that lies in a plane of a few of the thousands of dimensions: the report shows how much is taken back.',
    ];
  }
  if (manifoldStrength === 0) return [];
  return [
    `The pull to the plane has norm ${manifoldStrength} at every step, beside noise whose norm is that of a whole latent: on 4096 numbers ${Number(((100 * manifoldStrength) / 64).toPrecision(2))} % of a step of deviation 1. The gain that its paper publishes comes from the hierarchical centres.`,
  ];
}

type PlaneParameters = ManifoldParameters & ModeParameters & Partial<StartParameters>;

/** When the term acts where mode guidance is off. */
export function planeWindows(parameters: PlaneParameters): readonly TermWindow[] {
  const { manifoldVariant, manifoldStrength } = parameters;
  if (manifoldVariant === 'paper' || manifoldStrength === 0) return [];
  const named = {
    term: 'manifold-guidance',
    label: 'Manifold guidance',
    parameter: 'modeWindow',
    made: madeShare(parameters),
  } as const;
  return [levelWindow(named, modeWindowOf(parameters))];
}

/** What a person should know of these settings where mode guidance is off. */
export function planeNotices(
  parameters: PlaneParameters,
  sampling: SamplingSettings,
  steps: readonly ScheduledStep[],
): readonly string[] {
  if (parameters.manifoldVariant === 'paper') {
    return ['Mode guidance is off: there is nothing to project onto the plane.'];
  }
  return [
    ...manifoldNotices(parameters),
    ...windowNotices(planeWindows(parameters), steps, sampling),
  ];
}
