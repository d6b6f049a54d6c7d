/**
 * Training steps by ONNX Runtime: the port of `src/core/training/train-step.ts`.
 *
 * A graph is written for a number of rows, so an epoch whose last batch is smaller has two; each is made
 * when it is first needed and kept. Weights and moments are passed from step to step as tensors.
 */
import { StillroomError } from '../../core/errors';
import { CHANNELS, type Network } from '../../core/training/network';
import { momentCount, stepScalars, type OptimiserSettings } from '../../core/training/optimiser';
import { parameterLayout, type ParameterLayout } from '../../core/training/parameters';
import type { TrainBatch, TrainState, TrainStep } from '../../core/training/train-step';
import type { OrtTensor } from '../ort';
import type { Session } from '../session';
import { DeviceGraph, type Tensors } from './device-graph';
import { encodeLogitsGraph, encodeTrainGraph, momentNames } from './train-graph';

export interface OrtTrainStepOptions {
  readonly network: Network;
  readonly optimiser: OptimiserSettings;
  /** Of the loss; 1 for plain cross-entropy. */
  readonly temperature: number;
  /** Flat first weights, as `initialWeights` makes them. */
  readonly weights: Float32Array;
}

function takeOutput(outputs: Tensors, name: string): OrtTensor {
  const tensor = outputs[name];
  if (tensor) return tensor;
  throw new StillroomError('ShapeMismatch', `The train step returned no "${name}".`);
}

export class OrtTrainStep implements TrainStep {
  readonly classes: number;
  readonly side: number;
  readonly #session: Session;
  readonly #options: OrtTrainStepOptions;
  readonly #layout: ParameterLayout;
  readonly #stepGraphs = new Map<number, DeviceGraph>();
  readonly #logitGraphs = new Map<number, DeviceGraph>();
  #weights: OrtTensor;
  #moments: readonly OrtTensor[];
  #step = 0;

  constructor(session: Session, options: OrtTrainStepOptions) {
    this.#session = session;
    this.#options = options;
    this.#layout = parameterLayout(options.network);
    this.classes = options.network.classes;
    this.side = options.network.side;
    this.#weights = this.#flat(options.weights);
    this.#moments = momentNames(options.optimiser).map(() =>
      this.#flat(new Float32Array(this.#layout.length)),
    );
  }

  #tensor(values: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.#session.ort.Tensor('float32', values, dims);
  }

  /** Reads a tensor back, alone on the backend: on WebGPU this is where a lost device shows. */
  async #valuesOf(tensor: OrtTensor): Promise<Float32Array> {
    const values = await this.#session.runIn('the train step', () => tensor.getData());
    if (values instanceof Float32Array) return values;
    throw new StillroomError('ShapeMismatch', `A train step returned ${tensor.type}, not float32.`);
  }

  #flat(values: Float32Array): OrtTensor {
    const { length } = this.#layout;
    if (values.length !== length) {
      throw new StillroomError(
        'ShapeMismatch',
        `This network has ${length} parameters, and the state holds ${values.length}. It belongs to another network.`,
        { expected: length, received: values.length },
      );
    }
    return this.#tensor(values.slice(), [length]);
  }

  async #graph(
    graphs: Map<number, DeviceGraph>,
    rows: number,
    create: () => Promise<DeviceGraph>,
  ): Promise<DeviceGraph> {
    const made = graphs.get(rows) ?? (await create());
    graphs.set(rows, made);
    return made;
  }

  #stepGraph(rows: number): Promise<DeviceGraph> {
    const { network, optimiser, temperature } = this.#options;
    const kept = ['nextWeights', ...momentNames(optimiser).map((_, i) => `nextMoment${i}`)];
    return this.#graph(this.#stepGraphs, rows, () =>
      DeviceGraph.create(
        this.#session,
        'the train step',
        encodeTrainGraph(network, { rows, optimiser, temperature }),
        kept,
      ),
    );
  }

  #logitGraph(rows: number): Promise<DeviceGraph> {
    return this.#graph(this.#logitGraphs, rows, () =>
      DeviceGraph.create(
        this.#session,
        'the evaluation',
        encodeLogitsGraph(this.#options.network, rows),
        [],
      ),
    );
  }

  async step(batch: TrainBatch, learningRate: number): Promise<number> {
    const { rows } = batch;
    const { optimiser } = this.#options;
    const graph = await this.#stepGraph(rows);
    const scalars = stepScalars(optimiser, learningRate, this.#step + 1);
    const scalar = (value: number) => this.#tensor(Float32Array.of(value), [1]);
    const names = momentNames(optimiser);
    const outputs = await graph.run({
      pixels: this.#tensor(batch.pixels, [rows, CHANNELS, this.side, this.side]),
      targets: this.#tensor(batch.targets, [rows, this.classes]),
      rowWeights: this.#tensor(batch.weights, [rows]),
      learningRate: scalar(scalars.learningRate),
      ...(optimiser.kind === 'adamw' && {
        correction1: scalar(scalars.correction1),
        correction2: scalar(scalars.correction2),
      }),
      weights: this.#weights,
      ...Object.fromEntries(names.map((name, i) => [name, this.#moments[i] ?? this.#weights])),
    });
    this.#adopt(
      takeOutput(outputs, 'nextWeights'),
      names.map((_, i) => takeOutput(outputs, `nextMoment${i}`)),
    );
    this.#step += 1;
    const [loss = Number.NaN] = await this.#valuesOf(takeOutput(outputs, 'loss'));
    if (Number.isFinite(loss)) return loss;
    throw new StillroomError(
      'NonFiniteOutput',
      `The loss became ${loss} at step ${this.#step}: the training diverged. Lower the learning rate (${learningRate} here).`,
      { step: this.#step, learningRate },
    );
  }

  #adopt(weights: OrtTensor, moments: readonly OrtTensor[]): void {
    for (const tensor of [this.#weights, ...this.#moments]) tensor.dispose();
    this.#weights = weights;
    this.#moments = moments;
  }

  async logits(pixels: Float32Array, rows: number): Promise<Float32Array> {
    const graph = await this.#logitGraph(rows);
    const outputs = await graph.run({
      pixels: this.#tensor(pixels, [rows, CHANNELS, this.side, this.side]),
      weights: this.#weights,
    });
    return await this.#valuesOf(takeOutput(outputs, 'logits'));
  }

  async exportState(): Promise<TrainState> {
    const weights = (await this.#valuesOf(this.#weights)).slice();
    const moments: Float32Array[] = [];
    for (const moment of this.#moments) moments.push((await this.#valuesOf(moment)).slice());
    return { step: this.#step, weights, moments };
  }

  importState({ step, weights, moments }: TrainState): Promise<void> {
    const expected = momentCount(this.#options.optimiser);
    if (moments.length !== expected) {
      throw new StillroomError(
        'ShapeMismatch',
        `This optimiser keeps ${expected} vectors beside the weights, and the state holds ${moments.length}. It belongs to another optimiser.`,
        { expected, received: moments.length },
      );
    }
    this.#adopt(
      this.#flat(weights),
      moments.map((moment) => this.#flat(moment)),
    );
    this.#step = step;
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    // Before the graphs: on WebGPU the memory that made the tensors goes away with its session.
    for (const tensor of [this.#weights, ...this.#moments]) tensor.dispose();
    for (const graph of [...this.#stepGraphs.values(), ...this.#logitGraphs.values()]) {
      await graph.release();
    }
  }
}
