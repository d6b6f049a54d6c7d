/**
 * What is kept of runs. A run is a root: it names its classes by their hashes, each class lists its
 * finished images, each of those names an image by its key. What no root reaches is swept.
 *
 *     runs      <handle>                                      RunRecord
 *     finished  <class hash>/<provider>.<decoder>/<index>     FinishedImage
 *     images    <image key>                                   StoredImage
 *
 * A run's name is its hash, which is known when its last class is read; until then, and in storage,
 * the handle stands for it: a name that the place gives when the run is begun.
 */
import type { ManifestWindow } from '../../core/formats/manifest';
import type { Recipe } from '../../core/formats/recipe';
import type { StepRecord } from '../model/jobs';
import type { Backend, ImageKey } from '../recipe/image-key';

/** Raised when a record's shape changes: an older one is migrated or put aside, never read as if new. */
export const RECORDS_VERSION = 2;

export interface StoredImage {
  readonly version: typeof RECORDS_VERSION;
  readonly origin: 'generated' | 'real';
  /** The picture as a PNG file without texts: it is encoded once, and goes into exports as it is. */
  readonly png: Uint8Array;
  /** Side in pixels; pictures are square. */
  readonly side: number;
  /** Its scaled latent; null where only the picture came back with an export. */
  readonly latent: Float32Array | null;
  /** What making it took; 0 where that is not known. */
  readonly seconds: number;
  /** What computed it, with its version: "onnxruntime-web 1.30.0"; left out where that is not known. */
  readonly runtime?: string;
  readonly steps: readonly StepRecord[];
  /** The windows that it is put together from, where it is. */
  readonly windows?: readonly ManifestWindow[];
}

/** The real picture that stands behind a made one. */
export interface RealSource {
  /** Position among the class's readable pictures. */
  readonly image: number;
  /** Path in the collection. */
  readonly path: string;
}

/** An image's place in a class of a run. */
export interface FinishedImage {
  readonly folder: string;
  /** 0 to images per class - 1. */
  readonly index: number;
  readonly key: ImageKey;
  readonly core: RealSource | null;
  /** The share of its class that it stands for, 0 .. 1; left out where the method knows of none. */
  readonly share?: number;
}

export type RunState = 'unfinished' | 'done';

export interface RunRecord {
  readonly version: typeof RECORDS_VERSION;
  readonly handle: string;
  /** The run's name; null until its last class is read. */
  readonly hash: string | null;
  /** Of the collection, for people. */
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** With the fingerprints of the classes that are read so far. */
  readonly recipe: Recipe;
  /** Hashes by position in `recipe.classes`; null for a class that is not read yet. */
  readonly classHashes: readonly (string | null)[];
  readonly backend: Backend & { readonly threads: number };
  readonly state: RunState;
  /** Why classes have no or not all images, by folder. */
  readonly problems: readonly { readonly folder: string; readonly message: string }[];
}
