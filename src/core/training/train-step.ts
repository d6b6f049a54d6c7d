/**
 * The port between the order of a training (`src/run/training`) and whatever computes its steps
 * (`src/runtime/training`): one network in training, its weights and its optimiser's moments.
 */

/** Images that one step sees, already augmented and normalised. */
export interface TrainBatch {
  readonly rows: number;
  /** [rows, 3, side, side] */
  readonly pixels: Float32Array;
  /** [rows, classes]; rows sum to 1. */
  readonly targets: Float32Array;
  /** [rows]; the loss is the sum of weight times the image's loss, so 1 / rows each for a plain mean. */
  readonly weights: Float32Array;
}

/** Everything that the next step depends on beside its batch. */
export interface TrainState {
  /** Steps made. */
  readonly step: number;
  /** Flat, as `parameterLayout` places them. */
  readonly weights: Float32Array;
  /** Flat vectors of the optimiser: momentum, or AdamW's two means. */
  readonly moments: readonly Float32Array[];
}

/** A network that gives logits. */
export interface Classifier {
  readonly classes: number;
  /** Pixels a side of its input. */
  readonly side: number;
  /**
   * @param pixels [rows, 3, side, side], normalised
   * @returns [rows, classes]
   */
  logits(pixels: Float32Array, rows: number): Promise<Float32Array>;
}

export interface TrainStep extends Classifier {
  /**
   * One optimiser step.
   * @returns the loss before the update
   * @throws StillroomError NonFiniteOutput when the loss is no number: the rate is too high
   */
  step(batch: TrainBatch, learningRate: number): Promise<number>;
  /** A copy of the state. */
  exportState(): Promise<TrainState>;
  /** @throws StillroomError ShapeMismatch when it belongs to another network or optimiser */
  importState(state: TrainState): Promise<void>;
  dispose(): Promise<void>;
}
