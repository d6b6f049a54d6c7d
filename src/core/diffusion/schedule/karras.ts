/**
 * Sigma schedules: reading the table S[t] between timesteps, its inverse, and the spacing of Karras
 * et al. (2206.00364, eq. 5, rho = 7):
 *
 *     sigma_k = (smax^(1/7) + k/(n-1) (smin^(1/7) - smax^(1/7)))^7
 *
 * The inverse interpolates in log sigma, as diffusers' `_sigma_to_t` does. Rounded Karras timesteps
 * may repeat, so a step is named by its index and never by its timestep.
 */
import { StillroomError } from '../../errors';

const RHO = 7;

/** S at a possibly fractional timestep, linear between whole ones, held at the ends. */
export function interpolateTable(table: Float64Array, timestep: number): number {
  const last = table.length - 1;
  if (timestep <= 0) return table[0] as number;
  if (timestep >= last) return table[last] as number;
  const low = Math.floor(timestep);
  const lowValue = table[low] as number;
  return lowValue + (timestep - low) * ((table[low + 1] as number) - lowValue);
}

/** The n Karras sigmas from smax down to smin. */
export function karrasSigmas(smax: number, smin: number, steps: number): number[] {
  const high = smax ** (1 / RHO);
  const low = smin ** (1 / RHO);
  return Array.from({ length: steps }, (_, k) => {
    const share = steps > 1 ? k / (steps - 1) : 0;
    return (high + share * (low - high)) ** RHO;
  });
}

/**
 * The fractional timestep whose table sigma is `sigma`, clamped to [0, T-1].
 * @param table S[t], rising
 */
export function timestepOfSigma(table: Float64Array, sigma: number): number {
  const logSigma = Math.log(Math.max(sigma, 1e-10));
  let low = 0;
  let high = table.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Math.log(table[middle] as number) <= logSigma) low = middle;
    else high = middle - 1;
  }
  const logLow = Math.log(table[low] as number);
  const logHigh = Math.log(table[low + 1] as number);
  const share = Math.min(Math.max((logSigma - logLow) / (logHigh - logLow), 0), 1);
  return low + share;
}

/** @throws StillroomError BadParameter unless every sigma is below the one before it */
export function checkFalling(sigmas: ArrayLike<number>, steps: number): void {
  for (let k = 1; k < sigmas.length; k++) {
    if (!((sigmas[k] as number) < (sigmas[k - 1] as number))) {
      throw new StillroomError(
        'BadParameter',
        `${steps} steps repeat the noise level ${sigmas[k] ?? 0} at step ${k}; use fewer steps, or another spacing or offset.`,
        { steps, step: k },
      );
    }
  }
}
