/** A part of a set's images as a set of its own. */
import { canonicalHash } from '../../../core/formats/canonical-json';
import type { ImageSet } from '../../../core/training/image-set';
import type { TrainingSet } from '../order';
import { shareWeights } from './share-weights';

export interface PartFacts {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly imagesPerClass: number;
  /** What decides the part beside the set's own images, by repeat. */
  readonly causes: (repeat: number) => object;
  /** Whether an image is in the part, one flag an image. */
  readonly isIn: (labels: Uint16Array, repeat: number) => readonly boolean[];
}

/** What weights are 1 on average in: trainings of parts whose weights were the whole set's are others. */
const BALANCE = 'class of the part';

function imagesOf({ side, pixels, labels, weights }: ImageSet, isIn: readonly boolean[]): ImageSet {
  const area = side * side * 3;
  const images = [...labels.keys()].filter((image) => isIn[image] === true);
  const part = new Uint8Array(images.length * area);
  images.forEach((image, i) =>
    part.set(pixels.subarray(image * area, (image + 1) * area), i * area),
  );
  const own = Uint16Array.from(images, (image) => labels[image] ?? 0);
  // Of the whole set they have mean 1 in a class, of a part another one.
  const balanced =
    weights &&
    shareWeights(images.map((image) => ({ label: labels[image] ?? 0, share: weights[image] })));
  return { side, pixels: part, labels: own, ...(balanced && { weights: balanced }) };
}

/** The set is that of its first repeat in every repeat; the part may be another one. */
export function partOfSet(
  set: TrainingSet,
  { id, name, imagesPerClass, causes, isIn }: PartFacts,
): TrainingSet {
  return {
    id,
    name,
    // Parts are compared with each other, not with random images.
    kind: 'random',
    imagesPerClass,
    weights: set.weights,
    seconds: null,
    content: async (repeat, signal) =>
      canonicalHash({
        of: await set.content(0, signal),
        ...causes(repeat),
        ...(set.weights === 'share' && { mean: BALANCE }),
      }),
    async images(repeat, side, signal) {
      const images = await set.images(0, side, signal);
      return imagesOf(images, isIn(images.labels, repeat));
    },
  };
}
