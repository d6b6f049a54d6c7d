/**
 * First weights, as the field's evaluators start: torch's own defaults for ConvNet and for every fully
 * connected layer (uniform in +-1/sqrt(fan in), which is Kaiming's uniform rule with a = sqrt 5, biases
 * likewise), He's normal rule over the fan out for the convolutions of the ResNets (IDC's constructor),
 * scales 1 and shifts 0. Each parameter has its own random stream, named after it.
 */
import { randomStream } from '../random/stream';
import type { Network } from './network';
import { parameterLayout, type Parameter } from './parameters';

function fillUniform(out: Float32Array, { fanIn, name }: Parameter, seed: number): void {
  const bound = 1 / Math.sqrt(fanIn);
  const stream = randomStream({ seed, name, purpose: 'training-weights' });
  for (let i = 0; i < out.length; i++) out[i] = bound * (2 * stream.uniform() - 1);
}

function fillNormal(out: Float32Array, { fanOut, name }: Parameter, seed: number): void {
  const deviation = Math.sqrt(2 / fanOut);
  const stream = randomStream({ seed, name, purpose: 'training-weights' });
  for (let i = 0; i < out.length; i++) out[i] = deviation * stream.normal();
}

/** The flat vector of first weights. @param seed of the repeat */
export function initialWeights(network: Network, seed: number): Float32Array {
  const { parameters, length } = parameterLayout(network);
  const weights = new Float32Array(length);
  for (const parameter of parameters) {
    const { role, offset } = parameter;
    const part = weights.subarray(offset, offset + parameter.length);
    if (role === 'scale') part.fill(1);
    else if (role === 'shift') part.fill(0);
    else if (role === 'convolution' && network.convolutionStart === 'normal-fan-out') {
      fillNormal(part, parameter, seed);
    } else fillUniform(part, parameter, seed);
  }
  return weights;
}
