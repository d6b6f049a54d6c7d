/**
 * The windows of one image under a plan: by typicality, or by one of the controls.
 */
import { centreWindow, randomWindows, windowEntropy } from '../../core/scoring/controls';
import {
  accumulated,
  enoughDraws,
  windowsByTypicality,
  windowSide,
  type ImageWindow,
  type ScoredDraws,
  type WindowSettings,
} from '../../core/scoring/image-score';
import { originalBox, type ScoringFrame } from '../../core/scoring/tiling';
import { chooseWindows, type ScoredWindow } from '../../core/scoring/windows';
import { StillroomError } from '../../core/errors';
import type { WindowScoring, WindowVariant } from './plan';

/** What the windows of an image are chosen from. */
export interface WindowSource {
  /** The image's own name, its hash. */
  readonly id: string;
  readonly frame: ScoringFrame;
  /** Its losses, for the variants that score by them. */
  readonly scored: ScoredDraws | null;
  /** Its pixels at the frame's size, RGB, for the variant that looks at them. */
  readonly pixels: Uint8Array | null;
}

/** True for the variants that ask the model for losses. */
export function scoresByModel(variant: WindowVariant): boolean {
  return variant === 'typicality' || variant === 'permuted-prompt';
}

/**
 * How many of an image's draws its score is made of.
 * @param channels of the latents
 */
export function drawsUsed(
  scored: ScoredDraws,
  channels: number,
  frame: ScoringFrame,
  { draws, stopError }: WindowScoring,
  share: number,
): number {
  const stop = { error: stopError, share };
  const enough = stopError > 0 ? enoughDraws(scored, channels, frame, stop) : null;
  return Math.min(enough ?? draws, draws);
}

/**
 * An image's windows, best first.
 * @throws StillroomError BadImage for an image that is too small, BadParameter
 */
export function windowsOf(
  { id, frame, scored, pixels }: WindowSource,
  channels: number,
  scoring: WindowScoring,
  settings: WindowSettings,
): ImageWindow[] {
  const { variant, seed } = scoring;
  const { share, count, minimumScore } = settings;
  const side = windowSide(frame, share);
  const placed = (windows: readonly ScoredWindow[]): ImageWindow[] =>
    windows.map((window) => ({ ...window, standardError: 0, box: originalBox(frame, window) }));
  switch (variant) {
    case 'typicality':
    case 'permuted-prompt': {
      if (scored === null) throw missing(id, 'scored');
      const draws = drawsUsed(scored, channels, frame, scoring, share);
      return windowsByTypicality(accumulated(scored, channels, draws), frame, settings);
    }
    case 'random-windows':
      return placed(randomWindows(frame, { side, count, seed, image: id }));
    case 'centre-crop':
      return placed([centreWindow(frame, { side, seed, image: id })]);
    case 'entropy': {
      if (pixels === null) throw missing(id, 'read');
      const means = windowEntropy(pixels, frame.height, frame.width, side);
      return placed(chooseWindows(means, { side, topK: count, minimumScore }));
    }
    default:
      return variant satisfies never;
  }
}

function missing(id: string, what: string): StillroomError {
  return new StillroomError('BadParameter', `Image ${id} was not ${what} yet.`, { image: id });
}
