/**
 * ResNet with instance normalisation (IDC's `resnet.py`, the ResNet-18 of Minimax's and CoDA's tables):
 * strided convolutions; the intro is a 3x3 convolution up to 64 px, above that followed by pooling to
 * half the side, and a 7x7 convolution of stride 2 above 128 px.
 *
 * Where the original pools 3x3 by maxima (above 64 px) this one pools 2x2 by averages: ONNX has no
 * gradient of a maximum pool. Up to 64 px the two are the same network.
 */
import type { Network, NetworkInput, ResNetSpec } from '../network';
import { dividedSide } from './halving';
import { introBlock, residualStages } from './residual-stages';

export function resNet({ depth, width }: ResNetSpec, { side, classes }: NetworkInput): Network {
  const large = side > 128;
  const pool = side > 64 ? 2 : 1;
  dividedSide(`ResNet-${depth}`, side, 8 * pool * (large ? 2 : 1));
  return {
    side,
    classes,
    blocks: [
      introBlock(width, large ? 7 : 3, large ? 2 : 1, pool),
      ...residualStages(depth, width, { stride: 2, pool: 1, shortcutNorm: 1 }),
    ],
    globalPool: true,
    classifier: 'fc',
    features: 8 * width,
    convolutionStart: 'normal-fan-out',
  };
}
