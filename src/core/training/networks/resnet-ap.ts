/**
 * ResNetAP (IDC, arXiv 2205.14959, `resnet_ap.py`; Minimax's and CoDA's first evaluator): a ResNet whose
 * strides are average pooling. Its intro depends on the side: up to 64 px a 3x3 convolution, up to
 * 128 px the same and 2x2 pooling, above a 7x7 convolution and 4x4 pooling.
 *
 * IDC's shortcut convolves 1x1 and then pools. We pool first: both are linear and act on different
 * axes, so the result is the same, at a quarter of the cost.
 */
import type { Network, NetworkInput, ResNetApSpec } from '../network';
import { dividedSide } from './halving';
import { introBlock, residualStages } from './residual-stages';

export function resNetAp({ depth, width }: ResNetApSpec, { side, classes }: NetworkInput): Network {
  const kernel = side > 128 ? 7 : 3;
  const pool = side > 128 ? 4 : side > 64 ? 2 : 1;
  dividedSide(`ResNetAP-${depth}`, side, 8 * pool);
  return {
    side,
    classes,
    blocks: [
      introBlock(width, kernel, 1, pool),
      ...residualStages(depth, width, { stride: 1, pool: 2, shortcutNorm: 2 }),
    ],
    globalPool: true,
    classifier: 'fc',
    features: 8 * width,
    convolutionStart: 'normal-fan-out',
  };
}
