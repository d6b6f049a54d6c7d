/** What a method asks to be found in each class before sampling, and what it gets. */
import { StillroomError } from '../core/errors';

/**
 * Where cores are looked for: among the latents; among latents pooled to a grid of 8 x 8, which say where
 * things are and leave texture out; or among the denoiser's features, which say what is shown.
 */
export type CoreSpace = 'latents' | 'pooled' | 'features';

/** Among what points targets are looked for: the posterior's means where it is left out, or samples of it. */
interface FromPosterior {
  /** sample: pictures turned at random, and a sample of each one's posterior, as DMGD's code. */
  readonly posterior?: 'sample';
}

export type TargetRequest =
  /** CoDA's representatives, one an image (methods: UMAP, HDBSCAN, splitting). */
  | {
      readonly kind: 'coda-cores';
      readonly count: number;
      readonly nNeighbors: number;
      readonly minClusterSize: number;
      readonly minSamples: number;
      readonly seedCandidates: number;
      readonly space: CoreSpace;
    }
  /** Centroids of k-means on the class's latents, with how many images each holds. */
  | (FromPosterior & { readonly kind: 'kmeans'; readonly clusters: number })
  /** Means of bisecting k-means's leaves on the class's latents, in the order of the splits. */
  | { readonly kind: 'hierarchical'; readonly clusters: number }
  /** The class's mean latent, of weight 1. */
  | (FromPosterior & { readonly kind: 'mean' })
  /** Real latents drawn by DMGD's code: density is 1 / (sum of distances to all), and so is the weight. */
  | (FromPosterior & { readonly kind: 'density'; readonly count: number })
  /** Real latents drawn by the distance to one neighbour, of equal weight. */
  | (FromPosterior & {
      readonly kind: 'density-sample';
      readonly count: number;
      readonly nNeighbors: number;
    })
  /** Real images drawn without replacement. */
  | { readonly kind: 'random-images'; readonly count: number }
  /** For each of `count` k-means centroids the nearest real image. */
  | {
      readonly kind: 'nearest-to-kmeans';
      readonly count: number;
      /** Where centres and distances are; among the latents where it is left out. */
      readonly space?: Exclude<CoreSpace, 'latents'>;
    }
  /** Real images whose running mean stays nearest to the class's. */
  | { readonly kind: 'herding'; readonly count: number }
  /** Real images such that the farthest of the class is near to one of them. */
  | { readonly kind: 'k-centre'; readonly count: number };

/**
 * What targets are for. cores: CoDA's representatives, one an image. modes: centroids, one an image.
 * prototypes: points that stand for the whole class. starts: real images, one an image, to start from.
 */
export type TargetRole = 'cores' | 'modes' | 'prototypes' | 'starts';
export type TargetRequests = Readonly<Partial<Record<TargetRole, TargetRequest>>>;
export type FoundTargets = Readonly<Partial<Record<TargetRole, ClassTargets>>>;

export interface ClassTargets {
  /** [count, channels * height * width], scaled latents. */
  readonly points: Float32Array | Float64Array;
  /** [count] how many of the class's images each stands for. */
  readonly weights: Float64Array;
  /** [count] index in the class of the real image that a point is, -1 for a mean of several. */
  readonly images: Int32Array;
}

/**
 * The targets in a role that the plan asked for.
 * @throws Error when they were not looked for: a fault of the engine, not of a setting
 */
export function targetsIn(found: FoundTargets, role: TargetRole): ClassTargets {
  const targets = found[role];
  if (targets === undefined) throw new Error(`the plan's ${role} were not found before its terms`);
  return targets;
}

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
      `Image ${image + 1} of "${className}" has no target of its own: the class gave ${count}. Lower the images per class to ${count}.`,
      { image, count },
    );
  }
  const size = points.length / count;
  return points.subarray(image * size, (image + 1) * size);
}
