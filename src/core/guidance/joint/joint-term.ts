/**
 * Terms of a class whose images are denoised together. At every step such a term sees the clean latents
 * x_1 .. x_n that the images' own guided predictions imply, and says how far each is to be moved:
 *
 *     repulsion         x_i <- x_i + s N f_i / F      f_i = -dE/dx_i, E a sum over pairs
 *     mean matching     x_i <- x_i + s (m - mean x)   m the mean of the class's real latents
 *
 * N is the root mean square, over the images, of the step's noise in units of the clean latent, and F
 * that of |f_i|: with repulsion s is a share of the noise, with mean matching a share of the gap. All
 * terms of a step see the same clean latents, before any term at this point, so their order does not
 * matter. The two do not work against each other either: the forces of repulsion sum to zero and leave
 * the mean where it is, and a common shift leaves all differences as they are.
 */
import type { JointTermSpec } from '../spec';
import type { StepPlace } from '../window';

/** The images of a class at one step. The sampler reuses its arrays: keep no reference. */
export interface ClassStep {
  readonly place: StepPlace;
  /** Clean latents, [channels * height * width] an image. */
  readonly x0: readonly Float64Array[];
  /** L2 norm of each image's predicted noise, in units of its clean latent. */
  readonly noiseNorms: readonly number[];
}

/** How far a term moves the images of a class at one step. */
export interface JointShift {
  /** To be added to the clean latents, image by image. */
  readonly shifts: readonly Float64Array[];
  /** Of each image to what it is moved from or to; null where there is none. */
  readonly distances: readonly (number | null)[];
  /** What the term lowers; null where it follows no energy. */
  readonly loss: number | null;
}

export interface JointTerm {
  readonly kind: JointTermSpec['kind'];
  /** null where it does nothing at this step. */
  readonly shift: (step: ClassStep) => JointShift | null;
}
