/**
 * Euler's method for flow matching (Lipman et al., 2210.02747; shift of Esser et al., 2403.03206):
 *
 *     x = (1 - s) x0 + s noise     out = noise - x0     x' = x + (s' - s) out
 *     shift(s) = shift s / (1 + (shift - 1) s)
 *
 * The default sigmas are diffusers': linspace(shift(1), shift(1/T), n), and then shifted once more,
 * as its scheduler does both at construction and at set_timesteps. The network is told s T, not rounded.
 * A flow has no A of its own: terms get A = (1 - s)^2, so that sqrt(A) is the signal's share, but hold
 * the velocity and not the noise constant, and `sigma` is s itself, the scheduler's own.
 */
import { StillroomError } from '../../errors';
import { checkFalling } from '../schedule/karras';
import { checkSteps } from '../schedule/spacing';
import { predictX0 } from '../prediction';
import type { NoiseSchedule } from '../types';
import type { Solver, SolverStep } from './solver';
import type { FlowEulerSpec } from './spec';

export interface FlowTables {
  readonly timesteps: readonly number[];
  /** [n + 1], the last 0. */
  readonly sigmas: Float64Array;
}

/** NumPy's linspace(first, last, count). */
function linspace(first: number, last: number, count: number): number[] {
  const stride = count > 1 ? (last - first) / (count - 1) : 0;
  return Array.from({ length: count }, (_, k) =>
    k > 0 && k === count - 1 ? last : first + k * stride,
  );
}

/** @throws StillroomError BadParameter */
export function flowTables(spec: FlowEulerSpec, schedule: NoiseSchedule): FlowTables {
  const { trainTimesteps } = schedule;
  const { shift, steps } = spec;
  checkSteps(steps, trainTimesteps);
  if (!(shift > 0)) {
    throw new StillroomError('BadParameter', `A flow shift of ${shift}: it must be above 0.`, {
      shift,
    });
  }
  const shifted = (s: number) => (shift * s) / (1 + (shift - 1) * s);
  const base =
    spec.sigmaSource === 'default'
      ? linspace(shifted(1), shifted(1 / trainTimesteps), steps)
      : linspace(1, 1 / steps, steps);
  const sigmas = Float64Array.from([...base.map(shifted), 0]);
  checkFalling(sigmas, steps);
  return {
    timesteps: Array.from({ length: steps }, (_, k) => (sigmas[k] as number) * trainTimesteps),
    sigmas,
  };
}

export function flowSolver({ timesteps, sigmas }: FlowTables): Solver {
  const steps = timesteps.map((timestep, index): SolverStep => {
    const sigma = sigmas[index] as number;
    return {
      index,
      timestep,
      alphaBar: (1 - sigma) ** 2,
      sigma,
      signal: 1 - sigma,
      noise: sigma,
      inputScale: 1,
      noisy: false,
    };
  });
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: false,
    usesHistory: false,
    predict: (step, { input, out, x0 }) =>
      predictX0('flow', steps[step] as SolverStep, input, out, x0),
    propose(step, { x, out, mean, std }) {
      const change = (sigmas[step + 1] as number) - (sigmas[step] as number);
      for (let i = 0; i < mean.length; i++) {
        mean[i] = (x[i] as number) + change * (out[i] as number);
      }
      std.fill(0);
    },
  };
}
