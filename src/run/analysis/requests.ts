/** What is asked of the analysis and what it answers: plain data, ready to cross to a thread. */
import type { CoreOrigin } from '../../core/density/split-cluster';
import type { Following } from '../../core/metrics/follows';
import type { Neighbours } from '../../core/linalg/select-nearest';
import type { ImageWindow, ScoredDraws, WindowSettings } from '../../core/scoring/image-score';
import type { MemberOrder } from '../../core/scoring/ranking';
import type { ScoringFrame } from '../../core/scoring/tiling';
import type { WindowScoring } from '../../methods/windows/plan';
import type { WindowSource } from '../../methods/windows/windows';

/** Points of one class, [rows, columns]. */
export interface Points {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Points under a name that stands for their content. */
export interface NamedPoints extends Points {
  readonly key: string;
}

export interface ReduceRequest {
  readonly neighbours: Neighbours;
  readonly count: number;
  readonly components: number;
  readonly minDist: number;
  readonly seed: number;
}

export interface ClusterRequest {
  readonly points: NamedPoints;
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly seedCandidates: number;
  readonly imagesPerClass: number;
  readonly seed: number;
  /** Class folder's name. */
  readonly name: string;
}

export interface FoundCore {
  readonly image: number;
  readonly size: number;
  /** anchor: it stands for no cluster. */
  readonly origin: CoreOrigin | 'anchor';
}

export interface ClusterResult {
  readonly labels: Int32Array;
  readonly probabilities: Float64Array;
  readonly clusterCount: number;
  /** Empty when the class does not support as many; then `problem` says so. */
  readonly cores: readonly FoundCore[];
  readonly problem: string | null;
  /** What the class gives instead where there are too few; null where there are enough, or no images. */
  readonly supply: CoreSupply | null;
}

export interface CoreSupply {
  /** Cores from its clusters, split as far as they go. */
  readonly supported: number;
  /** The nearest number that works, 0 where none does; above `supported` the rest comes from noise. */
  readonly nearest: number;
}

/** Where a class's modes are known: the mode of every real image, -1 for none, and how many there are. */
export interface KnownModes {
  readonly ofReal: Int32Array;
  readonly count: number;
}

/** Pictures of a set beside their class, in one space. */
export interface FollowingRequest {
  readonly pictures: Points;
  readonly real: Points;
  /** [pictures] row of each one's own core among the real images, -1 for none. */
  readonly coreOf: Int32Array;
}

export interface FollowingResult {
  /** [pictures] null for one without a core. */
  readonly following: readonly (Following | null)[];
  /** Euclidean norm of every picture, and of every real image. */
  readonly norms: Float64Array;
  readonly realNorms: Float64Array;
}

export interface WindowsRequest {
  readonly images: readonly WindowSource[];
  /** Channels of the latents. */
  readonly channels: number;
  readonly scoring: WindowScoring;
  readonly windows: WindowSettings;
}

/** An image's windows, or why it has none. */
export type WindowsResult =
  { readonly windows: readonly ImageWindow[] } | { readonly problem: string };

export interface RankRequest {
  /** Names the descriptors. */
  readonly key: string;
  /** [rows, channels] */
  readonly descriptors: Float32Array;
  readonly rows: number;
  readonly scores: Float64Array;
  readonly clusters: number;
  readonly order: MemberOrder;
  /** Windows of highest score that take part; all where it is left out. */
  readonly keep?: number;
  /** Clusters the descriptors as they are. */
  readonly wholeDescriptors?: boolean;
  readonly seed: number;
  /** Class folder's name. */
  readonly name: string;
}

export interface RankResult {
  /** Windows in the order in which they are taken; those that take no part are not in it. */
  readonly list: Int32Array;
  /** Cluster of every window, -1 for one that takes no part. */
  readonly labels: Int32Array;
  readonly clusterCount: number;
}

export interface ScoreMapsRequest {
  readonly scored: ScoredDraws;
  readonly frame: ScoringFrame;
  readonly channels: number;
  readonly draws: number;
  readonly windows: WindowSettings;
}

/** Everything that the score view draws, at the frame's size. */
export interface ScoreMaps {
  readonly height: number;
  readonly width: number;
  readonly draws: number;
  /** D, its standard error and the two losses, [height, width] each. */
  readonly typicality: Float32Array;
  readonly standardError: Float32Array;
  readonly nullLoss: Float32Array;
  readonly labelLoss: Float32Array;
  readonly windows: readonly ImageWindow[];
}
