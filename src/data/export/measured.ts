/** What an export says of how its set trains: the part of an evaluation that goes into its card. */
import type { WeightKind } from '../../core/training/image-set';
import type { Protocol } from '../../core/training/protocol';

/** Mean and sample standard deviation over repeats, shares of 1. */
export interface MeasuredSpread {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** Repeat by repeat, shares of 1. */
export interface MeasuredDifference {
  readonly mean: number;
  /** 95 % of the mean; null for one repeat. */
  readonly interval: readonly [number, number] | null;
  readonly count: number;
}

/** One training of one set. */
export interface MeasuredTraining {
  readonly seed: number;
  /** After the last epoch, 0 .. 1. */
  readonly accuracy: number;
  /** The best of all looks on the way. */
  readonly best: { readonly epoch: number; readonly accuracy: number };
  /** What computed it, with its version; left out where that is not known. */
  readonly runtime?: string;
}

export interface MeasuredSet {
  readonly id: string;
  readonly name: string;
  readonly kind: 'run' | 'random' | 'full' | 'folder';
  readonly imagesPerClass: number;
  /** What its images count for in the loss. */
  readonly weights: WeightKind;
  /** How it is trained on: epochs and batch go by its size. */
  readonly protocol: Protocol;
  /** What all of its images took, without what comes before them; null where that is not known. */
  readonly seconds: number | null;
  readonly trainings: readonly MeasuredTraining[];
  readonly accuracy: MeasuredSpread | null;
  readonly best: MeasuredSpread | null;
  /** Against random real images. */
  readonly overRandom: MeasuredDifference | null;
  /** What is missing to all real images. */
  readonly belowFull: MeasuredDifference | null;
  /** A teacher's logits for its images: class by class as `folders` has them, a class's by their index. */
  readonly softLabels?: { readonly folders: readonly string[]; readonly logits: Float32Array };
  /** Why it could not be trained on. */
  readonly problem: string | null;
}

/** An evaluation, as `EvaluationReport` of src/run/evaluation has it. */
export interface Measurement {
  /** A network that gave soft labels, with its accuracy on the held-out images, 0 .. 1. */
  readonly teacher: { readonly accuracy: number } | null;
  readonly classes: readonly string[];
  readonly heldOut: { readonly split: string; readonly images: number; readonly leftOut: number };
  /** Processor and runtime that trained. */
  readonly backend: string;
  readonly sets: readonly MeasuredSet[];
}

/** An evaluation and the exported set in it. */
export interface MeasuredExport {
  readonly measurement: Measurement;
  /** Id of the exported set among the evaluation's. */
  readonly own: string;
}
