import { IDC_AUGMENTATION } from '../augment/settings';
import type { LearningRateSchedule } from '../learning-rate';
import type { ByImagesPerClass, ProtocolPreset } from '../protocol';

/** IDC's epochs by images a class (argument.py, ipc_epoch). */
export const IDC_EPOCHS: readonly ByImagesPerClass[] = [
  { upTo: 1, value: 3000 },
  { upTo: 10, value: 2000 },
  { upTo: 50, value: 1500 },
  { upTo: 200, value: 1000 },
  { upTo: 500, value: 500 },
  { upTo: null, value: 300 },
];

/** A fifth of the rate after two thirds and after five sixths (train.py). */
export const IDC_SCHEDULE: LearningRateSchedule = {
  kind: 'steps',
  milestones: [
    { numerator: 2, denominator: 3 },
    { numerator: 5, denominator: 6 },
  ],
  factor: 0.2,
};

/**
 * IDC's evaluator, which Minimax, MGD3 and CoDA report with. CoDA's script trains at 256 px, the other
 * repositories at 224.
 */
export const paper: ProtocolPreset = {
  id: 'paper',
  name: 'CoDA and Minimax',
  summary: 'What the papers’ tables are made with: ResNetAP-10, SGD, 1,500 to 3,000 epochs.',
  source: {
    paper: 'CoDA (ICLR 2026), Minimax (CVPR 2024), IDC (ICML 2022)',
    arxiv: '2512.03844',
    read: 'zzzlt422/CoDA test/argument.py, test/train.py and data.py',
  },
  network: { kind: 'resnet-ap', depth: 10, width: 64 },
  side: 256,
  epochs: IDC_EPOCHS,
  batch: [{ upTo: null, value: 64 }],
  byClasses: [
    { from: 100, to: 100, epochsShare: { numerator: 2, denominator: 3 } },
    { from: 101, to: null, learningRate: 0.1, weightDecay: 1e-4, leastBatch: 128 },
  ],
  optimiser: {
    kind: 'sgd',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 5e-4,
    decays: 'all',
  },
  schedule: IDC_SCHEDULE,
  augmentation: IDC_AUGMENTATION,
  labels: 'hard',
  temperature: 1,
  looks: 100,
  repeats: 3,
};
