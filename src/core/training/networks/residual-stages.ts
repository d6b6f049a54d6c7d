/**
 * What ResNet and ResNetAP share: four stages of basic blocks at 1, 2, 4 and 8 times the width, each
 * after the first halving the side; the names of IDC's state dictionaries.
 */
import type { Block, ConvBlock, ResidualBlock } from '../network';

/** Basic blocks a stage. */
export const STAGES = { 10: [1, 1, 1, 1], 18: [2, 2, 2, 2] } as const;

/** The part of a block that differs between the two families. */
export interface Halving {
  /** Of the first convolution and the shortcut's; 1 where they pool instead. */
  readonly stride: number;
  /** After the first convolution's ReLU, and before the shortcut's convolution. */
  readonly pool: number;
  /** Index of the shortcut's normalisation in its torch sequence. */
  readonly shortcutNorm: number;
}

type Plain = Pick<ConvBlock, 'kind' | 'bias'>;
const PLAIN: Plain = { kind: 'conv', bias: false };

function basicBlock(
  name: string,
  inChannels: number,
  outChannels: number,
  { stride, pool, shortcutNorm }: Halving,
): ResidualBlock {
  const first: ConvBlock = {
    ...PLAIN,
    conv: `${name}.conv1`,
    norm: `${name}.bn1`,
    inChannels,
    outChannels,
    kernel: 3,
    stride,
    relu: true,
    pool,
  };
  const second: ConvBlock = {
    ...PLAIN,
    conv: `${name}.conv2`,
    norm: `${name}.bn2`,
    inChannels: outChannels,
    outChannels,
    kernel: 3,
    stride: 1,
    relu: false,
    pool: 1,
  };
  const changes = inChannels !== outChannels || stride * pool > 1;
  const block: ConvBlock = {
    ...PLAIN,
    conv: `${name}.downsample.0`,
    norm: `${name}.downsample.${shortcutNorm}`,
    inChannels,
    outChannels,
    kernel: 1,
    stride,
    relu: false,
    pool: 1,
  };
  return { kind: 'residual', main: [first, second], shortcut: changes ? { pool, block } : null };
}

/** The four stages, behind an intro of `width` channels. */
export function residualStages(depth: 10 | 18, width: number, halving: Halving): Block[] {
  const same: Halving = { ...halving, stride: 1, pool: 1 };
  return STAGES[depth].flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => {
      const outChannels = width * 2 ** stage;
      const entry = stage > 0 && i === 0;
      const inChannels = entry ? outChannels / 2 : outChannels;
      return basicBlock(`layer${stage + 1}.${i}`, inChannels, outChannels, entry ? halving : same);
    }),
  );
}

/** The first convolution of both families. */
export function introBlock(width: number, kernel: number, stride: number, pool: number): ConvBlock {
  return {
    ...PLAIN,
    conv: 'layer0.conv1',
    norm: 'layer0.bn1',
    inChannels: 3,
    outChannels: width,
    kernel,
    stride,
    relu: true,
    pool,
  };
}
