/** What a method asks to be found in each class before sampling, and what it gets. */
import { StillroomError } from '../core/errors';

export type TargetRequest =
  | { readonly kind: 'none' }
  /** CoDA's representatives, one an image (methods: UMAP, HDBSCAN, splitting). */
  | {
      readonly kind: 'coda-cores';
      readonly count: number;
      readonly nNeighbors: number;
      readonly minClusterSize: number;
      readonly minSamples: number;
      readonly seedCandidates: number;
    }
  /** Centroids of k-means on the class's latents, with how many images each holds. */
  | { readonly kind: 'kmeans'; readonly clusters: number }
  /** The class's mean latent, of weight 1. */
  | { readonly kind: 'mean' }
  /** Real latents drawn with probability proportional to their density, of equal weight. */
  | { readonly kind: 'density-sample'; readonly count: number; readonly nNeighbors: number }
  /** Real images drawn without replacement. */
  | { readonly kind: 'random-images'; readonly count: number }
  /** For each of `count` k-means centroids the nearest real image. */
  | { readonly kind: 'nearest-to-kmeans'; readonly count: number };

export interface ClassTargets {
  /** [count, channels * height * width], scaled latents; empty for `none`. */
  readonly points: Float32Array | Float64Array;
  /** [count] how many of the class's images each stands for. */
  readonly weights: Float64Array;
  /** [count] index in the class of the real image that a point is, -1 for a mean of several. */
  readonly images: Int32Array;
}

export const NO_TARGETS: ClassTargets = {
  points: new Float32Array(0),
  weights: new Float64Array(0),
  images: new Int32Array(0),
};

/**
 * The target of one image: point `image`.
 * @throws StillroomError TooFewCores
 */
export function targetOf(
  { points, weights }: ClassTargets,
  image: number,
  className: string,
): Float32Array | Float64Array {
  const count = weights.length;
  if (image < 0 || image >= count) {
    throw new StillroomError(
      'TooFewCores',
      `Image ${image + 1} of "${className}" has no target of its own: the class gave ${count}. Lower "Images per class" to ${count}.`,
      { image, count },
    );
  }
  const size = points.length / count;
  return points.subarray(image * size, (image + 1) * size);
}
