import { ADAMW_BETAS } from '../optimiser';
import type { ProtocolPreset } from '../protocol';
import { paper } from './paper';

/** DMGD's evaluator: IDC's with AdamW. Rows that were published under SGD are no match for it. */
export const dmgd: ProtocolPreset = {
  ...paper,
  id: 'dmgd',
  name: 'DMGD',
  summary: 'The papers’ evaluator with AdamW in place of SGD, five repeats.',
  source: {
    paper: 'DMGD (CVPR 2026)',
    arxiv: '2605.03877',
    read: 'its evaluation code: AdamW 1e-3, weight decay 0.01; the rest is IDC’s',
  },
  side: 224,
  byClasses: [{ from: 100, to: 100, epochsShare: { numerator: 2, denominator: 3 } }],
  optimiser: {
    kind: 'adamw',
    learningRate: 1e-3,
    weightDecay: 0.01,
    decays: 'all',
    ...ADAMW_BETAS,
  },
  repeats: 5,
};
