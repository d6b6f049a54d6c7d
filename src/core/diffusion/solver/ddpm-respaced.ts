/**
 * Ancestral sampling on a respaced chain with learned-range variance (Nichol & Dhariwal, 2102.09672,
 * eq. 15), the base of DiT, MGD3 and DMGD:
 *
 *     mean = Coef1 x0 + Coef2 x
 *     log variance = f log beta' + (1 - f) log posteriorVariance,   f = (v + 1)/2
 *
 * v is the network's variance head (output channels C .. 2C-1), taken from the conditional row alone as
 * DiT's guidance does. A network without that head gets a fixed variance: the posterior's, or beta'
 * ("fixed-large", whose entry 0 is the posterior's entry 1). No noise is added at chain index 0, but
 * the deviation there is not 0, and guidance terms that scale by it still act.
 */
import { alphasCumprod } from '../schedule/betas';
import { respacedChain, type RespacedChain } from '../schedule/respacing';
import { predictX0 } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import { alphaSteps } from './alpha-steps';
import type { Solver, SolverStep } from './solver';
import type { DdpmRespacedSpec } from './spec';

/** The chain's tables, noisiest first. */
export interface DdpmRespacedTables {
  readonly timesteps: readonly number[];
  readonly alphasCumprod: Float64Array;
  readonly alphasCumprodPrev: Float64Array;
  readonly betas: Float64Array;
  readonly posteriorVariance: Float64Array;
  readonly posteriorLogVarianceClipped: Float64Array;
  readonly posteriorMeanCoef1: Float64Array;
  readonly posteriorMeanCoef2: Float64Array;
  /** Log variance for a network without a variance head. */
  readonly fixedLogVariance: Float64Array;
}

function largeLogVariance(chain: RespacedChain): Float64Array {
  return chain.betas.map((beta, i) =>
    i > 0 ? Math.log(beta) : (chain.posteriorLogVarianceClipped[0] as number),
  );
}

/** @throws StillroomError BadParameter */
export function ddpmRespacedTables(
  spec: DdpmRespacedSpec,
  schedule: NoiseSchedule,
): DdpmRespacedTables {
  const chain = respacedChain(spec.respacing, alphasCumprod(schedule));
  const fixed =
    spec.fixedVariance === 'fixed-large'
      ? largeLogVariance(chain)
      : chain.posteriorLogVarianceClipped;
  return {
    timesteps: chain.timesteps.toReversed(),
    alphasCumprod: chain.alphaBar.toReversed(),
    alphasCumprodPrev: chain.alphaBarPrev.toReversed(),
    betas: chain.betas.toReversed(),
    posteriorVariance: chain.posteriorVariance.toReversed(),
    posteriorLogVarianceClipped: chain.posteriorLogVarianceClipped.toReversed(),
    posteriorMeanCoef1: chain.posteriorMeanCoef1.toReversed(),
    posteriorMeanCoef2: chain.posteriorMeanCoef2.toReversed(),
    fixedLogVariance: fixed.toReversed(),
  };
}

export function ddpmRespacedSolver(tables: DdpmRespacedTables, prediction: Prediction): Solver {
  const count = tables.timesteps.length;
  const steps = alphaSteps(tables.timesteps, tables.alphasCumprod, (index) => index < count - 1);
  return {
    steps,
    initNoiseSigma: 1,
    hasPosteriorMean: true,
    usesHistory: false,
    predict: (step, { input, out, x0 }) =>
      predictX0(prediction, steps[step] as SolverStep, input, out, x0),
    propose(step, { x, x0, variance, mean, std }) {
      const x0Share = tables.posteriorMeanCoef1[step] as number;
      const xShare = tables.posteriorMeanCoef2[step] as number;
      for (let i = 0; i < mean.length; i++) {
        mean[i] = x0Share * (x0[i] as number) + xShare * (x[i] as number);
      }
      if (variance === null) {
        std.fill(Math.exp(0.5 * (tables.fixedLogVariance[step] as number)));
        return;
      }
      const largest = Math.log(tables.betas[step] as number);
      const smallest = tables.posteriorLogVarianceClipped[step] as number;
      for (let i = 0; i < std.length; i++) {
        const share = ((variance[i] as number) + 1) / 2;
        std[i] = Math.exp(0.5 * (share * largest + (1 - share) * smallest));
      }
    },
  };
}
