/** A classifier's score on held-out images. */
import { throwIfAborted } from '../../core/errors';
import { imageCount, type ImageSet } from '../../core/training/image-set';
import { evaluationPixels } from '../../core/training/normalise-pixels';
import { ScoreCount, type Score } from '../../core/training/score';
import type { Classifier } from '../../core/training/train-step';

/** Images a call. */
const CHUNK = 100;

/** @throws StillroomError Aborted between two chunks */
export async function evaluate(
  classifier: Classifier,
  heldOut: ImageSet,
  signal?: AbortSignal,
): Promise<Score> {
  const count = new ScoreCount(classifier.classes);
  const images = imageCount(heldOut);
  for (let from = 0; from < images; from += CHUNK) {
    throwIfAborted(signal);
    const to = Math.min(from + CHUNK, images);
    const logits = await classifier.logits(evaluationPixels(heldOut, from, to), to - from);
    count.add(logits, heldOut.labels.subarray(from, to));
  }
  return count.result();
}
