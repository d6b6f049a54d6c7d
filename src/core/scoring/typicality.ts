/**
 * Typicality: where in an image the label explains the noise, stage I of the diffusion-driven
 * selection (arXiv 2412.09959), reconstructed on the scoring it grew from (diff-mining, arXiv
 * 2408.02752, whose code fixes the details):
 *
 *     L_null(u) = (eps(x_t, t, null) - noise)^2,   L_c(u) = (eps(x_t, t, c) - noise)^2
 *     D(u) = mean over draws and channels of ( L_null(u) - L_c(u) )
 *
 * with the same noise and t for both prompts. Positive where the class's prompt predicts better.
 * Draws arrive one at a time and the map is a running mean, so that a page can show it early and stop
 * when its standard error is small. The standard error is over draws: channels and pixels of one draw
 * share their noise and are no independent evidence. Unlike the official code nothing is rounded to
 * float16 on the way.
 */
import { StillroomError } from '../errors';

export interface TypicalityDraw {
  /** [channels, height, width], all three of the same length. */
  readonly noise: ArrayLike<number>;
  readonly epsNull: ArrayLike<number>;
  readonly epsCond: ArrayLike<number>;
}

/** A map on the latent grid, [height, width]. */
export interface LatentMap {
  readonly values: Float64Array;
  readonly height: number;
  readonly width: number;
}

/** One draw's two losses, mean over channels, a latent map each. */
export interface DrawLosses {
  readonly nullPrompt: Float64Array;
  readonly label: Float64Array;
}

/**
 * The losses of one draw over `pixels` latent pixels.
 * @throws StillroomError ShapeMismatch when the three arrays do not hold whole channels of one length
 */
export function drawLosses(
  { noise, epsNull, epsCond }: TypicalityDraw,
  channels: number,
  pixels: number,
): DrawLosses {
  const length = channels * pixels;
  if (noise.length !== length || epsNull.length !== length || epsCond.length !== length) {
    throw new StillroomError(
      'ShapeMismatch',
      `A draw of ${noise.length}, ${epsNull.length} and ${epsCond.length} numbers does not fit latents of ${length}.`,
      { expected: length },
    );
  }
  const nullPrompt = new Float64Array(pixels);
  const label = new Float64Array(pixels);
  for (let i = 0, pixel = 0; i < length; i++, pixel = pixel + 1 === pixels ? 0 : pixel + 1) {
    const target = noise[i] ?? 0;
    nullPrompt[pixel] = (nullPrompt[pixel] ?? 0) + ((epsNull[i] ?? 0) - target) ** 2;
    label[pixel] = (label[pixel] ?? 0) + ((epsCond[i] ?? 0) - target) ** 2;
  }
  for (let i = 0; i < pixels; i++) {
    nullPrompt[i] = (nullPrompt[i] ?? 0) / channels;
    label[i] = (label[i] ?? 0) / channels;
  }
  return { nullPrompt, label };
}

export class TypicalityAccumulator {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly #draws: Float64Array[] = [];
  readonly #nullSum: Float64Array;
  readonly #condSum: Float64Array;

  /** For draws of [channels, height, width]. */
  constructor(channels: number, height: number, width: number) {
    if (!(channels >= 1 && height >= 1 && width >= 1)) {
      throw new StillroomError(
        'ShapeMismatch',
        `A latent of ${channels} x ${height} x ${width} has no pixels to score.`,
        { channels, height, width },
      );
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.#nullSum = new Float64Array(height * width);
    this.#condSum = new Float64Array(height * width);
  }

  get drawCount(): number {
    return this.#draws.length;
  }

  /** One draw's difference of losses, mean over channels, a map each; for errors of windows. */
  get draws(): readonly Float64Array[] {
    return this.#draws;
  }

  /**
   * Takes one draw in.
   * @throws StillroomError ShapeMismatch, NonFiniteOutput; the accumulator is then unchanged
   */
  add(draw: TypicalityDraw): void {
    this.addLosses(drawLosses(draw, this.channels, this.height * this.width));
  }

  /**
   * Takes one draw in whose losses are computed already: of an image in tiles, or from storage.
   * @throws StillroomError ShapeMismatch, NonFiniteOutput; the accumulator is then unchanged
   */
  addLosses({ nullPrompt, label }: DrawLosses): void {
    const pixels = this.height * this.width;
    if (nullPrompt.length !== pixels || label.length !== pixels) {
      throw new StillroomError(
        'ShapeMismatch',
        `Losses of ${nullPrompt.length} and ${label.length} pixels do not fit a map of ${pixels}.`,
        { expected: pixels },
      );
    }
    const difference = nullPrompt.map((loss, i) => loss - (label[i] ?? 0));
    const bad = difference.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new StillroomError(
        'NonFiniteOutput',
        `The model's noise prediction is not finite at latent pixel ${bad}; its score would be NaN.`,
        { pixel: bad },
      );
    }
    for (let i = 0; i < pixels; i++) {
      this.#nullSum[i] = (this.#nullSum[i] ?? 0) + (nullPrompt[i] ?? 0);
      this.#condSum[i] = (this.#condSum[i] ?? 0) + (label[i] ?? 0);
    }
    this.#draws.push(difference);
  }

  /**
   * D so far.
   * @throws StillroomError BadParameter before the first draw
   */
  map(): LatentMap {
    this.#requireDraws();
    const values = new Float64Array(this.height * this.width);
    for (const draw of this.#draws) {
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + (draw[i] ?? 0);
    }
    return this.#grid(values.map((sum) => sum / this.drawCount));
  }

  /**
   * Standard error of D at every pixel: the spread of the draws over the root of their number.
   * Infinite with a single draw, which says nothing about its own error.
   * @throws StillroomError BadParameter before the first draw
   */
  standardError(): LatentMap {
    const mean = this.map().values;
    return this.#grid(
      mean.map((centre, i) =>
        standardErrorAround(
          this.#draws.map((draw) => draw[i] ?? 0),
          centre,
        ),
      ),
    );
  }

  /**
   * The two mean losses so far, of the null prompt and of the label.
   * @throws StillroomError BadParameter before the first draw
   */
  losses(): { readonly nullPrompt: LatentMap; readonly label: LatentMap } {
    this.#requireDraws();
    return {
      nullPrompt: this.#grid(this.#nullSum.map((sum) => sum / this.drawCount)),
      label: this.#grid(this.#condSum.map((sum) => sum / this.drawCount)),
    };
  }

  #grid(values: Float64Array): LatentMap {
    return { values, height: this.height, width: this.width };
  }

  #requireDraws(): void {
    if (this.#draws.length > 0) return;
    throw new StillroomError('BadParameter', 'There is no typicality before the first draw.', {});
  }
}

/** Standard error of the mean of some values, infinite for one value. */
export function standardErrorAround(values: readonly number[], mean: number): number {
  const n = values.length;
  if (n < 2) return Number.POSITIVE_INFINITY;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (n - 1) / n);
}
