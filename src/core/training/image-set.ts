/**
 * Labelled images in memory, and what must hold before a training or an evaluation starts.
 */
import { StillroomError } from '../errors';

/** equal: all images count alike. share: each counts for the share of its class that it stands for. */
export type WeightKind = 'equal' | 'share';

export interface ImageSet {
  /** Pixels a side. */
  readonly side: number;
  /** [n, side, side, 3], RGB. */
  readonly pixels: Uint8Array;
  /** [n], each in 0 .. classes - 1. */
  readonly labels: Uint16Array;
  /** What an image counts in the loss, [n]: a cluster's mass (DDOQ); only ratios matter. */
  readonly weights?: Float32Array;
}

/** The classes by index, for sentences. */
export type ClassNames = readonly string[];

export function imageCount({ labels }: ImageSet): number {
  return labels.length;
}

function requireWholeSet(set: ImageSet, what: string, classes: ClassNames): void {
  const { side, pixels, labels, weights } = set;
  const expected = labels.length * side * side * 3;
  if (pixels.length !== expected) {
    throw new StillroomError(
      'ShapeMismatch',
      `${what} hold ${pixels.length} bytes of pixels, and ${labels.length} images of ${side} x ${side} need ${expected}. Decode them again at one side.`,
      { expected, received: pixels.length },
    );
  }
  if (weights && weights.length !== labels.length) {
    throw new StillroomError(
      'ShapeMismatch',
      `${what} have ${weights.length} weights for ${labels.length} images. Give one weight an image, or none.`,
      { expected: labels.length, received: weights.length },
    );
  }
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw new StillroomError(
      'BadParameter',
      `Image ${wrong} of ${what.toLowerCase()} has the label ${labels[wrong]}, and there are ${classes.length} classes (0 to ${classes.length - 1}). Label the images with the classes of this collection.`,
      { image: wrong, label: labels[wrong] ?? -1, classes: classes.length },
    );
  }
}

/** Images of each class. */
export function classCounts({ labels }: ImageSet, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function requireEveryClass(set: ImageSet, what: string, advice: string, classes: ClassNames): void {
  const empty = classCounts(set, classes.length).findIndex((count) => count === 0);
  if (empty < 0) return;
  throw new StillroomError(
    'TooFewImages',
    `The class "${classes[empty] ?? empty}" has no ${what}. ${advice}`,
    { class: classes[empty] ?? String(empty) },
  );
}

/**
 * @param train what is trained on
 * @param heldOut what accuracy is measured on
 * @throws StillroomError TooFewImages, BadParameter or ShapeMismatch, with what to do
 */
export function requireTrainable(train: ImageSet, heldOut: ImageSet, classes: ClassNames): void {
  if (classes.length < 2) {
    throw new StillroomError(
      'TooFewImages',
      `A classifier needs at least two classes, and the collection has ${classes.length}. Add another class folder.`,
      { classes: classes.length },
    );
  }
  requireWholeSet(train, 'The training images', classes);
  requireWholeSet(heldOut, 'The held-out images', classes);
  requireEveryClass(
    train,
    'training images',
    'Distill or select at least one image of it, or leave the class out.',
    classes,
  );
  requireEveryClass(
    heldOut,
    'held-out images',
    'Hold some of its images out, or leave the class out of the evaluation.',
    classes,
  );
  const total = train.weights?.reduce((sum, weight) => sum + weight, 0) ?? 1;
  if (!(total > 0) || train.weights?.some((weight) => !(weight >= 0))) {
    throw new StillroomError(
      'BadParameter',
      'The weights of the training images must be 0 or more, and not all 0.',
    );
  }
}
