/**
 * Euler's method on the probability-flow equation in sigma (Karras et al., 2206.00364, algorithm 1
 * without churn), as diffusers' EulerDiscreteScheduler has it:
 *
 *     x' = x + (x - x0)/s (s' - s)         the network sees x / sqrt(s^2 + 1)
 *
 * The state is "variance exploding", x = x0 + s eps: its first value is noise times initNoiseSigma, and
 * network and guidance terms see it scaled back to x = sqrt(A) x0 + sqrt(1 - A) eps, A = 1/(1 + s^2).
 * Linspace timesteps are not rounded here, and Karras ones neither.
 */
import { alphaAt, alphasCumprod, sigmaTable } from '../schedule/betas';
import { checkFalling, interpolateTable, karrasSigmas, timestepOfSigma } from '../schedule/karras';
import {
  checkSteps,
  descendingLinspace,
  leadingTimesteps,
  trailingTimesteps,
} from '../schedule/spacing';
import { predictX0 } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import type { Solver, SolverStep } from './solver';
import type { EulerSpec } from './spec';

export interface EulerTables {
  readonly timesteps: readonly number[];
  /** [n + 1], the last 0. */
  readonly sigmas: Float64Array;
  /** A at each timestep: the table's where it is whole, else 1/(1 + sigma^2). */
  readonly alphasCumprod: Float64Array;
  readonly initNoiseSigma: number;
}

function eulerTimesteps({ spacing, steps, stepsOffset }: EulerSpec, count: number): number[] {
  switch (spacing) {
    case 'leading':
      return leadingTimesteps(Math.floor(count / steps), steps, 0, stepsOffset);
    case 'linspace':
      return descendingLinspace(count - 1, steps);
    case 'trailing':
      return trailingTimesteps(count, steps);
    default:
      return spacing satisfies never;
  }
}

/** @throws StillroomError BadParameter */
export function eulerTables(spec: EulerSpec, schedule: NoiseSchedule): EulerTables {
  checkSteps(spec.steps, schedule.trainTimesteps);
  const alphas = alphasCumprod(schedule);
  const table = sigmaTable(alphas);
  let timesteps = eulerTimesteps(spec, schedule.trainTimesteps);
  let levels = timesteps.map((t) => interpolateTable(table, t));
  if (spec.karrasSigmas) {
    levels = karrasSigmas(levels[0] as number, levels[levels.length - 1] as number, spec.steps);
    timesteps = levels.map((sigma) => timestepOfSigma(table, sigma));
  }
  const sigmas = Float64Array.from([...levels, 0]);
  checkFalling(sigmas, spec.steps);
  const largest = sigmas[0] as number;
  return {
    timesteps,
    sigmas,
    alphasCumprod: Float64Array.from(timesteps, (t, k) =>
      Number.isInteger(t) ? alphaAt(alphas, t) : 1 / (1 + (sigmas[k] as number) ** 2),
    ),
    initNoiseSigma: spec.spacing === 'leading' ? Math.sqrt(largest * largest + 1) : largest,
  };
}

export function eulerSolver(tables: EulerTables, prediction: Prediction): Solver {
  const { sigmas } = tables;
  const steps = tables.timesteps.map((timestep, index): SolverStep => {
    const sigma = sigmas[index] as number;
    const signal = 1 / Math.sqrt(1 + sigma * sigma);
    return {
      index,
      timestep,
      alphaBar: tables.alphasCumprod[index] as number,
      sigma,
      signal,
      noise: sigma * signal,
      inputScale: signal,
      noisy: false,
    };
  });
  return {
    steps,
    initNoiseSigma: tables.initNoiseSigma,
    hasPosteriorMean: false,
    usesHistory: false,
    predict: (step, { input, out, x0 }) =>
      predictX0(prediction, steps[step] as SolverStep, input, out, x0),
    propose(step, { x, x0, mean, std }) {
      const sigma = sigmas[step] as number;
      const change = (sigmas[step + 1] as number) - sigma;
      for (let i = 0; i < mean.length; i++) {
        const state = x[i] as number;
        mean[i] = state + ((state - (x0[i] as number)) / sigma) * change;
      }
      std.fill(0);
    },
  };
}
