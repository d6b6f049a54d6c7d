/**
 * The two graphs of a training: one whole step (forward, backward, optimiser), and logits alone. Both
 * are written for a number of rows; the weights are an input of both, so nothing is baked in.
 */
import type { Network } from '../../core/training/network';
import { momentCount, type OptimiserSettings } from '../../core/training/optimiser';
import { parameterLayout, type ParameterLayout } from '../../core/training/parameters';
import { CHANNELS } from '../../core/training/network';
import { GraphBuilder, type Value } from './graph-builder';
import { crossEntropy } from './loss';
import { traceNetwork } from './network-graph';
import { updateWeights } from './optimiser-rule';
import { ParameterTape } from './tape';

export interface TrainGraphOptions {
  readonly rows: number;
  readonly optimiser: OptimiserSettings;
  /** Of the loss; 1 for plain cross-entropy. */
  readonly temperature: number;
  /** Adds the output "gradient", flat, without weight decay. */
  readonly withGradient?: boolean;
}

/**
 * The flat vector cut into the network's parameters, one by one: a Split would write them all in one
 * shader, and WebGPU lets a shader see ten buffers or so.
 */
function openWeights(
  g: GraphBuilder,
  weights: Value,
  { parameters }: ParameterLayout,
): ParameterTape {
  const values = parameters.map(({ name, dims, offset, length }): [string, Value] => {
    const part = g.slice(weights, [0], [offset], [length]);
    return [name, dims.length === 1 ? part : g.reshape(part, dims)];
  });
  return new ParameterTape(new Map(values));
}

/** Names of the inputs and outputs of the optimiser's vectors. */
export function momentNames(optimiser: OptimiserSettings): readonly string[] {
  return Array.from({ length: momentCount(optimiser) }, (_, i) => `moment${i}`);
}

/** Writes the step's operators. @see encodeTrainGraph */
export function writeTrainGraph(network: Network, options: TrainGraphOptions): GraphBuilder {
  const { rows, optimiser, temperature, withGradient = false } = options;
  const { side, classes } = network;
  const layout = parameterLayout(network);
  const g = new GraphBuilder();
  const pixels = g.input('pixels', [rows, CHANNELS, side, side]);
  const targets = g.input('targets', [rows, classes]);
  const rowWeights = g.input('rowWeights', [rows]);
  const learningRate = g.input('learningRate', [1]);
  const isAdam = optimiser.kind === 'adamw';
  const correction1 = isAdam ? g.input('correction1', [1]) : g.fill(1, [1]);
  const correction2 = isAdam ? g.input('correction2', [1]) : g.fill(1, [1]);
  const weights = g.input('weights', [layout.length]);
  const names = momentNames(optimiser);
  const moments = names.map((name) => g.input(name, [layout.length]));

  const tape = openWeights(g, weights, layout);
  const traced = traceNetwork(g, tape, pixels, network);
  const { loss, gradient } = crossEntropy(g, {
    logits: traced.value,
    targets,
    weights: rowWeights,
    temperature,
  });
  traced.backward(gradient);
  const flat = g.concat(
    layout.parameters.map(({ name, length }) => g.reshape(tape.gradient(name), [length])),
    0,
  );
  const updated = updateWeights(
    g,
    { weights, gradient: flat, moments, learningRate, correction1, correction2 },
    optimiser,
    layout,
  );
  g.output('loss', loss);
  g.output('nextWeights', updated.weights);
  for (const [i, moment] of updated.moments.entries()) g.output(`nextMoment${i}`, moment);
  if (withGradient) g.output('gradient', flat);
  return g;
}

/**
 * One step as a `.onnx` file. Inputs: pixels [rows, 3, side, side], targets [rows, classes],
 * rowWeights [rows], learningRate [1], for AdamW correction1 and correction2 [1], weights and each
 * moment [length]. Outputs: loss [1], nextWeights, nextMoment0 ...
 */
export function encodeTrainGraph(network: Network, options: TrainGraphOptions): Uint8Array {
  return writeTrainGraph(network, options).encode('train-step');
}

/** pixels [rows, 3, side, side], weights [length] -> logits [rows, classes]. */
export function encodeLogitsGraph(network: Network, rows: number): Uint8Array {
  const layout = parameterLayout(network);
  const g = new GraphBuilder();
  const pixels = g.input('pixels', [rows, CHANNELS, network.side, network.side]);
  const tape = openWeights(g, g.input('weights', [layout.length]), layout);
  g.output('logits', traceNetwork(g, tape, pixels, network).value);
  return g.encode('logits');
}
