/** What a training tells while it runs, and what it comes to. */
import type { Score } from '../../core/training/score';
import type { TrainState } from '../../core/training/train-step';

/** Points of the curves. Epochs are counted from 1: after epoch 1, all images were seen once. */
export interface LossPoint {
  readonly epoch: number;
  /** Mean over the epoch's images, each before its update. */
  readonly loss: number;
  readonly learningRate: number;
}

export interface AccuracyPoint {
  readonly epoch: number;
  /** Of the held-out images, 0 .. 1. */
  readonly accuracy: number;
  /** Their mean cross-entropy. */
  readonly loss: number;
}

export interface TrainCurves {
  readonly losses: readonly LossPoint[];
  readonly accuracies: readonly AccuracyPoint[];
}

/** Everything that the rest of a training depends on. Plain arrays and numbers: it survives storage. */
export interface TrainCheckpoint {
  readonly seed: number;
  /** Epochs that are finished, and batches of the next one that are made. */
  readonly epoch: number;
  readonly batch: number;
  /** Of the epoch under way: sum over its images so far. */
  readonly lossSum: number;
  readonly state: TrainState;
  readonly curves: TrainCurves;
}

export type TrainEvent =
  | { readonly kind: 'epoch'; readonly point: LossPoint; readonly epochs: number }
  | { readonly kind: 'look'; readonly point: AccuracyPoint; readonly score: Score }
  | { readonly kind: 'checkpoint'; readonly checkpoint: TrainCheckpoint };

export interface TrainResult {
  /** After the last epoch. */
  readonly last: Score;
  /** The best of all looks: what the papers of IDC's family report. */
  readonly best: AccuracyPoint;
  readonly curves: TrainCurves;
}
