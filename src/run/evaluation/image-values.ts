/**
 * "Which images are worth their place?" Every repeat divides the set into two halves, class by class at
 * random, and trains on each with the same first weights: two trainings give a number for every image.
 *
 * With s = +-1 for the half that an image is in, centred in its class, and d the first half's accuracy
 * minus the second's, the mean of s d is (1 + 1/n) (odd n) or n/(n - 1) (even n) times what the image is
 * worth beyond the mean of its class's n images, where worths add up: inside a class, images of a half
 * stand in for each other, so that only this contrast can be told. The spread of s d over the repeats
 * gives its interval.
 */
import type { Control } from '../../core/call';
import { StillroomError } from '../../core/errors';
import { canonicalHash } from '../../core/formats/canonical-json';
import { randomStream } from '../../core/random/stream';
import type { ImageSet } from '../../core/training/image-set';
import { evaluateSets } from './evaluate-sets';
import type { TellEvaluation } from './events';
import type { EvaluationOrder, TrainingSet } from './order';
import type { EvaluationParts } from './plan';
import type { PairedDifference } from './report';
import { pairedDifference } from './statistics';

export interface ImageValue {
  /** Position among the set's images. */
  readonly image: number;
  readonly label: number;
  /** What accuracy gains by it in place of its class's mean image, in a set of half the size. */
  readonly value: PairedDifference;
}

export type ImageValuesOutcome =
  | { readonly kind: 'done'; readonly values: readonly ImageValue[] }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string };

/** As an evaluation's order, for one set; its repeats are pairs of halves. */
export type ImageValuesOrder = Omit<EvaluationOrder, 'sets' | 'robustness'> & {
  readonly set: TrainingSet;
};

/**
 * Which images are in the first half of a pair. Of a class with an odd number, chance decides which half
 * has one more.
 * @returns one flag an image
 * @throws StillroomError TooFewImages for a class of a single image
 */
export function firstHalf(labels: Uint16Array, seed: number, repeat: number): readonly boolean[] {
  const isFirst = Array.from({ length: labels.length }, () => false);
  for (const label of new Set(labels)) {
    const images = [...labels.keys()].filter((image) => labels[image] === label);
    if (images.length < 2) {
      throw new StillroomError(
        'TooFewImages',
        'A class of the set has one image, which no half can go without. Images have values in sets of at least two images a class.',
      );
    }
    const stream = randomStream({ seed: seed + repeat, image: label, purpose: 'image-halves' });
    const size = Math.floor((images.length + stream.integer(2)) / 2);
    for (let left = size; left > 0; left--) {
      const [image = 0] = images.splice(stream.integer(images.length), 1);
      isFirst[image] = true;
    }
  }
  return isFirst;
}

function partOf({ side, pixels, labels }: ImageSet, isIn: readonly boolean[]): ImageSet {
  const area = side * side * 3;
  const images = [...labels.keys()].filter((image) => isIn[image] === true);
  const part = new Uint8Array(images.length * area);
  images.forEach((image, i) =>
    part.set(pixels.subarray(image * area, (image + 1) * area), i * area),
  );
  return { side, pixels: part, labels: Uint16Array.from(images, (image) => labels[image] ?? 0) };
}

const HALVES = ['first', 'second'] as const;

function halfOf(set: TrainingSet, half: (typeof HALVES)[number], seed: number): TrainingSet {
  const isIn = (labels: Uint16Array, repeat: number) =>
    firstHalf(labels, seed, repeat).map((isFirst) => isFirst === (half === 'first'));
  return {
    id: half,
    name: `the ${half} half of ${set.name}`,
    // Halves are compared with each other, not with random images.
    kind: 'random',
    imagesPerClass: Math.max(1, Math.round(set.imagesPerClass / 2)),
    seconds: null,
    content: async (repeat, signal) =>
      canonicalHash({ of: await set.content(0, signal), half, seed: seed + repeat, repeat }),
    async images(repeat, side, signal) {
      const images = await set.images(0, side, signal);
      return partOf(images, isIn(images.labels, repeat));
    },
  };
}

/** @param gains of each repeat, the first half's accuracy minus the second's */
function contrasts(
  { labels }: ImageSet,
  gains: readonly number[],
  seed: number,
): readonly ImageValue[] {
  const halves = gains.map((_, repeat) => firstHalf(labels, seed, repeat));
  const sign = (half: readonly boolean[], image: number) => (half[image] === true ? 1 : -1);
  return Array.from(labels, (label, image) => {
    const own = [...labels.keys()].filter((other) => labels[other] === label);
    const n = own.length;
    const scale = n % 2 === 0 ? (n - 1) / n : n / (n + 1);
    const terms = gains.map((gain, repeat) => {
      const half = halves[repeat] ?? [];
      const mean = own.reduce((sum, other) => sum + sign(half, other), 0) / n;
      return scale * gain * (sign(half, image) - mean);
    });
    const value = pairedDifference(terms) ?? { mean: 0, interval: null, count: 0 };
    return { image, label, value };
  });
}

/**
 * Values of all images of a set, in its order; stopped and gone on with like any evaluation.
 * @param order two trainings a repeat; with fewer than about ten, intervals are wide
 */
export async function imageValues(
  parts: EvaluationParts,
  { set, ...order }: ImageValuesOrder,
  control: Control,
  tell: TellEvaluation,
): Promise<ImageValuesOutcome> {
  const sets = HALVES.map((half) => halfOf(set, half, order.seed));
  const outcome = await evaluateSets(parts, { ...order, sets }, control, tell);
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (outcome.kind === 'failed') return outcome;
  const [first, second] = outcome.report.sets;
  const message = first?.problem ?? second?.problem ?? null;
  if (first === undefined || second === undefined || message !== null) {
    return { kind: 'failed', message: message ?? 'The halves were not trained on.' };
  }
  const side = order.side ?? order.protocol.side;
  const images = await set.images(0, side, control.signal);
  const gains = first.trainings.map(
    ({ accuracy }, repeat) => accuracy - (second.trainings[repeat]?.accuracy ?? accuracy),
  );
  const values = contrasts(images, gains, order.seed);
  return { kind: 'done', values };
}
