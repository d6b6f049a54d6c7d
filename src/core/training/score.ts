import { StillroomError } from '../errors';

/** What a classifier got right: accuracy, by class and in all, and what it took for what. */
export interface Score {
  readonly images: number;
  readonly correct: number;
  /** correct / images, 0 .. 1. */
  readonly accuracy: number;
  /** Per class, 0 .. 1. */
  readonly classAccuracy: readonly number[];
  /** [classes, classes]: images of class row that were taken for class column. */
  readonly confusion: Uint32Array;
  /** 1 for an image that was named rightly, 0 for another, [images] in their order. */
  readonly right: Uint8Array;
  /** Mean cross-entropy. */
  readonly loss: number;
}

/** Counts predictions as logits come in. */
export class ScoreCount {
  readonly #classes: number;
  readonly #confusion: Uint32Array;
  readonly #right: number[] = [];
  #loss = 0;

  constructor(classes: number) {
    this.#classes = classes;
    this.#confusion = new Uint32Array(classes * classes);
  }

  /**
   * @param logits [labels.length, classes]; of equal logits the first class wins
   * @throws StillroomError NonFiniteOutput for a logit that is no number: nothing would be above it
   */
  add(logits: Float32Array, labels: ArrayLike<number>): void {
    const classes = this.#classes;
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] ?? 0;
      const own = logits.subarray(row * classes, (row + 1) * classes);
      if (!own.every(Number.isFinite)) {
        throw new StillroomError(
          'NonFiniteOutput',
          'The network gives numbers that are none: its training has diverged, and it has no accuracy. Lower the learning rate.',
        );
      }
      let best = 0;
      for (let c = 1; c < classes; c++) if ((own[c] ?? 0) > (own[best] ?? 0)) best = c;
      const cell = label * classes + best;
      this.#confusion[cell] = (this.#confusion[cell] ?? 0) + 1;
      this.#right.push(label === best ? 1 : 0);
      const largest = own[best] ?? 0;
      let sum = 0;
      for (const value of own) sum += Math.exp(value - largest);
      this.#loss += Math.log(sum) + largest - (own[label] ?? 0);
    }
  }

  result(): Score {
    const classes = this.#classes;
    let images = 0;
    let correct = 0;
    const classAccuracy = Array.from({ length: classes }, (_, label) => {
      const row = this.#confusion.subarray(label * classes, (label + 1) * classes);
      const total = row.reduce((sum, count) => sum + count, 0);
      const right = row[label] ?? 0;
      images += total;
      correct += right;
      return right / total;
    });
    return {
      images,
      correct,
      accuracy: correct / images,
      classAccuracy,
      confusion: this.#confusion.slice(),
      right: Uint8Array.from(this.#right),
      loss: this.#loss / images,
    };
  }
}
