/** The steps of solvers whose schedule is a list of timesteps with their A: all but the sigma ones. */
import { sigmaOf } from '../schedule/betas';
import type { SolverStep } from './solver';

/**
 * @param timesteps noisiest first
 * @param alphaBars A at each
 * @param noisy whether noise is added after step `index`
 */
export function alphaSteps(
  timesteps: readonly number[],
  alphaBars: Float64Array,
  noisy: (index: number) => boolean,
): SolverStep[] {
  return timesteps.map((timestep, index) => {
    const alphaBar = alphaBars[index] as number;
    return {
      index,
      timestep,
      alphaBar,
      sigma: sigmaOf(alphaBar),
      signal: Math.sqrt(alphaBar),
      noise: Math.sqrt(1 - alphaBar),
      inputScale: 1,
      noisy: noisy(index),
    };
  });
}
