/**
 * What an evaluation is asked for: sets of images, each trained on several times under one protocol, and
 * measured on the same held-out images.
 */
import type { ImageSet, WeightKind } from '../../core/training/image-set';
import type { NetworkSpec } from '../../core/training/network';
import type { ProtocolPreset } from '../../core/training/protocol';
import type { NamedClass } from '../recipe/make-recipe';

/** Images that a classifier is trained on: a run's, random real ones, all of the collection. */
export interface TrainingSet {
  /** Unique in its evaluation: a run's handle, "random-10", "full". */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly kind: 'run' | 'random' | 'full' | 'folder';
  /** Mean over the classes, rounded: what the protocol's epochs go by. */
  readonly imagesPerClass: number;
  /** share: its images count for the shares of their classes, and not all alike. */
  readonly weights: WeightKind;
  /** Seconds that all of its images took, without what comes before them; null where that is not known. */
  readonly seconds: number | null;
  /** Names what a repeat trains on, at any side: equal names mean equal pixels, labels and weights. */
  content(repeat: number, signal: AbortSignal): Promise<string>;
  /**
   * @param side of the pictures in pixels
   * @throws StillroomError Aborted, TooFewImages, BadImage, PermissionDenied
   */
  images(repeat: number, side: number, signal: AbortSignal): Promise<ImageSet>;
}

/** Images that accuracy is measured on. */
export interface MeasuredOn {
  /** "the images of CoDA, IPC 10" */
  readonly name: string;
  readonly count: number;
  /** Names pixels and labels. */
  readonly content: string;
  /** At the side of the order. */
  images(signal: AbortSignal): Promise<ImageSet>;
}

export interface EvaluationOrder {
  /** Labels are positions in this list. */
  readonly classes: readonly NamedClass[];
  /** Sets that are compared; random real ones of the same sizes are added where they are missing. */
  readonly sets: readonly TrainingSet[];
  readonly protocol: ProtocolPreset;
  /** In place of the protocol's own. */
  readonly network?: NetworkSpec;
  readonly side?: number;
  /** Trainings of each set, from different first weights; from 1. */
  readonly repeats: number;
  /** Repeat r trains with seed + r and is paired with the random set of that seed. */
  readonly seed: number;
  /**
   * Trains every set without augmentation too, for DD-Ranking's augmentation-robust score: twice the
   * trainings.
   */
  readonly robustness?: boolean;
  /** In place of the collection's held-out images. */
  readonly measuredOn?: MeasuredOn;
}
