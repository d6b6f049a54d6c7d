/**
 * What the network's raw output says, for the three things that networks are trained to predict.
 * x = signal * x0 + noise * eps, with signal = sqrt(A) and noise = sqrt(1 - A), or 1 - s and s in flow
 * matching:
 *
 *     epsilon   x0 = (x - noise * out) / signal       eps = out                        (2006.11239)
 *     v         x0 = signal * x - noise * out         eps = signal * out + noise * x   (2202.00512)
 *     flow      x0 = x - s * out                      eps = x + (1 - s) * out          (2210.02747)
 *
 * All are affine in `out`, so classifier-free guidance gives the same x0 in each of them, and a term
 * that wants to move x0 or eps can do so by moving `out`: the two derivatives below say how far.
 */
import { StillroomError } from '../errors';
import type { Prediction } from './types';

/** x = signal * x0 + noise * eps at one step. */
export interface NoiseLevel {
  readonly signal: number;
  readonly noise: number;
}

/** Clean latent, written into `x0`; all arrays have one length. */
export function predictX0(
  prediction: Prediction,
  { signal, noise }: NoiseLevel,
  x: Float64Array,
  out: Float64Array,
  x0: Float64Array,
): void {
  switch (prediction) {
    case 'epsilon':
      for (let i = 0; i < x0.length; i++) {
        x0[i] = ((x[i] as number) - noise * (out[i] as number)) / signal;
      }
      return;
    case 'v':
      for (let i = 0; i < x0.length; i++) {
        x0[i] = signal * (x[i] as number) - noise * (out[i] as number);
      }
      return;
    case 'flow':
      for (let i = 0; i < x0.length; i++) x0[i] = (x[i] as number) - noise * (out[i] as number);
  }
}

/** The noise in x, written into `epsilon`; all arrays have one length. */
export function predictEpsilon(
  prediction: Prediction,
  { signal, noise }: NoiseLevel,
  x: Float64Array,
  out: Float64Array,
  epsilon: Float64Array,
): void {
  switch (prediction) {
    case 'epsilon':
      epsilon.set(out);
      return;
    case 'v':
      for (let i = 0; i < epsilon.length; i++) {
        epsilon[i] = signal * (out[i] as number) + noise * (x[i] as number);
      }
      return;
    case 'flow':
      for (let i = 0; i < epsilon.length; i++) {
        epsilon[i] = (x[i] as number) + signal * (out[i] as number);
      }
  }
}

/** L2 norm of the noise that the output implies. */
export function epsilonNorm(
  prediction: Prediction,
  { signal, noise }: NoiseLevel,
  x: Float64Array,
  out: Float64Array,
): number {
  const outShare = prediction === 'epsilon' ? 1 : signal;
  const xShare = prediction === 'epsilon' ? 0 : prediction === 'v' ? noise : 1;
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    sum += (outShare * (out[i] as number) + xShare * (x[i] as number)) ** 2;
  }
  return Math.sqrt(sum);
}

/** d out / d x0 with x held: how far the output moves for x0 to move by one. */
export function outPerX0(prediction: Prediction, { signal, noise }: NoiseLevel): number {
  return prediction === 'epsilon' ? -signal / noise : -1 / noise;
}

/**
 * d out / d eps with x held. It is 1/signal for v and flow; a flow starts at signal 0, where noise
 * says nothing about x0 and the derivative has no bound, so signal is not taken below
 * `SMALLEST_SIGNAL` there.
 */
export function outPerEpsilon(prediction: Prediction, { signal }: NoiseLevel): number {
  if (prediction === 'epsilon') return 1;
  return 1 / Math.max(signal, SMALLEST_SIGNAL);
}

/**
 * How many units of noise a unit of output stands for, in the guidance report. A flow's velocity is
 * noise - x0 and counts as noise itself: at signal 0 its noise is known and only x0 moves.
 */
export function noisePerOut(prediction: Prediction, { signal }: NoiseLevel): number {
  return prediction === 'v' ? signal : 1;
}

/** sqrt(A[999]) of the scaled-linear betas of Stable Diffusion, to two digits. */
export const SMALLEST_SIGNAL = 0.068;

/** @throws StillroomError Unsupported when solver and network speak of different processes */
export function checkPrediction(prediction: Prediction, solver: string): void {
  if ((prediction === 'flow') === (solver === 'flow-match-euler')) return;
  throw new StillroomError(
    'Unsupported',
    `The solver ${solver} cannot run a network that predicts ${prediction}: flow networks take flow-match-euler, and no others do.`,
    { prediction, solver },
  );
}
