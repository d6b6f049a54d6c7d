/**
 * Random choices of one picture, in one of two styles.
 *
 * The *collection* draws within the ranges as they are written; the *broad* style, on which a model
 * can be trained, draws from the same ranges widened about their middle. Everything is made of uniform
 * numbers: exact on every engine.
 */
import type { RandomStream } from '../../../../src/core/random/stream';
import type { Triple } from './vector';

export type Style = 'collection' | 'broad';

const WIDENING: Readonly<Record<Style, number>> = { collection: 1, broad: 1.5 };
/** Colours stray further than shapes do: a wider range of sizes would tear objects apart. */
const COLOR_WIDENING: Readonly<Record<Style, number>> = { collection: 1, broad: 1.6 };

export class Draw {
  readonly style: Style;
  readonly #stream: RandomStream;
  readonly #width: number;

  constructor(stream: RandomStream, style: Style) {
    this.style = style;
    this.#stream = stream;
    this.#width = WIDENING[style];
  }

  /** A number around the middle of [low, high]; beyond its ends only in the broad style. */
  between(low: number, high: number): number {
    return (low + high) / 2 + (this.#stream.uniform() - 0.5) * (high - low) * this.#width;
  }

  chance(probability: number): boolean {
    return this.#stream.uniform() < probability;
  }

  /** An integer from `low` to `high`, both included, in either style. */
  integer(low: number, high: number): number {
    return low + this.#stream.integer(high - low + 1);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.#stream.integer(choices.length)] ?? choices[0];
  }

  /** The colour, each channel and the whole made brighter or darker by up to about `amount`. */
  near(base: Triple, amount = 0.12): Triple {
    const stray = amount * COLOR_WIDENING[this.style];
    const whole = 1 + this.between(-stray, stray);
    const channel = (value: number): number =>
      Math.min(1, Math.max(0, value * whole * (1 + this.between(-stray, stray) * 0.6)));
    return [channel(base[0]), channel(base[1]), channel(base[2])];
  }
}
