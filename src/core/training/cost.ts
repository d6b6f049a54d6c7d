/**
 * What a network costs, from its description: floating-point operations of its convolutions and matrix
 * products (two a multiply-add), which is what decides where and how long a training runs. A backward
 * pass costs the same again for the weights and, except at the first convolution, for the inputs.
 */
import type { ConvBlock, Network } from './network';

export interface NetworkCost {
  /** FLOP an image. */
  readonly forward: number;
  readonly backward: number;
  /** Numbers that a forward pass leaves behind for the backward pass, an image. */
  readonly activations: number;
}

class Counter {
  forward = 0;
  backward = 0;
  activations = 0;

  product(flop: number, needsInputGradient: boolean): void {
    this.forward += flop;
    this.backward += needsInputGradient ? 2 * flop : flop;
  }

  /** @returns the side behind the block */
  convBlock(block: ConvBlock, side: number, isFirst = false): number {
    const { inChannels, outChannels, kernel, stride, pool } = block;
    const outSide = side / stride;
    const positions = outSide * outSide;
    const flop = 2 * inChannels * outChannels * kernel * kernel * positions;
    this.product(flop, !isFirst);
    this.activations += 3 * outChannels * positions;
    return outSide / pool;
  }
}

export function networkCost(network: Network): NetworkCost {
  const counter = new Counter();
  let { side } = network;
  for (const [index, block] of network.blocks.entries()) {
    if (block.kind === 'conv') {
      side = counter.convBlock(block, side, index === 0);
      continue;
    }
    const before = side;
    for (const inner of block.main) side = counter.convBlock(inner, side);
    if (block.shortcut) counter.convBlock(block.shortcut.block, before / block.shortcut.pool);
  }
  counter.product(2 * network.features * network.classes, true);
  const { forward, backward, activations } = counter;
  return { forward, backward, activations };
}
