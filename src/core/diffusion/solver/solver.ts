/**
 * What every solver is to the sampler: a list of steps, and for each step
 *
 *     next state = mean + std * noise
 *
 * with the mean and std written by `propose` from the state and the clean latent x0. For DDPM they are
 * those of the posterior q(x_{t-1} | x_t, x0), and guidance terms may move the mean. The others (DDIM,
 * DPM-Solver++, Euler, LCM, flow) have no posterior: their mean is a deterministic update, std is 0 or
 * the noise put back in, and mean-acting terms move the noise prediction instead, by the rule that MGD3
 * publishes for DDIM beside its DDPM form (2505.18963, Algorithm 1; after Dhariwal & Nichol 2105.05233):
 *
 *     mean <- mean + std * d     becomes     eps <- eps - sqrt(1 - A) * d
 *
 * Why: read d as a gradient of log p. Then eps = -sqrt(1 - A) * score gives the right-hand form, and
 * that moves the DDPM mean by (1 - a)/sqrt(a) * d, a = A/A_prev, close to std^2 * d. The published
 * mean forms have std where the score rule has std^2, so the two agree in direction and differ by the
 * factor std * sqrt(a)/(1 - a), about 1/sqrt(beta'): a strength tuned in one form is not the same
 * strength in the other, and the guidance report shows what each really does.
 */
import type { NoiseLevel } from '../prediction';

export interface SolverStep extends NoiseLevel {
  /** 0 is the noisiest. */
  readonly index: number;
  /** What the network is told: the training timestep (sigma * T for flow); may be fractional. */
  readonly timestep: number;
  /** A at the timestep: the table's, or 1/(1 + sigma^2) where the timestep is fractional. */
  readonly alphaBar: number;
  /** The scheduler's own sigma of the step; sqrt((1 - A)/A) for schedulers without sigmas. */
  readonly sigma: number;
  /** The network sees state * inputScale, and so do the guidance terms. */
  readonly inputScale: number;
  /** x = signal * x0 + noise * eps for the state x itself, where that is not the network's level / inputScale. */
  readonly stateLevel?: NoiseLevel;
  /** Whether `std` noise is added after this step. */
  readonly noisy: boolean;
}

/** The arrays of one image, each [channels * height * width], owned by the sampler. */
export interface SolverRow {
  /** The state before the step. */
  readonly x: Float64Array;
  /** x * inputScale. */
  readonly input: Float64Array;
  /** The network's guided output. */
  readonly out: Float64Array;
  /** Clean latent implied by `out`. */
  readonly x0: Float64Array;
  /** x0 of the step before; only where `usesHistory`. */
  readonly previousX0: Float64Array;
  /** The variance head's output where the network has one. */
  readonly variance: Float32Array | Float64Array | null;
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

export interface Solver {
  readonly steps: readonly SolverStep[];
  /** The first state is unit normal noise times this. */
  readonly initNoiseSigma: number;
  /** True where `mean` and `std` are a posterior's, so that terms may act on the mean. */
  readonly hasPosteriorMean: boolean;
  /** True where a step needs x0 of the step before. */
  readonly usesHistory: boolean;
  /** Writes row.x0 from row.input or row.x, and row.out. */
  predict(step: number, row: SolverRow): void;
  /** Writes row.mean and row.std from row.x, row.x0 and row.out. */
  propose(step: number, row: SolverRow): void;
}
