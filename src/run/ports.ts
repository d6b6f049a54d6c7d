/**
 * What the work needs of the place where it is done. The page brings threads, file handles and
 * IndexedDB, Node brings its own, tests bring memory. The order of the work, in this room, is the same
 * everywhere: functions return values and tell events, and nobody here knows a store, a worker or a
 * disk.
 */
import type { Control } from '../core/call';
import type { ShownPicture } from '../core/equal-pictures';
import type { Condition } from '../core/diffusion/condition';
import type { ImageUse } from '../core/framing';
import type { DistributionReport } from '../core/metrics/distribution-metrics';
import type { NearImage } from '../core/metrics/nearest-real';
import type { Neighbours } from '../core/linalg/select-nearest';
import type { PackDescription } from '../core/formats/pack';
import type { Picture } from '../core/picture';
import type { SampleJob } from '../core/sampling/sample-request';
import type { PixelRegion } from '../core/scoring/tiling';
import type { ImageSet } from '../core/training/image-set';
import type { NetworkSpec } from '../core/training/network';
import type { TrainSettings } from '../core/training/protocol';
import type { RepresentativeImages } from '../methods/find-targets';
import type { ClassTargets, TargetRequest } from '../methods/targets';
import type {
  ClusterRequest,
  ClusterResult,
  FollowingRequest,
  FollowingResult,
  KnownModes,
  Points,
  RankRequest,
  RankResult,
  ReduceRequest,
  ScoreMaps,
  ScoreMapsRequest,
  WindowsRequest,
  WindowsResult,
} from './analysis/requests';
import type { DescribeJob, SampledImage, ScoreJob, StepEvent } from './model/jobs';
import type { PreviewEvent, PreviewLane } from './model/preview/previewer';
import type { WindowDescriptors } from './model/scoring/describe-windows';
import type { ScoreUpdate } from './model/scoring/score-images';
import type { TrainCheckpoint, TrainEvent, TrainResult } from './training/events';

export type { Picture } from '../core/picture';
export type { Entry, Storage, StorageUsage, Table } from '../core/storage';

/** A readable picture of a class. */
export interface ReadImage extends ShownPicture {
  /** The class. */
  readonly folder: string;
  /** Path in the collection; unique in its class. */
  readonly path: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, resized from its original pixels. */
export interface RegionRequest {
  /** In pixels of the upright original. */
  readonly box: PixelRegion;
  readonly width: number;
  readonly height: number;
}

/** The classes' pictures. */
export interface ClassSource extends ImageUse {
  /** What decodes pictures, and its framing: part of every image's key. "browser", "sharp-squash". */
  readonly decoder: string;
  /**
   * The different readable pictures of a class in their order, decoded and hashed once, however often it is
   * asked for: of equal ones the first. An abort ends the wait; the reading may go on for others.
   * @throws StillroomError Aborted, PermissionDenied, BadParameter for a class that is not there
   */
  read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]>;
  /**
   * The different readable pictures of a class that are held out, in their order: `read` has none of them.
   * @throws StillroomError Aborted, PermissionDenied, BadParameter for a class that is not there
   */
  heldOut(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]>;
  /**
   * How many images of a class's folder for evaluation `heldOut` leaves out, since the class is distilled
   * from an equal picture or the folder has it twice.
   * @throws as `heldOut`
   */
  leftOut(folder: string, signal: AbortSignal): Promise<number>;
  /**
   * Pictures as the model sees them, in order.
   * @returns RGB bytes, [side, side, 3] each
   * @throws StillroomError Aborted, BadImage, PermissionDenied
   */
  pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** @returns RGB bytes, [height, width, 3] a request */
  regions(
    image: ReadImage,
    requests: readonly RegionRequest[],
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>[]>;
}

/** One training of a classifier. */
export interface TrainJob {
  readonly network: NetworkSpec;
  readonly settings: TrainSettings;
  readonly train: ImageSet;
  readonly heldOut: ImageSet;
  /** Names by label, for sentences. */
  readonly classes: readonly string[];
  /** Of first weights, order and augmentation. */
  readonly seed: number;
  /** A trained network that gives the targets, where the settings ask for one. */
  readonly teacher?: { readonly network: NetworkSpec; readonly weights: Float32Array };
  /** Goes on from here instead of from the start. */
  readonly from?: TrainCheckpoint;
}

/** A trained network, and pictures that it is asked about as they are. */
export interface AskJob {
  readonly network: NetworkSpec;
  readonly weights: Float32Array;
  readonly images: ImageSet;
  readonly classes: number;
}

/** What training costs in a place, measured. */
export interface TrainSpeed {
  /** Seconds of one step with a whole batch. */
  readonly step: number;
  /** Seconds an image of a look at the held-out images. */
  readonly look: number;
}

/** What trains classifiers: one training at a time. */
export interface Trainer {
  /** "wasm", "webgpu". */
  readonly backend: string;
  /** What computes, with its version: "onnxruntime-web 1.30.0"; left out where it does not say. */
  readonly runtime?: string;
  /**
   * A stop is heard between two steps, after a checkpoint was told; a pause is heard there too.
   * @throws StillroomError Aborted, TooFewImages, BadParameter, ShapeMismatch, NonFiniteOutput,
   *   DeviceLost, OutOfMemory, WorkerLost
   */
  train(
    job: TrainJob,
    control: Control,
    onEvent: (event: TrainEvent) => void,
  ): Promise<TrainResult & { readonly weights: Float32Array }>;
  /** Measures a few steps and a look of a training. */
  probe(job: TrainJob, signal: AbortSignal): Promise<TrainSpeed>;
  /** @returns [images, classes] */
  logits(job: AskJob, signal: AbortSignal): Promise<Float32Array>;
}

/** RGB pictures as PNG files, and back. */
export interface Pictures {
  /** The same bytes everywhere. */
  encodePng(picture: Picture, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws StillroomError BadImage for a file that `encodePng` did not write */
  decodePng(file: Uint8Array, signal?: AbortSignal): Promise<Picture>;
  /**
   * The same square picture at a smaller side, in pixels.
   * @throws StillroomError as `decodePng`, and BadParameter for a side above its own
   */
  reducePng(file: Uint8Array, side: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** What is loaded, for as long as a `Model` lives. */
export interface LoadedModel {
  readonly pack: PackDescription;
  /** SHA-256 of pack.json. */
  readonly packHash: string;
  readonly backend: {
    /** "wasm", "webgpu", "cpu", "cuda": part of every image's key. */
    readonly kind: string;
    readonly threads: number;
    /** What computes, with its version: "onnxruntime-web 1.30.0"; left out where it does not say. */
    readonly runtime?: string;
  };
  /** Side in pixels of the tiles in which images are decoded; left out where they are decoded whole. */
  readonly tileSide?: number;
}

/**
 * One loaded model on one backend. It stays what it is: after another model is chosen, its calls are
 * rejected with ModelChanged. A thread behind it that broke is started again by the next call.
 */
export interface Model {
  readonly loaded: LoadedModel;
  /**
   * Conditions of prompts, in their order.
   * @throws StillroomError BadParameter for a class that the model does not know
   */
  makeConditions(prompts: readonly string[], signal?: AbortSignal): Promise<readonly Condition[]>;
  /**
   * @param pixels RGB bytes of `count` pictures; the array may be given away
   * @throws StillroomError Unsupported for a model without an image encoder
   */
  encode(
    pixels: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<Float32Array>;
  /**
   * The posterior's means and standard deviations, [count, 2, channels, height, width].
   * @param pixels as of `encode`
   * @throws StillroomError Unsupported for an encoder that gives the mean alone
   */
  posterior(
    pixels: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<Float32Array>;
  /**
   * Samples and decodes a batch. A stop is heard at its next step.
   * @throws StillroomError Aborted, NonFiniteOutput, DeviceLost, OutOfMemory, WorkerLost, ModelChanged
   */
  sample(
    job: SampleJob,
    control: Control,
    onStep: (event: StepEvent) => void,
  ): Promise<readonly SampledImage[]>;
  /** Scores images; every finished one is told as it comes, and returned at the end. */
  score(
    job: ScoreJob,
    control: Control,
    onUpdate: (update: ScoreUpdate) => void,
  ): Promise<readonly ScoreUpdate[]>;
  /** Describes windows, image by image. */
  describe(
    job: DescribeJob,
    control: Control,
    onFound: (found: WindowDescriptors) => void,
  ): Promise<readonly WindowDescriptors[]>;
  /** Draws a preview; what it tells until a stop is heard still arrives. */
  preview(
    lane: PreviewLane,
    job: SampleJob,
    signal: AbortSignal,
    onEvent: (event: PreviewEvent) => void,
  ): Promise<void>;
}

/** The arithmetic over whole classes: it asks no network. */
export interface Analysis {
  /** Classes that it can be asked about at once to any use, from 1; what is more waits. */
  readonly width: number;
  /** Standardises the points and finds their exact neighbours, each point first among its own. */
  neighbours(points: Points, k: number, signal: AbortSignal): Promise<Neighbours>;
  /** UMAP. @param onShare share done, 0 to 1 */
  reduce(
    request: ReduceRequest,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<Float32Array>;
  /** HDBSCAN and cores; equal `points.key` mean equal points, whose density tree is kept. */
  cluster(request: ClusterRequest, signal: AbortSignal): Promise<ClusterResult>;
  targets(
    request: TargetRequest,
    latents: Points,
    options: { readonly seed: number; readonly name: string },
    cores: RepresentativeImages | null,
    signal: AbortSignal,
  ): Promise<ClassTargets>;
  /** How a set stands to its class, both as latents. */
  metrics(
    real: Points,
    fake: Points,
    modes: KnownModes | null,
    signal: AbortSignal,
  ): Promise<DistributionReport>;
  /** The real images nearest to a picture. @param picture as one row of `real` @param count at most */
  nearest(
    real: Points,
    picture: Float32Array,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly NearImage[]>;
  /** Whether pictures follow their cores, and how large they are, in one space. */
  following(request: FollowingRequest, signal: AbortSignal): Promise<FollowingResult>;
  windows(request: WindowsRequest, signal: AbortSignal): Promise<readonly WindowsResult[]>;
  /** Ranks windows. Descriptors travel once: equal keys mean equal ones. */
  rank(request: RankRequest, signal: AbortSignal): Promise<RankResult>;
  scoreMaps(request: ScoreMapsRequest, signal: AbortSignal): Promise<ScoreMaps>;
}
