import type { ProtocolPreset } from '../protocol';
import { rded } from './rded';

/**
 * RD3 asks for one post-evaluation for all methods, since most reported gaps came from unequal ones:
 * 400 epochs with batches of 50, whatever the images a class. What it leaves open here is RDED's.
 */
export const rd3: ProtocolPreset = {
  ...rded,
  id: 'rd3',
  name: 'RD3',
  summary: 'One protocol for all methods: RDED’s soft labels, 400 epochs, batches of 50.',
  source: {
    paper: 'Rectified Decoupled Dataset Distillation (ICLR 2026)',
    arxiv: '2509.19743',
    read: 'epochs and batch of the paper; optimiser, schedule and augmentation are RDED’s',
  },
  epochs: [{ upTo: null, value: 400 }],
  batch: [{ upTo: null, value: 50 }],
};
