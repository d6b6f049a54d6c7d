/**
 * The training noise schedule (Ho et al. 2006.11239; Nichol & Dhariwal 2102.09672):
 *
 *     A[t] = prod_{s <= t} (1 - beta_s)      x_t = sqrt(A[t]) x_0 + sqrt(1 - A[t]) eps
 *     S[t] = sqrt((1 - A[t]) / A[t])         noise over signal, the "sigma" of Karras et al. 2206.00364
 *
 * linear: beta_k evenly spaced; scaled_linear (latent diffusion): its square root evenly spaced;
 * squaredcos_cap_v2: A follows cos^2, beta capped at 0.999. All tables are float64 here, where the
 * reference implementations hold float32: they agree to about 1e-5.
 */
import { StillroomError } from '../../errors';
import type { NoiseSchedule } from '../types';

/** Offset that keeps beta from vanishing at t = 0, and the cap, both of 2102.09672. */
const COSINE_OFFSET = 0.008;
const COSINE_MAX_BETA = 0.999;

function cosineAlphaBar(time: number): number {
  return Math.cos((((time + COSINE_OFFSET) / (1 + COSINE_OFFSET)) * Math.PI) / 2) ** 2;
}

function checkSchedule({ trainTimesteps, betas, betaStart, betaEnd }: NoiseSchedule): void {
  if (!Number.isInteger(trainTimesteps) || trainTimesteps < 2) {
    throw new StillroomError(
      'BadParameter',
      `A noise schedule of ${trainTimesteps} training timesteps: it needs a whole number of at least 2.`,
      { trainTimesteps },
    );
  }
  if (betas === 'squaredcos_cap_v2') return;
  if (!(betaStart > 0 && betaStart < 1 && betaEnd > 0 && betaEnd < 1)) {
    throw new StillroomError(
      'BadParameter',
      `Betas from ${betaStart} to ${betaEnd}: both ends must lie between 0 and 1.`,
      { betaStart, betaEnd },
    );
  }
}

/**
 * beta_t for t = 0 .. T-1.
 * @throws StillroomError BadParameter
 */
export function trainingBetas(schedule: NoiseSchedule): Float64Array {
  checkSchedule(schedule);
  const { trainTimesteps: count, betas, betaStart, betaEnd } = schedule;
  const out = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const share = k / (count - 1);
    switch (betas) {
      case 'linear':
        out[k] = betaStart + (betaEnd - betaStart) * share;
        break;
      case 'scaled_linear': {
        const first = Math.sqrt(betaStart);
        out[k] = (first + (Math.sqrt(betaEnd) - first) * share) ** 2;
        break;
      }
      case 'squaredcos_cap_v2': {
        const ratio = cosineAlphaBar((k + 1) / count) / cosineAlphaBar(k / count);
        out[k] = Math.min(1 - ratio, COSINE_MAX_BETA);
        break;
      }
    }
  }
  return out;
}

/** A[t] for t = 0 .. T-1, falling. */
export function alphasCumprod(schedule: NoiseSchedule): Float64Array {
  let product = 1;
  return trainingBetas(schedule).map((beta) => (product *= 1 - beta));
}

/** sqrt((1 - alphaBar) / alphaBar): noise over signal. */
export function sigmaOf(alphaBar: number): number {
  return Math.sqrt((1 - alphaBar) / alphaBar);
}

/** S[t] for t = 0 .. T-1, rising. */
export function sigmaTable(alphas: Float64Array): Float64Array {
  return alphas.map(sigmaOf);
}

/**
 * A[t] at a whole timestep.
 * @throws StillroomError BadParameter when t lies outside the training schedule
 */
export function alphaAt(alphas: Float64Array, timestep: number): number {
  const alpha = alphas[timestep];
  if (alpha === undefined) {
    throw new StillroomError(
      'BadParameter',
      `Timestep ${timestep} is not one of the ${alphas.length} that the model was trained on (0 to ${alphas.length - 1}). Use fewer steps or another spacing.`,
      { timestep, trainTimesteps: alphas.length },
    );
  }
  return alpha;
}
