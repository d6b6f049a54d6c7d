/** How a classifier was trained, in words for the card of an export. */
import type { Protocol } from '../../core/training/protocol';

/** Optimiser and learning rates of a protocol. */
export function optimiserText({ optimiser, schedule }: Protocol): string {
  const { learningRate, weightDecay } = optimiser;
  const rule =
    optimiser.kind === 'sgd'
      ? `SGD ${learningRate}, momentum ${optimiser.momentum}`
      : `AdamW ${learningRate}`;
  const scope = optimiser.decays === 'all' ? '' : ' on matrices';
  const rates =
    schedule.kind === 'steps'
      ? `times ${schedule.factor} after ${schedule.milestones.map((m) => `${m.numerator}/${m.denominator}`).join(' and ')} of the epochs`
      : `cosine over ${schedule.span} times the training`;
  return `${rule}, weight decay ${weightDecay}${scope}, ${rates}`;
}

/** What is done to the images of a batch. */
export function augmentationText({ augmentation }: Protocol): string {
  const { cropScale, flip, colourJitter, lighting, cutMix } = augmentation;
  return [
    cropScale < 1 ? `random resized crop ${cropScale} to 1` : '',
    flip ? 'flip' : '',
    colourJitter > 0 ? `colour jitter ${colourJitter}` : '',
    lighting > 0 ? `lighting ${lighting}` : '',
    cutMix > 0 ? `CutMix of ${100 * cutMix} % of batches` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
