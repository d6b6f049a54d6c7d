/**
 * Multistep consistency sampling for latent consistency models (Luo et al., 2310.04378):
 *
 *     z = timestepScaling t    cSkip = .25/(z^2 + .25)    cOut = z/sqrt(z^2 + .25)
 *     x0 = cOut x0hat + cSkip x          x' = sqrt(A') x0 + sqrt(1 - A') noise
 *
 * A' is A at the next timestep of the list; the last step returns x0. The timesteps are chosen from the
 * teacher's list k j - 1, k = T // originalSteps, by NumPy's linspace without its end point (m times the
 * rounded stride, then the floor: m*len/n would fall elsewhere for some lengths).
 */
import { alphaAt, alphasCumprod } from '../schedule/betas';
import { checkSteps } from '../schedule/spacing';
import { predictX0 } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import { alphaSteps } from './alpha-steps';
import type { Solver, SolverStep } from './solver';
import type { LcmSpec } from './spec';

/** Square of sigma_data = 0.5. */
const DATA_VARIANCE = 0.25;

export interface LcmTables {
  readonly timesteps: readonly number[];
  readonly alphasCumprod: Float64Array;
  readonly cSkip: Float64Array;
  readonly cOut: Float64Array;
}

/** @throws StillroomError BadParameter */
export function lcmTables(spec: LcmSpec, schedule: NoiseSchedule): LcmTables {
  const alphas = alphasCumprod(schedule);
  checkSteps(spec.originalSteps, schedule.trainTimesteps);
  checkSteps(spec.steps, spec.originalSteps);
  const spacing = Math.floor(schedule.trainTimesteps / spec.originalSteps);
  const stride = spec.originalSteps / spec.steps;
  const timesteps = Array.from(
    { length: spec.steps },
    (_, m) => spacing * (spec.originalSteps - Math.floor(m * stride)) - 1,
  );
  const scaled = Float64Array.from(timesteps, (t) => spec.timestepScaling * t);
  return {
    timesteps,
    alphasCumprod: Float64Array.from(timesteps, (t) => alphaAt(alphas, t)),
    cSkip: scaled.map((z) => DATA_VARIANCE / (z * z + DATA_VARIANCE)),
    cOut: scaled.map((z) => z / Math.sqrt(z * z + DATA_VARIANCE)),
  };
}

export function lcmSolver(tables: LcmTables, prediction: Prediction): Solver {
  const count = tables.timesteps.length;
  const steps = alphaSteps(tables.timesteps, tables.alphasCumprod, (index) => index < count - 1);
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: false,
    usesHistory: false,
    predict(step, { input, out, x0 }) {
      predictX0(prediction, steps[step] as SolverStep, input, out, x0);
      const outShare = tables.cOut[step] as number;
      const skipShare = tables.cSkip[step] as number;
      for (let i = 0; i < x0.length; i++) {
        x0[i] = outShare * (x0[i] as number) + skipShare * (input[i] as number);
      }
    },
    propose(step, { x0, mean, std }) {
      const next = tables.alphasCumprod[step + 1] ?? 1;
      const signal = Math.sqrt(next);
      for (let i = 0; i < mean.length; i++) mean[i] = signal * (x0[i] as number);
      std.fill(Math.sqrt(1 - next));
    },
  };
}
