/**
 * Optimisers as data, with what a step needs to know beside the gradient.
 *
 * SGD (torch's): g = gradient + decay w; m = momentum m + g; w -= rate m, with m = 0 at the start.
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101, as torch writes it): w -= rate decay w, then Adam with
 * bias correction: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
 * w -= rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + epsilon).
 */
export interface SgdSettings {
  readonly kind: 'sgd';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly decays: WeightDecayScope;
}

export interface AdamWSettings {
  readonly kind: 'adamw';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly decays: WeightDecayScope;
  /** Rates of the running means of gradient and squared gradient. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Which parameters decay: all (torch's default), or convolutions and matrices only (RDED). */
export type WeightDecayScope = 'all' | 'matrices';

export type OptimiserSettings = SgdSettings | AdamWSettings;

/** Flat vectors that an optimiser keeps beside the weights, all zero at the start. */
export function momentCount({ kind }: OptimiserSettings): number {
  return kind === 'sgd' ? 1 : 2;
}

/** Scalars of one step. */
export interface StepScalars {
  readonly learningRate: number;
  /** 1 - beta1^t and 1 - beta2^t; 1 for SGD. */
  readonly correction1: number;
  readonly correction2: number;
}

/** @param step counted from 1 */
export function stepScalars(
  settings: OptimiserSettings,
  learningRate: number,
  step: number,
): StepScalars {
  if (settings.kind === 'sgd') return { learningRate, correction1: 1, correction2: 1 };
  return {
    learningRate,
    correction1: 1 - settings.beta1 ** step,
    correction2: 1 - settings.beta2 ** step,
  };
}

export const ADAMW_BETAS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
