/**
 * Networks as data. The field's evaluators are all made of one block, so a network is a list of them:
 *
 *     convolution -> instance normalisation -> (ReLU) -> (average pooling)
 *
 * alone (ConvNet) or two in a row with a shortcut (ResNets), then a mean over space where the network
 * has one, then a fully connected layer. Instance normalisation is torch's GroupNorm(C, C): each image's
 * each channel over space, biased variance, a scale and a shift a channel; training and evaluation do
 * the same. Pooling is by averages, since ONNX has no gradient of a maximum pool.
 *
 * Everything else follows from this description: the parameters and how they start
 * (`parameters.ts`, `initialise.ts`), the cost (`cost.ts`), and the ONNX graphs
 * (`src/runtime/training`).
 */

/** `depth` blocks of `width` channels, each halving the side. */
export interface ConvNetSpec {
  readonly kind: 'convnet';
  readonly depth: number;
  readonly width: number;
}

/** IDC's ResNetAP: strides replaced by average pooling. `width` is the channels of its first stage. */
export interface ResNetApSpec {
  readonly kind: 'resnet-ap';
  readonly depth: 10 | 18;
  readonly width: number;
}

/** The plain ResNet with strided convolutions. `width` is the channels of its first stage. */
export interface ResNetSpec {
  readonly kind: 'resnet';
  readonly depth: 10 | 18;
  readonly width: number;
}

export type NetworkSpec = ConvNetSpec | ResNetApSpec | ResNetSpec;

/** Convolution with zero padding (kernel - 1) / 2, normalisation, then ReLU and pooling if asked for. */
export interface ConvBlock {
  readonly kind: 'conv';
  /** Prefixes of the parameters' names. */
  readonly conv: string;
  readonly norm: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  /** Whether the convolution has a bias. It has no effect before the normalisation. */
  readonly bias: boolean;
  readonly relu: boolean;
  /** Side of the average pooling at the end, 1 for none. */
  readonly pool: number;
}

/** relu(main(x) + shortcut(x)). */
export interface ResidualBlock {
  readonly kind: 'residual';
  readonly main: readonly ConvBlock[];
  /** null: x itself. Otherwise average pooling, then the block. */
  readonly shortcut: { readonly pool: number; readonly block: ConvBlock } | null;
}

export type Block = ConvBlock | ResidualBlock;

export interface Network {
  /** Pixels a side of its input, [3, side, side]. */
  readonly side: number;
  readonly classes: number;
  readonly blocks: readonly Block[];
  /** True: a mean over space before the classifier; false: the maps flattened in C order. */
  readonly globalPool: boolean;
  /** Prefix of the fully connected layer's parameters. */
  readonly classifier: string;
  readonly features: number;
  /** How convolutions start: torch's own default, or He's normal over the fan out. */
  readonly convolutionStart: 'uniform-fan-in' | 'normal-fan-out';
}

export interface NetworkInput {
  readonly side: number;
  readonly classes: number;
}

/** Channels of an image. */
export const CHANNELS = 3;

/** Added to the normalisation's variance; torch's default. */
export const NORM_EPSILON = 1e-5;
