/**
 * The best windows of an image: greedy, best first, apart from each other, and how sure their scores
 * are.
 *
 * After a pick every window with |dy| <= k and |dx| <= k of it is dropped. This is diff-mining's rule,
 * and it is inclusive: windows that merely touch (a distance of exactly k) count as overlapping.
 * Equal scores are taken in reading order, so a model that returns one loss for everything gives the
 * upper left window, every time.
 */
import { StillroomError } from '../errors';
import type { WindowMeans } from './box-mean';
import { standardErrorAround, type TypicalityAccumulator } from './typicality';
import { axisInterpolation } from './upsample';

export interface ScoredWindow {
  /** Upper left corner in image pixels. */
  readonly y: number;
  readonly x: number;
  readonly side: number;
  /** Mean typicality inside; higher is more typical of the class. */
  readonly score: number;
}

export interface WindowChoice {
  /** Side k of the windows that the means were made with. */
  readonly side: number;
  /** How many at most. */
  readonly topK: number;
  /** Windows below this score are not taken; default none. */
  readonly minimumScore?: number;
}

/**
 * At most `topK` windows, best first.
 * @throws StillroomError BadParameter, NonFiniteOutput
 */
export function chooseWindows(means: WindowMeans, choice: WindowChoice): ScoredWindow[] {
  const { side, topK, minimumScore = Number.NEGATIVE_INFINITY } = choice;
  const { values, height, width } = means;
  if (!Number.isInteger(topK) || topK < 1 || !Number.isInteger(side) || side < 1) {
    throw new StillroomError(
      'BadParameter',
      `The ${topK} best windows of side ${side} were asked for; both must be whole numbers from 1 on.`,
      { topK, side },
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new StillroomError(
      'NonFiniteOutput',
      `The score of window ${bad} is ${values[bad] ?? 0}; windows can only be ranked by finite scores.`,
      { index: bad },
    );
  }
  const open = new Uint8Array(values.length).fill(1);
  const chosen: ScoredWindow[] = [];
  while (chosen.length < topK) {
    let best = -1;
    for (let at = 0; at < values.length; at++) {
      if (open[at] === 1 && (best < 0 || (values[at] ?? 0) > (values[best] ?? 0))) best = at;
    }
    const score = best < 0 ? Number.NaN : (values[best] ?? 0);
    if (!(score >= minimumScore)) break;
    const y = Math.floor(best / width);
    const x = best % width;
    chosen.push({ y, x, side, score });
    for (let row = Math.max(0, y - side); row <= Math.min(height - 1, y + side); row++) {
      const start = row * width;
      open.fill(0, start + Math.max(0, x - side), start + Math.min(width, x + side + 1));
    }
  }
  return chosen;
}

/** What share each source pixel of an axis has in the mean over output positions start..start+side-1. */
function axisShares(from: number, to: number, start: number, side: number): Float64Array {
  const { lower, upper, fraction } = axisInterpolation(from, to);
  const shares = new Float64Array(from);
  for (let i = start; i < start + side; i++) {
    const low = lower[i] ?? 0;
    const high = upper[i] ?? 0;
    const part = fraction[i] ?? 0;
    shares[low] = (shares[low] ?? 0) + (1 - part) / side;
    shares[high] = (shares[high] ?? 0) + part / side;
  }
  return shares;
}

/**
 * The standard error of a window's score over the draws so far. Upsampling and box mean are linear
 * and separable, so a draw's score of the window is a weighted sum over its latent map.
 * @param imageSize [height, width] that the map was upsampled to
 * @returns infinity with a single draw
 * @throws StillroomError BadParameter when the window leaves the image
 */
export function windowStandardError(
  scored: TypicalityAccumulator,
  window: Pick<ScoredWindow, 'y' | 'x' | 'side'>,
  imageSize: readonly [number, number],
): number {
  const [imageHeight, imageWidth] = imageSize;
  const { y, x, side } = window;
  if (!(y >= 0 && x >= 0 && y + side <= imageHeight && x + side <= imageWidth && side >= 1)) {
    throw new StillroomError(
      'BadParameter',
      `The window of side ${side} at (${y}, ${x}) leaves the image of ${imageHeight} x ${imageWidth}.`,
      { y, x, side },
    );
  }
  const down = axisShares(scored.height, imageHeight, y, side);
  const across = axisShares(scored.width, imageWidth, x, side);
  const scores = scored.draws.map((draw) => {
    let sum = 0;
    for (let r = 0, at = 0; r < scored.height; r++) {
      for (let c = 0; c < scored.width; c++, at++) {
        sum += (down[r] ?? 0) * (across[c] ?? 0) * (draw[at] ?? 0);
      }
    }
    return sum;
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return standardErrorAround(scores, mean);
}
