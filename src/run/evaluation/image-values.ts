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
import { randomStream } from '../../core/random/stream';
import type { ImageSet } from '../../core/training/image-set';
import { evaluateSets } from './evaluate-sets';
import type { Failed, TellEvaluation } from './events';
import { keptReport } from './kept-report';
import type { EvaluationOrder, TrainingSet } from './order';
import type { EvaluationParts } from './plan';
import type { EvaluationReport, PairedDifference } from './report';
import { partOfSet } from './sets/part-of-set';
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
  | Failed;

/** As an evaluation's order, for one set; its repeats are pairs of halves. */
export type ImageValuesOrder = Omit<EvaluationOrder, 'sets' | 'robustness' | 'measuredOn'> & {
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

const HALVES = ['first', 'second'] as const;

function halfOf(set: TrainingSet, half: (typeof HALVES)[number], seed: number): TrainingSet {
  return partOfSet(set, {
    id: half,
    name: `the ${half} half of ${set.name}`,
    imagesPerClass: Math.max(1, Math.round(set.imagesPerClass / 2)),
    causes: (repeat) => ({ half, seed: seed + repeat, repeat }),
    isIn: (labels, repeat) =>
      firstHalf(labels, seed, repeat).map((isFirst) => isFirst === (half === 'first')),
  });
}

/** The evaluation that is made of it, to ask what it costs. */
export function imageValuesOrder({ set, ...order }: ImageValuesOrder): EvaluationOrder {
  return { ...order, sets: HALVES.map((half) => halfOf(set, half, order.seed)) };
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

/** @returns null where a training of the halves is missing */
async function valuesOf(
  { set, seed, side, protocol, repeats }: ImageValuesOrder,
  { sets: [first, second] }: EvaluationReport,
  signal: AbortSignal,
): Promise<readonly ImageValue[] | null> {
  if (first === undefined || second === undefined) return null;
  const gains = first.trainings.flatMap(({ repeat, accuracy }) => {
    const other = second.trainings.find((one) => one.repeat === repeat);
    return other === undefined ? [] : [accuracy - other.accuracy];
  });
  if (gains.length < repeats) return null;
  return contrasts(await set.images(0, side ?? protocol.side, signal), gains, seed);
}

/** What is kept of it; null where a training is missing. @throws StillroomError as `keptReport` */
export async function keptImageValues(
  parts: EvaluationParts,
  order: ImageValuesOrder,
  signal: AbortSignal,
): Promise<readonly ImageValue[] | null> {
  const report = await keptReport(parts, imageValuesOrder(order), signal);
  return report === null ? null : valuesOf(order, report, signal);
}

/**
 * Values of all images of a set, in its order; stopped and gone on with like any evaluation.
 * @param order two trainings a repeat; with fewer than about ten, intervals are wide
 */
export async function imageValues(
  parts: EvaluationParts,
  order: ImageValuesOrder,
  control: Control,
  tell: TellEvaluation,
): Promise<ImageValuesOutcome> {
  const outcome = await evaluateSets(parts, imageValuesOrder(order), control, tell);
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (outcome.kind === 'failed') return outcome;
  const { report } = outcome;
  const values = await valuesOf(order, report, control.signal);
  if (values !== null) return { kind: 'done', values };
  const problem = report.sets.find((one) => one.problem !== null)?.problem;
  return { kind: 'failed', code: null, message: problem ?? 'The halves were not trained on.' };
}
