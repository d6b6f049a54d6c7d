/** A solver and its schedule as plain data: what a pack states, a recipe stores and a worker receives. */
import type { TimestepSpacing } from '../schedule/spacing';

export interface DdimSpec {
  readonly kind: 'ddim';
  readonly steps: number;
  readonly spacing: TimestepSpacing;
  readonly stepsOffset: number;
  /** A after the last step: 1, or A[0]. */
  readonly setAlphaToOne: boolean;
  /** 0 deterministic, 1 as much noise as DDPM. */
  readonly eta: number;
}

export interface DdpmSpec {
  readonly kind: 'ddpm';
  readonly steps: number;
  readonly spacing: TimestepSpacing;
  readonly stepsOffset: number;
}

/** Which fixed variance a respaced chain takes when the network has no variance head. */
export type FixedVariance = 'fixed-small' | 'fixed-large';

export interface DdpmRespacedSpec {
  readonly kind: 'ddpm-respaced';
  /** "50", "10,20,30" or "ddim50". */
  readonly respacing: string;
  /** Used where the network's output has no variance channels; default fixed-small. */
  readonly fixedVariance?: FixedVariance;
}

export interface DdimRespacedSpec {
  readonly kind: 'ddim-respaced';
  readonly respacing: string;
  readonly eta: number;
}

export interface DpmSolverSpec {
  readonly kind: 'dpmsolver++2m';
  readonly steps: number;
  readonly karrasSigmas: boolean;
  /** Without effect under Karras sigmas, and so is the offset. */
  readonly spacing: TimestepSpacing;
  readonly stepsOffset: number;
}

export interface EulerSpec {
  readonly kind: 'euler';
  readonly steps: number;
  readonly karrasSigmas: boolean;
  readonly spacing: TimestepSpacing;
  readonly stepsOffset: number;
}

export interface LcmSpec {
  readonly kind: 'lcm';
  readonly steps: number;
  /** Steps of the teacher's schedule that the model was distilled on, usually 50. */
  readonly originalSteps: number;
  readonly timestepScaling: number;
}

export interface FlowEulerSpec {
  readonly kind: 'flow-match-euler';
  readonly steps: number;
  readonly shift: number;
  /** default: diffusers' own (shifted twice); linspace: 1 .. 1/n, shifted once. */
  readonly sigmaSource: 'default' | 'linspace';
}

export type SolverSpec =
  | DdimSpec
  | DdpmSpec
  | DdpmRespacedSpec
  | DdimRespacedSpec
  | DpmSolverSpec
  | EulerSpec
  | LcmSpec
  | FlowEulerSpec;

export type SolverKind = SolverSpec['kind'];
