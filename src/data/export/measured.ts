/** What an export says of how its set trains: the part of an evaluation that goes into its card. */
import type { Protocol } from '../../core/training/protocol';

/** Mean and sample standard deviation over repeats, shares of 1. */
export interface MeasuredSpread {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** One training of one set. */
export interface MeasuredTraining {
  readonly seed: number;
  /** After the last epoch, 0 .. 1. */
  readonly accuracy: number;
  /** The best of all looks on the way. */
  readonly best: { readonly epoch: number; readonly accuracy: number };
}

export interface MeasuredSet {
  readonly id: string;
  readonly name: string;
  readonly kind: 'run' | 'random' | 'full' | 'folder';
  readonly imagesPerClass: number;
  /** What making the set took; null where that is not known. */
  readonly seconds: number | null;
  readonly trainings: readonly MeasuredTraining[];
  readonly accuracy: MeasuredSpread | null;
  readonly best: MeasuredSpread | null;
  /** Against random real images, repeat by repeat, shares of 1; the 95 % interval is null for one repeat. */
  readonly overRandom: {
    readonly mean: number;
    readonly interval: readonly [number, number] | null;
    readonly count: number;
  } | null;
  /** Why it could not be trained on. */
  readonly problem: string | null;
}

/** An evaluation, as `EvaluationReport` of src/run/evaluation has it. */
export interface Measurement {
  readonly protocol: Protocol;
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
