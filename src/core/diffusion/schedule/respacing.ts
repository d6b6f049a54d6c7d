/**
 * Respaced chains (Nichol & Dhariwal 2102.09672, the code that DiT, MGD3 and DMGD run on): a subset of
 * the training timesteps becomes a shorter diffusion of its own, whose betas keep A at the kept steps:
 *
 *     beta'_i = 1 - A_i / A_{i-1},  A_{-1} = 1
 *
 * "50" keeps 50 steps, "10,20,30" that many of each third, "ddim50" every k-th timestep with the first
 * stride k that gives 50. Positions are accumulated by addition and rounded half to even, as there.
 * The posterior q(x_{i-1} | x_i, x_0) then has the mean Coef1 x_0 + Coef2 x_i and the variance below;
 * its logarithm takes entry 1 at index 0, where the variance itself is 0.
 */
import { StillroomError } from '../../errors';
import { alphaAt } from './betas';
import { roundHalfEven } from './rounding';

function refuse(respacing: string, why: string): never {
  throw new StillroomError(
    'BadParameter',
    `Respacing "${respacing}": ${why}. Write a number of steps ("50"), one a section ("10,20,30") or "ddim50".`,
    { respacing },
  );
}

function evenStride(respacing: string, steps: number, trainTimesteps: number): number[] {
  for (let stride = 1; stride < trainTimesteps; stride++) {
    if (Math.ceil(trainTimesteps / stride) === steps) {
      return Array.from({ length: steps }, (_, i) => i * stride);
    }
  }
  return refuse(respacing, `no whole stride through ${trainTimesteps} timesteps gives ${steps}`);
}

/**
 * The kept training timesteps, rising.
 * @throws StillroomError BadParameter
 */
export function respacedTimesteps(respacing: string, trainTimesteps: number): number[] {
  const ddim = /^ddim(\d+)$/.exec(respacing)?.[1];
  if (ddim !== undefined) return evenStride(respacing, Number(ddim), trainTimesteps);
  const counts = respacing.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  if (counts.some((count) => count < 1)) refuse(respacing, 'a section without a number of steps');
  const size = Math.floor(trainTimesteps / counts.length);
  const longer = trainTimesteps % counts.length;
  const kept: number[] = [];
  let start = 0;
  counts.forEach((count, section) => {
    const length = section < longer ? size + 1 : size;
    if (count > length) refuse(respacing, `${count} steps out of only ${length} timesteps`);
    const stride = count > 1 ? (length - 1) / (count - 1) : 1;
    let position = 0;
    for (let i = 0; i < count; i++) {
      kept.push(start + roundHalfEven(position));
      position += stride;
    }
    start += length;
  });
  return kept;
}

/** One array entry a kept step, by chain index: 0 is the cleanest, n-1 the noisiest. */
export interface RespacedChain {
  readonly timesteps: readonly number[];
  readonly alphaBar: Float64Array;
  /** A of the next cleaner kept step; 1 at index 0. */
  readonly alphaBarPrev: Float64Array;
  readonly betas: Float64Array;
  readonly posteriorVariance: Float64Array;
  readonly posteriorLogVarianceClipped: Float64Array;
  readonly posteriorMeanCoef1: Float64Array;
  readonly posteriorMeanCoef2: Float64Array;
}

/** @param alphas A[t] of the training schedule */
export function respacedChain(respacing: string, alphas: Float64Array): RespacedChain {
  const timesteps = respacedTimesteps(respacing, alphas.length);
  const alphaBar = Float64Array.from(timesteps, (t) => alphaAt(alphas, t));
  const alphaBarPrev = alphaBar.map((_, i) => (i > 0 ? (alphaBar[i - 1] as number) : 1));
  const betas = alphaBar.map((a, i) => 1 - a / (alphaBarPrev[i] as number));
  const posteriorVariance = alphaBar.map(
    (a, i) => ((betas[i] as number) * (1 - (alphaBarPrev[i] as number))) / (1 - a),
  );
  return {
    timesteps,
    alphaBar,
    alphaBarPrev,
    betas,
    posteriorVariance,
    // A chain of one step has no entry 1: its posterior is a point, and only beta is left to take.
    posteriorLogVarianceClipped: posteriorVariance.map((variance, i) =>
      Math.log(i > 0 ? variance : (posteriorVariance[1] ?? (betas[0] as number))),
    ),
    posteriorMeanCoef1: alphaBar.map(
      (a, i) => ((betas[i] as number) * Math.sqrt(alphaBarPrev[i] as number)) / (1 - a),
    ),
    posteriorMeanCoef2: alphaBar.map(
      (a, i) => ((1 - (alphaBarPrev[i] as number)) * Math.sqrt(1 - (betas[i] as number))) / (1 - a),
    ),
  };
}
