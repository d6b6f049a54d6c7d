/** What an evaluation comes to. Plain data: it survives storage and goes into exports. */
import type { WeightKind } from '../../core/training/image-set';
import type { Protocol } from '../../core/training/protocol';
import type { AccuracyPoint, TrainCurves } from '../training/events';

/** One training of one set. */
export interface TrainingOutcome {
  readonly repeat: number;
  readonly seed: number;
  /** Of the held-out images after the last epoch, 0 .. 1. */
  readonly accuracy: number;
  /** The best of all looks: what the papers of IDC's family report. */
  readonly best: AccuracyPoint;
  /** Per class after the last epoch, 0 .. 1. */
  readonly classAccuracy: readonly number[];
  /** [classes, classes]: images of class row that were taken for class column. */
  readonly confusion: Uint32Array;
  /**
   * 1 for an image that was named rightly, 0 for another, [images measured on] in their order; only where
   * the order says what to measure on.
   */
  readonly right?: Uint8Array;
  readonly curves: TrainCurves;
  /** Wall time of the training. */
  readonly seconds: number;
  /** What computed all of it, with its version: "onnxruntime-web 1.30.0"; left out where that is not known. */
  readonly runtime?: string;
}

/** Mean over repeats and sample standard deviation (0 for one value). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** A set against random real images of its size, repeat by repeat. */
export interface PairedDifference {
  /** Mean of the differences in accuracy, -1 .. 1: the improvement over random (IOR). */
  readonly mean: number;
  /** 95 % interval by Student's t; null for a single repeat, which has none. */
  readonly interval: readonly [number, number] | null;
  readonly count: number;
}

export interface SetReport {
  readonly id: string;
  readonly name: string;
  readonly kind: 'run' | 'random' | 'full' | 'folder';
  readonly imagesPerClass: number;
  /** What its images count for in the loss. */
  readonly weights: WeightKind;
  /** How this set is trained on: epochs and batch go by its size. */
  readonly protocol: Protocol;
  /** Seconds that all of its images took, without what comes before them; null where that is not known. */
  readonly seconds: number | null;
  /** Finished trainings by repeat. */
  readonly trainings: readonly TrainingOutcome[];
  /** After the last epoch; null before the first training has ended. */
  readonly accuracy: Spread | null;
  /** The best on the way. */
  readonly best: Spread | null;
  /** null for the random sets themselves and where no repeat is paired yet. */
  readonly overRandom: PairedDifference | null;
  /** The accuracy that is missing to all real images, paired (HLR); null where those were not trained on. */
  readonly belowFull: PairedDifference | null;
  /** The same trainings on images as they are; none unless the order asks for them. */
  readonly withoutAugmentation: readonly TrainingOutcome[];
  /** DD-Ranking's augmentation-robust score, a repeat each; null without `withoutAugmentation`. */
  readonly robustness: Spread | null;
  /** Of a run, where a teacher was trained. */
  readonly softLabels?: SoftLabels;
  /** Why the set cannot be trained on. */
  readonly problem: string | null;
}

/** A teacher's logits for a set's own pictures. */
export interface SoftLabels {
  /** Of the classes, in the order of the columns. */
  readonly folders: readonly string[];
  /** [images, classes]: class by class in that order, a class's images by their index. */
  readonly logits: Float32Array;
}

/** On what accuracy was measured. */
export interface HeldOutFacts {
  /** "val" beside train, or "10 % of each class by content". */
  readonly split: string;
  readonly images: number;
  /** Held-out images that are among a class's other images too, and so not used. */
  readonly leftOut: number;
}

/** A network that gave the targets, where labels are soft. */
export interface TeacherFacts {
  /** Of the held-out images, 0 .. 1. */
  readonly accuracy: number;
  readonly seconds: number;
}

export interface EvaluationReport {
  /** Of the first set; see each set's own for what goes by its size. */
  readonly protocol: Protocol;
  /** null with hard labels. */
  readonly teacher: TeacherFacts | null;
  /** Names of the classes by label. */
  readonly classes: readonly string[];
  readonly heldOut: HeldOutFacts;
  /** Processor and runtime that trained: "wasm", "webgpu". */
  readonly backend: string;
  readonly sets: readonly SetReport[];
}
