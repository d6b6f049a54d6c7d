/** Train steps of a ConvNet as the page's training thread makes them, on a backend that is asked for. */
import { IDC_AUGMENTATION } from '../../../src/core/training/augment/settings';
import { augmentedBatch, epochOrder } from '../../../src/core/training/augment/augment';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { initialWeights } from '../../../src/core/training/initialise';
import { paper } from '../../../src/core/training/protocols/paper';
import { openBackend, type BackendReport, type BackendRequest } from '../../../src/runtime/backend';
import { siteKernels } from '../../../src/runtime/kernel-graphs';
import { browserOrt } from '../../../src/runtime/ort-browser';
import type { Session } from '../../../src/runtime/session';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import { noiseImages } from '../noise-images';
import { medianSeconds, type Patience } from './timing';

const CLASSES = 10;
const LEARNING_RATE = 1e-3;

let session: Session | null = null;

/** A ConvNet-3 and the batch that it is trained on. */
export interface TrainSize {
  readonly width: number;
  /** Pixels a side of an image. */
  readonly side: number;
  /** Images a batch. */
  readonly rows: number;
}

export interface FirstSteps {
  readonly losses: readonly number[];
  /** Of all parameters, flat, before the first step and after the last. */
  readonly before: Float32Array;
  readonly after: Float32Array;
}

function newStep({ width, side, rows }: TrainSize) {
  if (session === null) throw new Error('openTraining() comes first');
  const network = describeNetwork({ kind: 'convnet', depth: 3, width }, { side, classes: CLASSES });
  const before = initialWeights(network, 1);
  const images = noiseImages(rows, side, CLASSES);
  const order = epochOrder(images, 1, 0);
  const key = { seed: 1, epoch: 0, index: 0 };
  const batch = augmentedBatch(images, CLASSES, order, rows, IDC_AUGMENTATION, key);
  const options = { network, optimiser: paper.optimiser, temperature: 1, weights: before };
  const train = new OrtTrainStep(session, options);
  return { before, train, step: () => train.step(batch, LEARNING_RATE) };
}

export const trainMeasures = {
  /** Opens a backend for the steps, in place of the one before. */
  async openTraining(siteUrl: string, request: BackendRequest): Promise<BackendReport> {
    await session?.dispose();
    const place = { loader: browserOrt(), kernels: siteKernels(siteUrl) };
    const opened = await openBackend(request, place);
    ({ session } = opened);
    return opened.report;
  },

  /** Losses of the first steps on one batch, and the weights before and after. */
  async firstSteps(size: TrainSize, steps: number): Promise<FirstSteps> {
    const { before, train, step } = newStep(size);
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) losses.push(await step());
    const { weights: after } = await train.exportState();
    await train.dispose();
    return { losses, before, after };
  },

  /** Median seconds of a step. */
  async stepSeconds(size: TrainSize, patience: Patience): Promise<number> {
    const { train, step } = newStep(size);
    const seconds = await medianSeconds(step, patience);
    await train.dispose();
    return seconds;
  },
};
