/**
 * DPM-Solver++ 2M (Lu et al., 2211.01095): second-order multistep, midpoint, in x0, final sigma 0. This
 * is the sampler of CoDA's official run, with Karras sigmas.
 *
 *     alpha = 1/sqrt(1 + s^2)   sig = s alpha   lam = -log s   h = lam' - lam   h_prev = lam - lam_prev
 *     x' = sig'/sig x - alpha' (e^-h - 1) (x0 + (x0 - x0_prev) h / (2 h_prev))
 *
 * First order at the first step, and at the last, whose result is x0 itself. alpha and sig come from the
 * unrounded sigma, while the network is told the rounded timestep and CoDA's term reads A there: with
 * Karras sigmas the two differ a little, and both are as in the reference. Karras sigmas span the whole
 * table S[0] .. S[T-1], so spacing and offset have no effect on them.
 */
import { StillroomError } from '../../errors';
import { alphaAt, alphasCumprod, sigmaTable } from '../schedule/betas';
import { checkFalling, interpolateTable, karrasSigmas, timestepOfSigma } from '../schedule/karras';
import { roundHalfEven } from '../schedule/rounding';
import {
  checkSteps,
  descendingLinspace,
  leadingTimesteps,
  trailingTimesteps,
} from '../schedule/spacing';
import { predictX0, type NoiseLevel } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import type { Solver, SolverStep } from './solver';
import type { DpmSolverSpec } from './spec';

export interface DpmSolverTables {
  readonly timesteps: readonly number[];
  /** [n + 1], the last 0. */
  readonly sigmas: Float64Array;
  readonly alphasCumprod: Float64Array;
}

function dpmTimesteps({ spacing, steps, stepsOffset }: DpmSolverSpec, count: number): number[] {
  switch (spacing) {
    case 'leading':
      return leadingTimesteps(Math.floor(count / (steps + 1)), steps, 1, stepsOffset);
    case 'linspace':
      return descendingLinspace(count - 1, steps + 1)
        .slice(0, steps)
        .map(roundHalfEven);
    case 'trailing':
      return trailingTimesteps(count, steps);
    default:
      return spacing satisfies never;
  }
}

/** @throws StillroomError BadParameter */
export function dpmSolverTables(spec: DpmSolverSpec, schedule: NoiseSchedule): DpmSolverTables {
  const alphas = alphasCumprod(schedule);
  const table = sigmaTable(alphas);
  checkSteps(spec.steps, schedule.trainTimesteps);
  let timesteps: number[];
  let levels: number[];
  if (spec.karrasSigmas) {
    levels = karrasSigmas(table[table.length - 1] as number, table[0] as number, spec.steps);
    timesteps = levels.map((sigma) => roundHalfEven(timestepOfSigma(table, sigma)));
  } else {
    timesteps = dpmTimesteps(spec, schedule.trainTimesteps);
    levels = timesteps.map((t) => interpolateTable(table, t));
  }
  const sigmas = Float64Array.from([...levels, 0]);
  checkFalling(sigmas, spec.steps);
  return {
    timesteps,
    sigmas,
    alphasCumprod: Float64Array.from(timesteps, (t) => alphaAt(alphas, t)),
  };
}

/** alpha and sig of a sigma. */
function levelOfSigma(sigma: number): NoiseLevel {
  const signal = 1 / Math.sqrt(1 + sigma * sigma);
  return { signal, noise: sigma * signal };
}

export function dpmSolver(tables: DpmSolverTables, prediction: Prediction): Solver {
  const { sigmas } = tables;
  const count = tables.timesteps.length;
  const levels = Array.from(sigmas, levelOfSigma);
  const steps = tables.timesteps.map((timestep, index): SolverStep => {
    const alphaBar = tables.alphasCumprod[index] as number;
    return {
      index,
      timestep,
      alphaBar,
      sigma: sigmas[index] as number,
      signal: Math.sqrt(alphaBar),
      noise: Math.sqrt(1 - alphaBar),
      inputScale: 1,
      stateLevel: levelOfSigma(sigmas[index] as number),
      noisy: false,
    };
  });
  const lambda = (k: number) => -Math.log(sigmas[k] as number);
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: false,
    usesHistory: true,
    predict: (step, { x, out, x0 }) =>
      predictX0(prediction, levels[step] as NoiseLevel, x, out, x0),
    propose(step, { x, x0, previousX0, mean, std }) {
      std.fill(0);
      if (step === count - 1) {
        mean.set(x0);
        return;
      }
      const from = levels[step];
      const to = levels[step + 1];
      if (from === undefined || to === undefined) {
        throw new StillroomError('BadParameter', `There is no step ${step} of ${count}.`, { step });
      }
      const h = lambda(step + 1) - lambda(step);
      const xShare = to.noise / from.noise;
      const x0Share = -to.signal * Math.expm1(-h);
      const slope = step === 0 ? 0 : (0.5 * h) / (lambda(step) - lambda(step - 1));
      for (let i = 0; i < mean.length; i++) {
        const clean = x0[i] as number;
        const extrapolated = clean + slope * (clean - (previousX0[i] as number));
        mean[i] = xShare * (x[i] as number) + x0Share * extrapolated;
      }
    },
  };
}
