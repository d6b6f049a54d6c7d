/** The rules of a network's blocks, put together from those of their parts. */
import type { ConvBlock, ResidualBlock } from '../../core/training/network';
import { convolve, inputGradient, weightGradient } from './convolution';
import type { GraphBuilder, Value } from './graph-builder';
import { affine, moments, normalise, normGradients } from './normalisation';
import { averagePool, repeat } from './pooling';
import type { ParameterTape, Traced, TracedThrough } from './tape';

/** Scales each output channel of a kernel or of its gradient. */
function byOutputChannel(g: GraphBuilder, kernel: Value, scale: Value): Value {
  return g.binary('Mul', kernel, g.reshape(scale, [kernel.dims[0] ?? 0, 1, 1, 1]));
}

/**
 * convolution -> normalisation -> (ReLU) -> (pooling).
 * @param needsInputGradient false at the network's first block
 */
export function convBlock(
  g: GraphBuilder,
  tape: ParameterTape,
  x: Value,
  block: ConvBlock,
  needsInputGradient: boolean,
): Traced {
  const weight = tape.value(`${block.conv}.weight`);
  const gamma = tape.value(`${block.norm}.weight`);
  const y = convolve(g, x, weight, block);
  const stats = moments(g, y);
  const normalised = normalise(g, y, stats, gamma, tape.value(`${block.norm}.bias`));
  const activated = block.relu ? g.unary('Relu', normalised) : normalised;
  // What stays in memory for the way back is what the ReLU reads where only its mean goes on, else its output, which
  // the next convolution keeps anyway. A ReLU that may not overwrite what it reads is several times as fast in ONNX
  // Runtime's WebAssembly: its loops over two arrays are vectorised, those over one are not.
  const kept = block.pool > 1 ? normalised : activated;
  return {
    value: averagePool(g, activated, block.pool),
    backward(gradient) {
      const mask = block.relu ? g.positive(kept) : null;
      const share = g.fill(1 / (block.pool * block.pool));
      const factor = g.binary('Mul', stats.inverseDeviation, share);
      const spread = repeat(g, scaleMaps(g, gradient, factor), block.pool);
      const scaled = mask ? g.binary('Mul', mask, spread) : spread;
      const gradients = normGradients(g, y, scaled, stats);
      tape.setGradient(`${block.norm}.weight`, gradients.scale);
      tape.setGradient(`${block.norm}.bias`, gradients.shift);
      if (block.bias) tape.setGradient(`${block.conv}.bias`, g.fill(0, [block.outChannels]));
      const byWeight = weightGradient(g, x, gradients.input, block);
      tape.setGradient(`${block.conv}.weight`, byOutputChannel(g, byWeight, gamma));
      if (!needsInputGradient) return null;
      return inputGradient(g, gradients.input, byOutputChannel(g, weight, gamma), block);
    },
  };
}

function scaleMaps(g: GraphBuilder, maps: Value, factor: Value): Value {
  return affine(g, maps, factor, g.fill(0, factor.dims));
}

/** A block inside a residual block, whose input gradient is always needed. */
function innerBlock(
  g: GraphBuilder,
  tape: ParameterTape,
  x: Value,
  block: ConvBlock,
): TracedThrough {
  const traced = convBlock(g, tape, x, block, true);
  return {
    value: traced.value,
    backward: (gradient) => traced.backward(gradient) ?? gradient,
  };
}

/** relu(main(x) + shortcut(x)). */
export function residualBlock(
  g: GraphBuilder,
  tape: ParameterTape,
  x: Value,
  { main, shortcut }: ResidualBlock,
): TracedThrough {
  const chain: TracedThrough[] = [];
  let through = x;
  for (const block of main) {
    const traced = innerBlock(g, tape, through, block);
    chain.unshift(traced);
    through = traced.value;
  }
  const side = shortcut
    ? innerBlock(g, tape, averagePool(g, x, shortcut.pool), shortcut.block)
    : null;
  const value = g.unary('Relu', g.binary('Add', through, side ? side.value : x));
  return {
    value,
    backward(gradient) {
      const active = g.binary('Mul', gradient, g.positive(value));
      const byMain = chain.reduce((passed, traced) => traced.backward(passed), active);
      if (!side || !shortcut) return g.binary('Add', byMain, active);
      const { pool } = shortcut;
      const byPooled = side.backward(active);
      const share = pool === 1 ? byPooled : g.binary('Mul', byPooled, g.fill(1 / (pool * pool)));
      return g.binary('Add', byMain, repeat(g, share, pool));
    },
  };
}
