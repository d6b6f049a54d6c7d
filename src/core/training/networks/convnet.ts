/**
 * ConvNet, the field's smallest evaluator (Gidaris and Komodakis 2018; `convnet.py` of DC, IDC and
 * Minimax): `depth` blocks of 3x3 convolution with bias, instance normalisation, ReLU and 2x2 average
 * pooling, then a fully connected layer on the flattened maps. Width 128 in all papers.
 */
import {
  CHANNELS,
  type ConvBlock,
  type ConvNetSpec,
  type Network,
  type NetworkInput,
} from '../network';
import { dividedSide } from './halving';

export function convNet({ depth, width }: ConvNetSpec, { side, classes }: NetworkInput): Network {
  const last = dividedSide(`ConvNet-${depth}`, side, 2 ** depth);
  const blocks = Array.from({ length: depth }, (_, i): ConvBlock => ({
    kind: 'conv',
    conv: `conv${i}`,
    norm: `norm${i}`,
    inChannels: i === 0 ? CHANNELS : width,
    outChannels: width,
    kernel: 3,
    stride: 1,
    bias: true,
    relu: true,
    pool: 2,
  }));
  return {
    side,
    classes,
    blocks,
    globalPool: false,
    classifier: 'classifier',
    features: width * last * last,
    convolutionStart: 'uniform-fan-in',
  };
}
