/** Guidance terms as plain data, so that they can be stored, compared and sent to a worker. */
import type { Condition } from '../diffusion/condition';
import type { GuidanceWindow } from './window';

export type AlignmentWeight = 'step' | 'run';

/** CoDA: pull the clean latent towards one representative. */
export interface CodaAlignmentSpec {
  readonly kind: 'coda-alignment';
  /** gamma, published 0.05; 0 switches the term off. */
  readonly gamma: number;
  /**
   * What multiplies the pull on x0: w of classifier-free guidance at the step, as in the paper, or w of
   * the run at every step, whatever interval guidance has. step where it is left out.
   */
  readonly weight?: AlignmentWeight;
  /** `end` is the guided share p, read by the official stop rule; `start` is 0 in the paper. */
  readonly window: GuidanceWindow;
  /** [channels * height * width], a scaled latent. */
  readonly representative: Float32Array | Float64Array;
}

/** MGD3: pull towards one k-means centroid. */
export interface ModeGuidanceSpec {
  readonly kind: 'mode-guidance';
  /** lambda, published 0.1. */
  readonly strength: number;
  /** Which form a solver without a posterior takes; score where it is left out. */
  readonly form?: 'score' | 'clean';
  readonly window: GuidanceWindow;
  /** [channels * height * width], a scaled latent. */
  readonly mode: Float32Array | Float64Array;
}

/** ManifoldGD: a pull to a plane about the centre, or the projection of mode guidance onto it. */
export interface ManifoldGuidanceSpec {
  readonly kind: 'manifold-guidance';
  readonly variant: 'code' | 'paper';
  /** code: norm of the pull at most, published 0.1. paper: lambda of the mode guidance beside it. */
  readonly strength: number;
  /** paper: the form of the mode guidance beside it. */
  readonly form?: 'score' | 'clean';
  readonly window: GuidanceWindow;
  /** [channels * height * width], the centre that mode guidance pulls to. */
  readonly centre: Float32Array | Float64Array;
  /** Of the points about the centre, in units of the latent; published 0.05 to 0.1. */
  readonly radius: number;
  /** Distance at which the code's pull is at tanh(1) of its strength; published 0.1 and 0.2. */
  readonly bandwidth: number;
  /** Of the plane, 1 to 11; published 3. */
  readonly dimensions: number;
}

/** DMGD: move the class's images together towards the class's distribution. */
export interface TransportSpec {
  readonly kind: 'transport';
  /** rho. */
  readonly strength: number;
  /** official: rho * std * gradient. normalised: rho * the norm of the step's noise. */
  readonly step: 'official' | 'normalised';
  readonly window: GuidanceWindow;
  /** [K, channels * height * width] */
  readonly prototypes: Float32Array | Float64Array;
  /** [K] counts or shares. */
  readonly weights: Float32Array | Float64Array;
  /** The class's finished latents. */
  readonly memory: readonly (Float32Array | Float64Array)[];
  /** Published 0.1. */
  readonly sinkhornEpsilon: number;
  /** Published 5. */
  readonly iterations: number;
}

export type SoftLabelMeasure = 'absolute' | 'relative';

/** DMGD: perturb the condition. */
export interface SoftLabelSpec {
  readonly kind: 'soft-label';
  readonly variant: 'official-code' | 'paper';
  /** beta_n, published 0.06. */
  readonly noiseWeight: number;
  /** beta_s, published 0.01. */
  readonly labelWeight: number;
  /**
   * absolute: the weights as published, numbers beside an embedding whose spread they do not know.
   * relative: shares of the embedding's spread. absolute where it is left out.
   */
  readonly measure?: SoftLabelMeasure;
  /** Above this share of the training timesteps: noise only (published 900 of 1000). */
  readonly upper: number;
  /** Below this share: the condition as it is (published 500 of 1000). */
  readonly lower: number;
  /** Steps at which the term may act at all; the whole schedule in the paper. */
  readonly window: GuidanceWindow;
  /** The condition of another class. */
  readonly otherClass: Condition;
}

export type GuidanceTermSpec =
  CodaAlignmentSpec | ModeGuidanceSpec | ManifoldGuidanceSpec | TransportSpec | SoftLabelSpec;

/** Between the images of a class that are denoised together: each away from the others. */
export interface RepulsionSpec {
  readonly kind: 'repulsion';
  /** Share of the step's noise that the images are moved, as a root mean square over them. */
  readonly strength: number;
  readonly window: GuidanceWindow;
}

/** The mean of a class's images, denoised together, to the mean of the class. */
export interface MeanMatchingSpec {
  readonly kind: 'mean-matching';
  /** Share of the gap that is closed, 0 to 1. */
  readonly strength: number;
  readonly window: GuidanceWindow;
  /** [channels * height * width], of the class's scaled latents. */
  readonly mean: Float32Array | Float64Array;
}

/** A term that sees all images of a class at once. */
export type JointTermSpec = RepulsionSpec | MeanMatchingSpec;

export type GuidanceTermKind = GuidanceTermSpec['kind'] | JointTermSpec['kind'];
