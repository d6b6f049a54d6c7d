import type { ByImagesPerClass, ProtocolPreset } from '../protocol';
import { paper } from './paper';

/**
 * Our own: small enough for two CPU cores in under a minute a repeat (ten classes of ten images). It
 * ranks sets; its accuracies are no match for published ones. Epochs fall with the images a class, so
 * that a training's steps, and with them its time, stay about equal.
 */
const QUICK_EPOCHS: readonly ByImagesPerClass[] = [
  { upTo: 1, value: 300 },
  { upTo: 10, value: 120 },
  { upTo: 50, value: 24 },
  { upTo: null, value: 12 },
];

export const quick: ProtocolPreset = {
  ...paper,
  id: 'quick',
  name: 'Quick',
  summary: 'A small ConvNet at 32 pixels, for ranking sets in a minute on two cores.',
  source: {
    paper: 'Stillroom',
    arxiv: null,
    read: 'our own; the augmentation and the shape of the schedule are IDC’s',
  },
  network: { kind: 'convnet', depth: 3, width: 32 },
  side: 32,
  epochs: QUICK_EPOCHS,
  batch: [{ upTo: null, value: 50 }],
  byClasses: [],
  looks: 6,
  repeats: 3,
};
