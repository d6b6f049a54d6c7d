/**
 * An image's score as it is kept, and the windows that settings choose from it.
 *
 * What costs network calls is one thing, the losses of every draw on the latent grid; which windows
 * they lead to is another, a matter of milliseconds. So the losses are stored, the first n of them make
 * the score of n draws, and a moved slider for the window's size or number asks no model.
 */
import { boxMean, type WindowMeans } from './box-mean';
import { originalBox, type PixelRegion, type ScoringFrame } from './tiling';
import { TypicalityAccumulator } from './typicality';
import { upsampleBilinear } from './upsample';
import { chooseWindows, windowStandardError, type ScoredWindow } from './windows';

/** Losses of draws, in the order of the draws. */
export interface ScoredDraws {
  /** Cells of the (merged) latent grid. */
  readonly height: number;
  readonly width: number;
  /** [draws, 2, height, width]: the null prompt's loss, then the label's. */
  readonly losses: Float32Array;
}

export function drawCount({ height, width, losses }: ScoredDraws): number {
  return losses.length / (2 * height * width);
}

/**
 * The first `draws` draws, accumulated.
 * @param channels of the latents
 */
export function accumulated(scored: ScoredDraws, channels: number, draws = drawCount(scored)) {
  const { height, width, losses } = scored;
  const pixels = height * width;
  const whole = new TypicalityAccumulator(channels, height, width);
  for (let draw = 0; draw < Math.min(draws, drawCount(scored)); draw++) {
    const start = 2 * draw * pixels;
    whole.addLosses({
      nullPrompt: Float64Array.from(losses.subarray(start, start + pixels)),
      label: Float64Array.from(losses.subarray(start + pixels, start + 2 * pixels)),
    });
  }
  return whole;
}

export interface WindowSettings {
  /** Side of the windows as a share of the image's short side, above 0, to 1. */
  readonly share: number;
  /** How many of an image at most. */
  readonly count: number;
  /** Windows below this are not taken; minus infinity takes all. */
  readonly minimumScore: number;
}

export interface ImageWindow extends ScoredWindow {
  /** Of the score, over draws; 0 where the score is no mean of draws. */
  readonly standardError: number;
  /** Pixels of the original image. */
  readonly box: PixelRegion;
}

/** Side of a frame's windows in scored pixels, at least 1. */
export function windowSide(frame: ScoringFrame, share: number): number {
  return Math.max(1, Math.min(frame.resolution, Math.round(share * frame.resolution)));
}

/** Scores of all windows of an image. */
export function windowScores(
  scored: TypicalityAccumulator,
  { height, width }: ScoringFrame,
  side: number,
): WindowMeans {
  return boxMean(upsampleBilinear(scored.map(), height, width), height, width, side);
}

/**
 * The best windows of a scored image, best first.
 * @throws StillroomError BadImage for an image that is too small for its windows, BadParameter
 */
export function windowsByTypicality(
  scored: TypicalityAccumulator,
  frame: ScoringFrame,
  { share, count, minimumScore }: WindowSettings,
): ImageWindow[] {
  const side = windowSide(frame, share);
  const choice = { side, topK: count, minimumScore };
  return chooseWindows(windowScores(scored, frame, side), choice).map((window) => ({
    ...window,
    standardError: windowStandardError(scored, window, [frame.height, frame.width]),
    box: originalBox(frame, window),
  }));
}

/** Draws between two looks at the standard error. */
export const STOP_EVERY = 5;

/**
 * How many draws are enough: the first multiple of 5 at which the standard error of the best window
 * is down to `error`, or null. It depends on the draws alone, not on how many came at once.
 * @param error in units of loss
 */
export function enoughDraws(
  scored: ScoredDraws,
  channels: number,
  frame: ScoringFrame,
  { error, share }: { readonly error: number; readonly share: number },
): number | null {
  for (let draws = STOP_EVERY; draws <= drawCount(scored); draws += STOP_EVERY) {
    const part = accumulated(scored, channels, draws);
    const side = windowSide(frame, share);
    const [best] = chooseWindows(windowScores(part, frame, side), { side, topK: 1 });
    if (best === undefined) continue;
    if (windowStandardError(part, best, [frame.height, frame.width]) <= error) return draws;
  }
  return null;
}
