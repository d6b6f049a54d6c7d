/** A network small enough for properties, which depends on all its inputs, and requests for it. */
import { createSolver } from '../../../src/core/diffusion/solver/create-solver';
import { sample } from '../../../src/core/sampling/sampler';
import type {
  SampleImage,
  SampledStep,
  SampleRequest,
} from '../../../src/core/sampling/sample-request';
import type { SolverSpec } from '../../../src/core/diffusion/solver/spec';
import type { Denoiser, NoiseSchedule } from '../../../src/core/diffusion/types';
import type { GuidanceTermSpec } from '../../../src/core/guidance/spec';
import { hiddenStates, statesOf } from '../../support/hidden-states';

export const SHAPE = { channels: 4, height: 2, width: 3 };
export const SIZE = 24;
export const TOKENS = 2;
export const WIDTH = 3;

export const SCHEDULE: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'scaled_linear',
  betaStart: 0.00085,
  betaEnd: 0.012,
};

/** @param heads 1, or 2 with a variance head */
export function tinyNetwork(heads = 1): Denoiser {
  return ({ sample: x, timesteps, condition, rows }) => {
    const out = new Float32Array(rows * SIZE * heads);
    const conditionSize = TOKENS * WIDTH;
    const states = statesOf(condition);
    for (let row = 0; row < rows; row++) {
      let pull = 0;
      for (let i = 0; i < conditionSize; i++) {
        pull += (states[row * conditionSize + i] ?? 0) * Math.cos(i);
      }
      for (let j = 0; j < SIZE * heads; j++) {
        const value = x[row * SIZE + (j % SIZE)] ?? 0;
        out[row * SIZE * heads + j] =
          0.7 * Math.tanh(value) + 0.2 * Math.sin((timesteps[row] ?? 0) / 90 + j) + 0.1 * pull;
      }
    }
    return Promise.resolve(out);
  };
}

export const SOLVERS: readonly SolverSpec[] = [
  { kind: 'ddim', steps: 8, spacing: 'leading', stepsOffset: 1, setAlphaToOne: false, eta: 0 },
  { kind: 'ddim', steps: 8, spacing: 'trailing', stepsOffset: 0, setAlphaToOne: true, eta: 0.6 },
  { kind: 'ddpm', steps: 8, spacing: 'linspace', stepsOffset: 0 },
  { kind: 'ddpm-respaced', respacing: '8' },
  { kind: 'ddim-respaced', respacing: 'ddim8', eta: 0 },
  { kind: 'dpmsolver++2m', steps: 8, karrasSigmas: true, spacing: 'leading', stepsOffset: 1 },
  { kind: 'dpmsolver++2m', steps: 8, karrasSigmas: false, spacing: 'linspace', stepsOffset: 0 },
  { kind: 'euler', steps: 8, karrasSigmas: true, spacing: 'linspace', stepsOffset: 0 },
  { kind: 'lcm', steps: 4, originalSteps: 50, timestepScaling: 10 },
  { kind: 'flow-match-euler', steps: 8, shift: 3, sigmaSource: 'default' },
];

export function solverName(spec: SolverSpec): string {
  return Object.values(spec).join(' ');
}

function ramp(length: number, frequency: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(frequency * (i + 1)));
}

/** One term of each kind, acting in a window of the schedule. */
export function allTerms(start: number, end: number): GuidanceTermSpec[] {
  const window = { start, end };
  return [
    { kind: 'coda-alignment', gamma: 0.05, window, representative: ramp(SIZE, 0.7) },
    { kind: 'mode-guidance', strength: 0.1, window, mode: ramp(SIZE, 1.3) },
    {
      kind: 'transport',
      strength: 0.3,
      step: 'normalised',
      window,
      prototypes: ramp(3 * SIZE, 0.9),
      weights: Float64Array.of(3, 2, 5),
      memory: [ramp(SIZE, 2.1)],
      sinkhornEpsilon: 0.1,
      iterations: 5,
    },
    {
      kind: 'soft-label',
      variant: 'official-code',
      noiseWeight: 0.3,
      labelWeight: 0.1,
      upper: 0.9,
      lower: 0.2,
      window,
      otherClass: hiddenStates(ramp(TOKENS * WIDTH, 1.7), TOKENS),
    },
  ];
}

export function request(
  solver: SolverSpec,
  images: readonly Pick<SampleImage, 'className' | 'image' | 'seed' | 'terms'>[],
  changes: Partial<SampleRequest> = {},
): SampleRequest {
  return {
    shape: SHAPE,
    schedule: SCHEDULE,
    prediction: solver.kind === 'flow-match-euler' ? 'flow' : 'epsilon',
    solver,
    guidanceScale: 3,
    seed: 11,
    nullCondition: hiddenStates(ramp(TOKENS * WIDTH, 0.3), TOKENS),
    images: images.map((image) => ({
      ...image,
      condition: hiddenStates(ramp(TOKENS * WIDTH, 0.5 + image.className.length), TOKENS),
    })),
    ...changes,
  };
}

export async function run(
  wanted: SampleRequest,
  denoise: Denoiser = tinyNetwork(),
): Promise<SampledStep[]> {
  const steps: SampledStep[] = [];
  for await (const step of sample(wanted, denoise)) steps.push(step);
  return steps;
}

export function lastLatents(steps: readonly SampledStep[]): Float64Array {
  const last = steps[steps.length - 1];
  if (!last) throw new Error('no steps');
  return last.latents;
}

export function stepCount(solver: SolverSpec): number {
  const prediction = solver.kind === 'flow-match-euler' ? 'flow' : 'epsilon';
  return createSolver(solver, SCHEDULE, prediction).steps.length;
}
