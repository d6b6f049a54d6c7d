/** The gradient that a step would follow: what conformance and property tests look at. */
import { StillroomError } from '../../core/errors';
import { CHANNELS } from '../../core/training/network';
import { momentCount } from '../../core/training/optimiser';
import type { TrainBatch } from '../../core/training/train-step';
import type { Session } from '../session';
import { DeviceGraph } from './device-graph';
import type { OrtTrainStepOptions } from './ort-train-step';
import { encodeTrainGraph, momentNames } from './train-graph';

/** @returns the flat gradient of the batch's loss by the weights, without weight decay */
export async function stepGradient(
  session: Session,
  { network, optimiser, temperature, weights }: OrtTrainStepOptions,
  { rows, pixels, targets, weights: rowWeights }: TrainBatch,
): Promise<Float32Array> {
  const model = encodeTrainGraph(network, { rows, optimiser, temperature, withGradient: true });
  const graph = await DeviceGraph.create(session, 'the train step', model, []);
  const { Tensor } = session.ort;
  const tensor = (values: Float32Array, ...dims: number[]) => new Tensor('float32', values, dims);
  const one = tensor(Float32Array.of(1), 1);
  const zeros = tensor(new Float32Array(weights.length), weights.length);
  const { side, classes } = network;
  const moments = momentNames(optimiser).slice(0, momentCount(optimiser));
  const outputs = await graph.run({
    pixels: tensor(pixels, rows, CHANNELS, side, side),
    targets: tensor(targets, rows, classes),
    rowWeights: tensor(rowWeights, rows),
    learningRate: one,
    ...(optimiser.kind === 'adamw' && { correction1: one, correction2: one }),
    weights: tensor(weights, weights.length),
    ...Object.fromEntries(moments.map((name) => [name, zeros])),
  });
  await graph.release();
  const values = await outputs['gradient']?.getData();
  if (values instanceof Float32Array) return values;
  throw new StillroomError('ShapeMismatch', 'The train step returned no gradient.');
}
