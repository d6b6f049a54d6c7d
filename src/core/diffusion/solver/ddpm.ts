/**
 * Ancestral sampling (Ho et al., 2006.11239, eq. 6-7) over a spaced list of timesteps, as diffusers'
 * DDPMScheduler has it, with a = A/Ap and Ap = A of the next timestep in the list (1 after the last):
 *
 *     mean = sqrt(Ap) (1 - a)/(1 - A) x0 + sqrt(a) (1 - Ap)/(1 - A) x
 *     variance = max((1 - Ap)/(1 - A) (1 - a), 1e-20)                          "fixed_small"
 *
 * Noise is added while t > 0. Nothing is clipped: latents have no natural range.
 */
import { alphaAt, alphasCumprod } from '../schedule/betas';
import { spacedTimesteps } from '../schedule/spacing';
import { predictX0 } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import { alphaSteps } from './alpha-steps';
import type { Solver, SolverStep } from './solver';
import type { DdpmSpec } from './spec';

const SMALLEST_VARIANCE = 1e-20;

export interface DdpmTables {
  readonly timesteps: readonly number[];
  readonly alphasCumprod: Float64Array;
  readonly alphasCumprodPrev: Float64Array;
  readonly variance: Float64Array;
}

/** @throws StillroomError BadParameter */
export function ddpmTables(spec: DdpmSpec, schedule: NoiseSchedule): DdpmTables {
  const alphas = alphasCumprod(schedule);
  const timesteps = spacedTimesteps(
    spec.spacing,
    schedule.trainTimesteps,
    spec.steps,
    spec.stepsOffset,
  );
  const levels = Float64Array.from(timesteps, (t) => alphaAt(alphas, t));
  const next = levels.map((_, k) => levels[k + 1] ?? 1);
  return {
    timesteps,
    alphasCumprod: levels,
    alphasCumprodPrev: next,
    variance: levels.map((a, k) => {
      const ap = next[k] as number;
      return Math.max(((1 - ap) / (1 - a)) * (1 - a / ap), SMALLEST_VARIANCE);
    }),
  };
}

export function ddpmSolver(tables: DdpmTables, prediction: Prediction): Solver {
  const steps = alphaSteps(
    tables.timesteps,
    tables.alphasCumprod,
    (index) => (tables.timesteps[index] as number) > 0,
  );
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: true,
    usesHistory: false,
    predict: (step, { input, out, x0 }) =>
      predictX0(prediction, steps[step] as SolverStep, input, out, x0),
    propose(step, { x, x0, mean, std }) {
      const level = tables.alphasCumprod[step] as number;
      const next = tables.alphasCumprodPrev[step] as number;
      const ratio = level / next;
      const x0Share = (Math.sqrt(next) * (1 - ratio)) / (1 - level);
      const xShare = (Math.sqrt(ratio) * (1 - next)) / (1 - level);
      for (let i = 0; i < mean.length; i++) {
        mean[i] = x0Share * (x0[i] as number) + xShare * (x[i] as number);
      }
      std.fill(Math.sqrt(tables.variance[step] as number));
    },
  };
}
