/**
 * The parameters that every method shares: how many images, from which seed, in how many steps of which
 * solver, under which guidance scale. The defaults are those of CoDA's official run; a pack overrides
 * them with its own.
 */
import type { GuidanceInterval } from '../core/diffusion/guidance-scale';
import type { Prediction } from '../core/diffusion/types';
import { StillroomError } from '../core/errors';
import type { TimestepSpacing } from '../core/diffusion/schedule/spacing';
import type { SolverKind, SolverSpec } from '../core/diffusion/solver/spec';
import type { SamplingSettings } from '../core/formats/recipe';
import { withDefaults, type ParameterSchema } from './parameters';

const CODA_RUN = 'CoDA official run (arXiv 2512.03844)';

export const samplingSchema = {
  imagesPerClass: {
    kind: 'integer',
    label: 'Images per class',
    unit: 'images',
    min: 1,
    max: 1000,
    usual: 100,
    step: 1,
    default: 10,
    help: 'How many images stand for each class in the distilled set; names of runs have it as IPC.',
    source: 'Papers report 10, 20 and 50',
    essential: true,
    group: 'sampling',
  },
  seed: {
    kind: 'integer',
    label: 'Seed',
    unit: '',
    min: 0,
    max: 2 ** 32 - 1,
    step: 1,
    default: 0,
    help: 'Decides every random number; the same seed and settings give the same images.',
    source: 'Any whole number below 2^32',
    group: 'sampling',
  },
  steps: {
    kind: 'integer',
    label: 'Steps',
    unit: 'steps',
    min: 1,
    max: 250,
    usual: 100,
    step: 1,
    default: 25,
    help: 'Network calls an image; more is slower and closer to the exact solution.',
    source: CODA_RUN,
    group: 'sampling',
  },
  cfgScale: {
    kind: 'number',
    label: 'CFG scale',
    unit: '',
    min: 0,
    max: 20,
    step: 0.1,
    default: 5,
    help: 'How strongly the class is preferred over the null prompt; 1 is the plain conditional model.',
    source: CODA_RUN,
    group: 'sampling',
  },
  cfgFrom: {
    kind: 'number',
    label: 'CFG from',
    unit: 'of the noise',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0,
    help: 'Where on the noise schedule (t / T) the CFG scale ends to hold; below, the class alone decides.',
    source: 'Kynkäänniemi et al., arXiv 2404.07724; 0 in the papers here',
    group: 'sampling',
  },
  cfgTo: {
    kind: 'number',
    label: 'CFG to',
    unit: 'of the noise',
    min: 0,
    max: 1,
    step: 0.01,
    default: 1,
    help: 'Where on the noise schedule (t / T) the CFG scale begins to hold. Less keeps more variety at the same scale, and is faster.',
    source: 'Kynkäänniemi et al., arXiv 2404.07724; 1 in the papers here',
    group: 'sampling',
  },
  solver: {
    kind: 'choice',
    label: 'Solver',
    options: [
      { value: 'dpmsolver++2m', label: 'DPM-Solver++ 2M' },
      { value: 'ddim', label: 'DDIM' },
      { value: 'ddpm', label: 'DDPM' },
      { value: 'ddpm-respaced', label: 'DDPM, respaced' },
      { value: 'ddim-respaced', label: 'DDIM, respaced' },
      { value: 'euler', label: 'Euler' },
      { value: 'lcm', label: 'LCM' },
      { value: 'flow-match-euler', label: 'Flow matching, Euler' },
    ],
    default: 'dpmsolver++2m',
    help: 'How noise is turned into an image. DDPM solvers have a posterior that DMGD and MGD3 act on.',
    source: CODA_RUN,
    group: 'sampling',
  },
} as const satisfies ParameterSchema;

/** What a pack prefers; the shape of pack.json's `defaults`. */
export interface PackSamplingDefaults {
  readonly solver: SolverKind;
  readonly steps: number;
  readonly cfgScale: number;
  /** The whole noise schedule where it is left out. */
  readonly cfgInterval?: GuidanceInterval;
}

/** How a paper's own run samples. */
export type OfficialSampling = Pick<
  SamplingSettings,
  'solver' | 'steps' | 'cfgScale' | 'cfgFrom' | 'cfgTo'
>;

/** Whether a solver has a posterior, on whose mean terms act in their papers. */
export function hasPosterior(solver: SolverKind): boolean {
  return solver === 'ddpm' || solver === 'ddpm-respaced';
}

/** A guidance interval as sampling parameters; the whole noise schedule by default. */
export function intervalParameters(
  { from, to }: GuidanceInterval = { from: 0, to: 1 },
): Pick<SamplingSettings, 'cfgFrom' | 'cfgTo'> {
  return { cfgFrom: from, cfgTo: to };
}

/** The guidance interval of sampling parameters; nothing where it is the whole noise schedule. */
export function intervalOf({
  cfgFrom,
  cfgTo,
}: Pick<SamplingSettings, 'cfgFrom' | 'cfgTo'>): GuidanceInterval | undefined {
  return cfgFrom === 0 && cfgTo === 1 ? undefined : { from: cfgFrom, to: cfgTo };
}

/**
 * The sampling schema with a pack's defaults.
 * @throws StillroomError BadParameter when one lies outside its range
 */
export function samplingSchemaFor(defaults: PackSamplingDefaults): typeof samplingSchema {
  const { solver, steps, cfgScale, cfgInterval } = defaults;
  return withDefaults<ParameterSchema>(samplingSchema, {
    solver,
    steps,
    cfgScale,
    ...intervalParameters(cfgInterval),
  }) as typeof samplingSchema;
}

/** The solvers that can run a network with this prediction. */
export function solversFor(prediction: Prediction): readonly SolverKind[] {
  const kinds = samplingSchema.solver.options.map((option) => option.value);
  return kinds.filter((kind) => (kind === 'flow-match-euler') === (prediction === 'flow'));
}

/** What a model fixes about its solvers; the defaults are Stable Diffusion's. */
export interface SolverSettings {
  readonly karrasSigmas?: boolean;
  readonly spacing?: TimestepSpacing;
  readonly stepsOffset?: number;
  /** Of DDIM: whether nothing is left of the noise after the last step. */
  readonly setAlphaToOne?: boolean;
  readonly eta?: number;
  /** Teacher steps that a consistency model was distilled on. */
  readonly originalSteps?: number;
  readonly timestepScaling?: number;
  /** Of a flow model. */
  readonly shift?: number;
}

/**
 * The solver's full description from the person's choice and the model's settings.
 * @throws StillroomError BadParameter for more LCM steps than its teacher has
 */
export function solverSpecFor(
  { solver, steps }: Pick<SamplingSettings, 'solver' | 'steps'>,
  settings: SolverSettings = {},
): SolverSpec {
  const { spacing = 'leading', stepsOffset = 1, karrasSigmas = true, eta = 0 } = settings;
  switch (solver) {
    case 'dpmsolver++2m':
      return { kind: solver, steps, karrasSigmas, spacing, stepsOffset };
    case 'euler':
      return { kind: solver, steps, karrasSigmas: false, spacing, stepsOffset };
    case 'ddim':
      return {
        kind: solver,
        steps,
        spacing,
        stepsOffset,
        setAlphaToOne: settings.setAlphaToOne ?? false,
        eta,
      };
    case 'ddpm':
      return { kind: solver, steps, spacing, stepsOffset };
    case 'ddpm-respaced':
      return { kind: solver, respacing: String(steps) };
    case 'ddim-respaced':
      return { kind: solver, respacing: String(steps), eta };
    case 'lcm': {
      const { originalSteps = 50, timestepScaling = 10 } = settings;
      if (steps > originalSteps) {
        throw new StillroomError(
          'BadParameter',
          `LCM was distilled on ${originalSteps} steps and cannot take ${steps}; 4 to 8 are usual.`,
          { steps, originalSteps },
        );
      }
      return { kind: solver, steps, originalSteps, timestepScaling };
    }
    case 'flow-match-euler':
      return { kind: solver, steps, shift: settings.shift ?? 3, sigmaSource: 'default' };
    default:
      return solver satisfies never;
  }
}
