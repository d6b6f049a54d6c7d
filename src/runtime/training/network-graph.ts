/** A whole network as a rule: from normalised pixels to logits, and back to every parameter. */
import type { Network } from '../../core/training/network';
import { convBlock, residualBlock } from './blocks';
import type { GraphBuilder, Value } from './graph-builder';
import type { ParameterTape, Traced, TracedThrough } from './tape';

/** Mean over space, or the maps flattened: [n, features]. */
function flatten(g: GraphBuilder, maps: Value, globalPool: boolean): TracedThrough {
  const [n = 0, channels = 0, height = 0, width = 0] = maps.dims;
  if (!globalPool) {
    return {
      value: g.reshape(maps, [n, channels * height * width]),
      backward: (gradient) => g.reshape(gradient, maps.dims),
    };
  }
  const mean = g.one('GlobalAveragePool', [maps], [n, channels, 1, 1]);
  return {
    value: g.reshape(mean, [n, channels]),
    backward(gradient) {
      const share = g.binary('Mul', gradient, g.fill(1 / (height * width)));
      const spread = g.reshape(share, [n, channels, 1, 1]);
      return g.one('Expand', [spread, g.integers(maps.dims)], maps.dims);
    },
  };
}

/** x W' + b, W [out, in]. */
function linear(g: GraphBuilder, tape: ParameterTape, x: Value, name: string): TracedThrough {
  const weight = tape.value(`${name}.weight`);
  const bias = tape.value(`${name}.bias`);
  const [out = 0, features = 0] = weight.dims;
  const rows = x.dims[0] ?? 0;
  return {
    value: g.one('Gemm', [x, weight, bias], [rows, out], { transB: 1 }),
    backward(gradient) {
      const byWeight = g.one('Gemm', [gradient, x], [out, features], { transA: 1 });
      tape.setGradient(`${name}.weight`, byWeight);
      tape.setGradient(`${name}.bias`, g.sum(gradient, [0]));
      return g.matmul(gradient, weight);
    },
  };
}

/** @param pixels [n, 3, side, side] */
export function traceNetwork(
  g: GraphBuilder,
  tape: ParameterTape,
  pixels: Value,
  network: Network,
): Traced {
  const chain: Traced[] = [];
  const follow = (traced: Traced): Value => {
    chain.unshift(traced);
    return traced.value;
  };
  let through = pixels;
  for (const [index, block] of network.blocks.entries()) {
    through = follow(
      block.kind === 'conv'
        ? convBlock(g, tape, through, block, index > 0)
        : residualBlock(g, tape, through, block),
    );
  }
  through = follow(flatten(g, through, network.globalPool));
  const value = follow(linear(g, tape, through, network.classifier));
  return {
    value,
    backward(gradient) {
      let passed: Value | null = gradient;
      for (const traced of chain) if (passed) passed = traced.backward(passed);
      return passed;
    },
  };
}
