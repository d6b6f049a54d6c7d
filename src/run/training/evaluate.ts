/** What a classifier says of images as they are, and its score on held-out ones. */
import { throwIfAborted } from '../../core/errors';
import { imageCount, type ImageSet } from '../../core/training/image-set';
import { evaluationPixels } from '../../core/training/normalise-pixels';
import { ScoreCount, type Score } from '../../core/training/score';
import type { Classifier } from '../../core/training/train-step';

/** Images a call. */
const CHUNK = 100;

interface Answers {
  /** Images `from` .. `to` - 1. */
  readonly from: number;
  readonly to: number;
  readonly logits: Float32Array;
}

/** @throws StillroomError Aborted between two chunks */
async function* answers(
  classifier: Classifier,
  set: ImageSet,
  signal?: AbortSignal,
): AsyncGenerator<Answers> {
  const images = imageCount(set);
  for (let from = 0; from < images; from += CHUNK) {
    throwIfAborted(signal);
    const to = Math.min(from + CHUNK, images);
    const logits = await classifier.logits(evaluationPixels(set, from, to), to - from);
    yield { from, to, logits };
  }
}

/** @returns [images, classes] @throws StillroomError as `evaluate` */
export async function logitsOf(
  classifier: Classifier,
  set: ImageSet,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { classes } = classifier;
  const all = new Float32Array(imageCount(set) * classes);
  for await (const { from, logits } of answers(classifier, set, signal)) {
    all.set(logits, from * classes);
  }
  return all;
}

/** @throws StillroomError Aborted between two chunks */
export async function evaluate(
  classifier: Classifier,
  heldOut: ImageSet,
  signal?: AbortSignal,
): Promise<Score> {
  const count = new ScoreCount(classifier.classes);
  for await (const { from, to, logits } of answers(classifier, heldOut, signal)) {
    count.add(logits, heldOut.labels.subarray(from, to));
  }
  return count.result();
}
