/** Augmentation as data: what a protocol does to the images of a batch. */

export interface AugmentSettings {
  /** Random resized crop: the smallest share of the area, 1 for no cropping. */
  readonly cropScale: number;
  /** Mirrored left to right half of the time. */
  readonly flip: boolean;
  /** Brightness, contrast and saturation each moved by up to this share, in random order; 0 for none. */
  readonly colourJitter: number;
  /** Standard deviation of the PCA lighting noise, 0 for none. */
  readonly lighting: number;
  /** Probability that a batch is cut and mixed (beta 1: the kept share is uniform). */
  readonly cutMix: number;
}

/** IDC's evaluation augmentation (data.py), as Minimax, CoDA and DMGD use it. */
export const IDC_AUGMENTATION: AugmentSettings = {
  cropScale: 0.5,
  flip: true,
  colourJitter: 0.4,
  lighting: 0.1,
  cutMix: 1,
};
