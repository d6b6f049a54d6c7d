/**
 * The batches of a training. Each image of each epoch has its own random stream, and each batch one more,
 * so any batch can be made again alone: a resumed training sees what an uninterrupted one would have.
 */
import { randomStream } from '../../random/stream';
import { imageCount, type ImageSet } from '../image-set';
import { pixelLength } from '../parameters';
import { hardTargets } from '../targets';
import type { TrainBatch } from '../train-step';
import { applyColour, meanColour, randomColourMap } from './colour';
import { cropInto, randomCropBox, type CropBox } from './crop';
import { cutMix } from './cutmix';
import type { AugmentSettings } from './settings';

/** The order of an epoch's images. */
export function epochOrder(set: ImageSet, seed: number, epoch: number): Uint32Array {
  return randomStream({ seed, step: epoch, purpose: 'training-order' }).permutation(
    imageCount(set),
  );
}

/** Batches of an epoch; the last one may be smaller. */
export function batchesPerEpoch(set: ImageSet, batch: number): number {
  return Math.ceil(imageCount(set) / batch);
}

/**
 * One image, augmented and normalised.
 * @param out receives [3, side, side]
 */
export function augmentImage(
  { pixels, side }: ImageSet,
  image: number,
  settings: AugmentSettings,
  key: { readonly seed: number; readonly epoch: number },
  out: Float32Array,
): void {
  const stream = randomStream({
    seed: key.seed,
    image,
    step: key.epoch,
    purpose: 'training-augmentation',
  });
  const whole: CropBox = { left: 0, top: 0, width: side, height: side };
  const box = settings.cropScale < 1 ? randomCropBox(stream, side, settings.cropScale) : whole;
  const mirrored = settings.flip && stream.uniform() < 0.5;
  cropInto(pixels, image * side * side * 3, side, box, mirrored, out);
  applyColour(out, randomColourMap(stream, settings, meanColour(out)));
}

export interface BatchKey {
  readonly seed: number;
  readonly epoch: number;
  /** Index of the batch in its epoch. */
  readonly index: number;
}

/**
 * A batch with hard targets, cut and mixed where the settings say so.
 * @param order of the epoch, from `epochOrder`
 * @param batch images a batch
 */
export function augmentedBatch(
  set: ImageSet,
  classes: number,
  order: Uint32Array,
  batch: number,
  settings: AugmentSettings,
  { seed, epoch, index }: BatchKey,
): TrainBatch {
  const images = order.subarray(index * batch, (index + 1) * batch);
  const rows = images.length;
  const length = pixelLength(set.side);
  const pixels = new Float32Array(rows * length);
  for (const [row, image] of images.entries()) {
    const out = pixels.subarray(row * length, (row + 1) * length);
    augmentImage(set, image, settings, { seed, epoch }, out);
  }
  const labels = Array.from(images, (image) => set.labels[image] ?? 0);
  const plain: TrainBatch = {
    rows,
    pixels,
    targets: hardTargets(labels, classes),
    weights: rowWeights(set, images),
  };
  if (settings.cutMix === 0) return plain;
  const step = epoch * batchesPerEpoch(set, batch) + index;
  const stream = randomStream({ seed, step, purpose: 'training-cutmix' });
  return stream.uniform() < settings.cutMix ? cutMix(plain, set.side, stream) : plain;
}

/** Weights of a batch's rows: 1 / rows each, times the image's share of the set's mean weight. */
function rowWeights(set: ImageSet, images: Uint32Array): Float32Array {
  const { weights } = set;
  const rows = images.length;
  if (!weights) return new Float32Array(rows).fill(1 / rows);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return Float32Array.from(images, (image) => (weights[image] ?? 0) / (mean * rows));
}
