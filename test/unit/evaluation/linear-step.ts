/**
 * A train step in a few lines: softmax regression on the mean colour of an image. It learns, depends on
 * its whole state, and is over in microseconds, so that tests of the order of evaluations can train a lot.
 */
import type { TrainBatch, TrainState, TrainStep } from '../../../src/core/training/train-step';
import type { StepOptions } from '../../../src/run/training/functions';

const FEATURES = 4;

export class LinearStep implements TrainStep {
  readonly classes: number;
  readonly side: number;
  #weights: Float32Array;
  #momentum: Float32Array;
  #step = 0;

  constructor({ network, weights }: StepOptions) {
    this.classes = network.classes;
    this.side = network.side;
    const size = FEATURES * this.classes;
    this.#weights = weights.slice(0, size);
    this.#momentum = new Float32Array(size);
  }

  #features(pixels: Float32Array, row: number): number[] {
    const area = this.side * this.side;
    const means = [0, 1, 2].map((c) => {
      const from = (row * 3 + c) * area;
      return pixels.subarray(from, from + area).reduce((a, b) => a + b, 0) / area;
    });
    return [...means, 1];
  }

  #logits(features: readonly number[]): number[] {
    return Array.from({ length: this.classes }, (_, c) =>
      features.reduce((sum, x, f) => sum + x * (this.#weights[c * FEATURES + f] ?? 0), 0),
    );
  }

  step({ rows, pixels, targets, weights }: TrainBatch, learningRate: number): Promise<number> {
    const gradient = new Float32Array(this.#weights.length);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const features = this.#features(pixels, row);
      const logits = this.#logits(features);
      const total = Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
      logits.forEach((logit, c) => {
        const target = targets[row * this.classes + c] ?? 0;
        const weight = weights[row] ?? 0;
        loss += weight * target * (total - logit);
        const slope = weight * (Math.exp(logit - total) - target);
        features.forEach((x, f) => {
          gradient[c * FEATURES + f] = (gradient[c * FEATURES + f] ?? 0) + slope * x;
        });
      });
    }
    gradient.forEach((slope, i) => {
      this.#momentum[i] = 0.9 * (this.#momentum[i] ?? 0) + slope;
      this.#weights[i] = (this.#weights[i] ?? 0) - learningRate * (this.#momentum[i] ?? 0);
    });
    this.#step += 1;
    return Promise.resolve(loss);
  }

  logits(pixels: Float32Array, rows: number): Promise<Float32Array> {
    const all = Array.from({ length: rows }, (_, row) => this.#logits(this.#features(pixels, row)));
    return Promise.resolve(Float32Array.from(all.flat()));
  }

  exportState(): Promise<TrainState> {
    return Promise.resolve({
      step: this.#step,
      weights: this.#weights.slice(),
      moments: [this.#momentum.slice()],
    });
  }

  importState({ step, weights, moments }: TrainState): Promise<void> {
    this.#step = step;
    this.#weights = weights.slice();
    this.#momentum = moments[0]?.slice() ?? this.#momentum;
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
