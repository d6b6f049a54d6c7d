/**
 * What the typicality score is compared with: windows and prompts that know less.
 *
 *   random windows    anywhere in the image
 *   centre crop       the middle
 *   permuted prompt   another class's label: the score must collapse, or it measures something else
 *   entropy           windows with the most to see, by the entropy of their grey values, no model
 */
import { StillroomError } from '../errors';
import { randomStream } from '../random/stream';
import { boxMean, type WindowMeans } from './box-mean';
import type { ScoringFrame } from './tiling';
import type { ScoredWindow } from './windows';

/** Tries a random window gets to lie apart from those before it. */
const TRIES = 32;

/**
 * Windows at random places that do not overlap, with random scores in [0, 1), so that a ranking of
 * them is random too. Fewer than `count` where they do not fit.
 * @param image the image's own name, keys the numbers
 */
export function randomWindows(
  frame: ScoringFrame,
  { side, count, seed, image }: { side: number; count: number; seed: number; image: string },
): ScoredWindow[] {
  const random = randomStream({ seed, name: image, purpose: 'random-windows' });
  const chosen: ScoredWindow[] = [];
  for (let tries = 0; chosen.length < count && tries < TRIES * count; tries++) {
    const y = random.integer(frame.height - side + 1);
    const x = random.integer(frame.width - side + 1);
    const score = random.uniform();
    const apart = chosen.every((one) => Math.max(Math.abs(one.y - y), Math.abs(one.x - x)) > side);
    if (apart) chosen.push({ y, x, side, score });
  }
  return chosen.sort((a, b) => b.score - a.score);
}

/** The middle of the image, with a random score in [0, 1). */
export function centreWindow(
  frame: ScoringFrame,
  { side, seed, image }: { side: number; seed: number; image: string },
): ScoredWindow {
  const random = randomStream({ seed, name: image, purpose: 'centre-window' });
  return {
    y: Math.floor((frame.height - side) / 2),
    x: Math.floor((frame.width - side) / 2),
    side,
    score: random.uniform(),
  };
}

/**
 * For each of n classes another one, whose prompt it is scored with: a random cycle, so that nobody
 * keeps its own and nobody is taken twice.
 * @throws StillroomError BadParameter for fewer than two classes
 */
export function permutedClasses(count: number, seed: number): Int32Array {
  if (count < 2) {
    throw new StillroomError(
      'BadParameter',
      'A permuted prompt needs at least two classes. Include another class, or choose another control.',
      { count },
    );
  }
  const cycle = randomStream({ seed, purpose: 'permuted-prompt' }).permutation(count);
  const other = new Int32Array(count);
  cycle.forEach((own, i) => {
    other[own] = cycle[(i + 1) % count] ?? 0;
  });
  return other;
}

/** Levels that grey values are counted in. */
const LEVELS = 32;

/**
 * Entropy of the grey values of every window, in bits (0 for one grey, 5 at most).
 * @param pixels RGB bytes, [height, width, 3]
 */
export function windowEntropy(
  pixels: Uint8Array,
  height: number,
  width: number,
  side: number,
): WindowMeans {
  const levels = Uint8Array.from({ length: height * width }, (_, i) => {
    const [r = 0, g = 0, b = 0] = pixels.subarray(3 * i, 3 * i + 3);
    // Rec. 601 luma, the grey of JPEG files.
    return Math.min(LEVELS - 1, Math.floor((0.299 * r + 0.587 * g + 0.114 * b) / (256 / LEVELS)));
  });
  const outHeight = height - side + 1;
  const outWidth = width - side + 1;
  const values = new Float64Array(Math.max(0, outHeight * outWidth));
  for (const level of new Set(levels)) {
    const here = Float64Array.from(levels, (one) => (one === level ? 1 : 0));
    const shares = boxMean(here, height, width, side).values;
    shares.forEach((share, i) => {
      if (share > 0) values[i] = (values[i] ?? 0) - share * Math.log2(share);
    });
  }
  return { values, height: outHeight, width: outWidth };
}
