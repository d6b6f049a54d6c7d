import { ADAMW_BETAS } from '../optimiser';
import type { ProtocolPreset } from '../protocol';

/**
 * RDED's evaluator: a teacher's logits for every augmented batch. Its cosine is stretched over twice the
 * training, so that the rate ends at half its start (validation/main.py). It decays matrices only. RDED
 * also shuffles the patches of its mosaics before cropping; that is not done here.
 */
export const rded: ProtocolPreset = {
  id: 'rded',
  name: 'RDED',
  summary: 'Soft labels of a teacher (KL divergence at temperature 20), AdamW, 300 epochs.',
  source: {
    paper: 'On the Diversity and Realism of Distilled Dataset (CVPR 2024)',
    arxiv: '2312.03526',
    read: 'LINs-lab/RDED argument.py and validation/main.py',
  },
  network: { kind: 'resnet', depth: 18, width: 64 },
  side: 224,
  epochs: [{ upTo: null, value: 300 }],
  batch: [
    { upTo: 1, value: 10 },
    { upTo: 10, value: 50 },
    { upTo: null, value: 100 },
  ],
  byClasses: [],
  optimiser: {
    kind: 'adamw',
    learningRate: 1e-3,
    weightDecay: 0.01,
    decays: 'matrices',
    ...ADAMW_BETAS,
  },
  schedule: { kind: 'cosine', span: 2 },
  augmentation: { cropScale: 0.5, flip: true, colourJitter: 0, lighting: 0, cutMix: 1 },
  labels: 'teacher',
  temperature: 20,
  looks: 30,
  repeats: 3,
};
