/**
 * DDIM (Song et al., 2010.02502, eq. 12), from level A to the cleaner level Ap:
 *
 *     sd = eta sqrt((1 - Ap)/(1 - A) (1 - A/Ap))
 *     x' = sqrt(Ap) x0 + sqrt(1 - Ap - sd^2) eps + sd noise
 *
 * `ddim` takes Ap as diffusers does, A[t - T // n] and not A of the next timestep in the list: the two
 * differ for linspace and trailing spacing. `ddim-respaced` runs on a respaced chain, where Ap is the
 * chain's next entry and 1 after the last (the form that MGD3's Algorithm 1 is written for).
 */
import { alphaAt, alphasCumprod } from '../schedule/betas';
import { respacedChain } from '../schedule/respacing';
import { spacedTimesteps } from '../schedule/spacing';
import { predictEpsilon, predictX0 } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import { alphaSteps } from './alpha-steps';
import type { Solver, SolverStep } from './solver';
import type { DdimRespacedSpec, DdimSpec } from './spec';

export interface DdimTables {
  readonly timesteps: readonly number[];
  readonly alphasCumprod: Float64Array;
  readonly alphasCumprodPrev: Float64Array;
}

/** @throws StillroomError BadParameter */
export function ddimTables(spec: DdimSpec, schedule: NoiseSchedule): DdimTables {
  const alphas = alphasCumprod(schedule);
  const { trainTimesteps } = schedule;
  const timesteps = spacedTimesteps(spec.spacing, trainTimesteps, spec.steps, spec.stepsOffset);
  const stride = Math.floor(trainTimesteps / spec.steps);
  const last = spec.setAlphaToOne ? 1 : alphaAt(alphas, 0);
  return {
    timesteps,
    alphasCumprod: Float64Array.from(timesteps, (t) => alphaAt(alphas, t)),
    alphasCumprodPrev: Float64Array.from(timesteps, (t) =>
      t - stride >= 0 ? alphaAt(alphas, t - stride) : last,
    ),
  };
}

export function ddimRespacedTables(spec: DdimRespacedSpec, schedule: NoiseSchedule): DdimTables {
  const chain = respacedChain(spec.respacing, alphasCumprod(schedule));
  return {
    timesteps: chain.timesteps.toReversed(),
    alphasCumprod: chain.alphaBar.toReversed(),
    alphasCumprodPrev: chain.alphaBarPrev.toReversed(),
  };
}

export function ddimSolver(tables: DdimTables, eta: number, prediction: Prediction): Solver {
  const spreads = tables.alphasCumprod.map((a, k) => {
    const next = tables.alphasCumprodPrev[k] as number;
    return eta * Math.sqrt(((1 - next) / (1 - a)) * (1 - a / next));
  });
  const steps = alphaSteps(
    tables.timesteps,
    tables.alphasCumprod,
    (index) => (spreads[index] as number) > 0,
  );
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: false,
    usesHistory: false,
    predict: (step, { input, out, x0 }) =>
      predictX0(prediction, steps[step] as SolverStep, input, out, x0),
    propose(step, { input, out, x0, mean, std }) {
      const next = tables.alphasCumprodPrev[step] as number;
      const sd = spreads[step] as number;
      const signal = Math.sqrt(next);
      // At eta 1 towards A = 1 the difference is 0, and rounding may put it just below.
      const direction = Math.sqrt(Math.max(1 - next - sd * sd, 0));
      predictEpsilon(prediction, steps[step] as SolverStep, input, out, mean);
      for (let i = 0; i < mean.length; i++) {
        mean[i] = signal * (x0[i] as number) + direction * (mean[i] as number);
      }
      std.fill(sd);
    },
  };
}
