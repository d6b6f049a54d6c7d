/**
 * Training as functions of a thread. The place that computes steps is handed in, so that the page's
 * worker and Node share everything but how ONNX Runtime is opened.
 */
import type { Call } from '../../core/call';
import { controlOf, callOf } from '../../core/control';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { augmentedBatch, epochOrder } from '../../core/training/augment/augment';
import { describeNetwork } from '../../core/training/describe-network';
import { imageCount, type ImageSet } from '../../core/training/image-set';
import { initialWeights } from '../../core/training/initialise';
import { learningRate } from '../../core/training/learning-rate';
import type { Network } from '../../core/training/network';
import type { OptimiserSettings } from '../../core/training/optimiser';
import type { TrainStep } from '../../core/training/train-step';
import type { AskJob, Trainer, TrainJob, TrainSpeed } from '../ports';
import { evaluate, logitsOf } from './evaluate';
import type { TrainEvent, TrainResult } from './events';
import { train } from './train';

export interface StepOptions {
  readonly network: Network;
  readonly optimiser: OptimiserSettings;
  readonly temperature: number;
  readonly weights: Float32Array;
}

/** Makes a train step; its owner disposes of it. */
export type NewStep = (options: StepOptions) => TrainStep;

export type TrainedNetwork = TrainResult & { readonly weights: Float32Array };

/** Steps that are measured, after one that prepares the graph. */
const PROBE_STEPS = 3;
/** Held-out images of a measured look: one call of the network. */
const PROBE_LOOK = 100;

function networkOf({ network, classes, train: { side } }: TrainJob): Network {
  return describeNetwork(network, { side, classes: classes.length });
}

/** The beginning of a set. */
function firstOf({ side, pixels, labels }: ImageSet, count: number): ImageSet {
  return {
    side,
    pixels: pixels.subarray(0, count * side * side * 3),
    labels: labels.subarray(0, count),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function trained(
  newStep: NewStep,
  job: TrainJob,
  { signal, pass, tell }: Call<TrainEvent>,
): Promise<TrainedNetwork> {
  const network = networkOf(job);
  const { settings, seed, teacher, train: images } = job;
  const { optimiser, temperature } = settings;
  const open: TrainStep[] = [];
  const opened = (options: StepOptions) => {
    const step = newStep(options);
    open.push(step);
    return step;
  };
  try {
    const weights = initialWeights(network, seed);
    const step = opened({ network, optimiser, temperature, weights });
    const input = { side: images.side, classes: job.classes.length };
    const asked =
      teacher &&
      opened({
        network: describeNetwork(teacher.network, input),
        optimiser,
        temperature: 1,
        weights: teacher.weights,
      });
    const result = await train({
      step,
      settings,
      train: images,
      heldOut: job.heldOut,
      classes: job.classes,
      seed,
      ...(asked && { teacher: asked }),
      ...(job.from && { from: job.from }),
      signal,
      onEvent: tell,
      breathe: pass,
    });
    return { ...result, weights: (await step.exportState()).weights };
  } finally {
    for (const step of open) await step.dispose();
  }
}

async function probed(
  newStep: NewStep,
  job: TrainJob,
  { signal, pass }: Call,
): Promise<TrainSpeed> {
  const network = networkOf(job);
  const { settings, train: images, heldOut, seed } = job;
  const { optimiser, batch, schedule, epochs, augmentation } = settings;
  const weights = initialWeights(network, seed);
  const step = newStep({ network, optimiser, temperature: 1, weights });
  // A whole batch where there are enough images: the same as `train` begins with.
  const order = epochOrder(images, seed, 0);
  const rate = learningRate(schedule, optimiser.learningRate, 0, epochs);
  const look = firstOf(heldOut, Math.min(PROBE_LOOK, imageCount(heldOut)));
  const makeStep = () =>
    step.step(
      augmentedBatch(images, job.classes.length, order, batch, augmentation, {
        seed,
        epoch: 0,
        index: 0,
      }),
      rate,
    );
  try {
    await makeStep();
    const times: number[] = [];
    for (let i = 0; i < PROBE_STEPS; i++) {
      await pass();
      throwIfAborted(signal);
      times.push(await secondsOf(makeStep));
    }
    await evaluate(step, look, signal);
    await pass();
    const seconds = await secondsOf(() => evaluate(step, look, signal));
    return { step: median(times), look: seconds / imageCount(look) };
  } finally {
    await step.dispose();
  }
}

/** Of a network that is only asked. */
const NO_STEPS: OptimiserSettings = {
  kind: 'sgd',
  learningRate: 0,
  momentum: 0,
  weightDecay: 0,
  decays: 'all',
};

async function answered(
  newStep: NewStep,
  { network, weights, images, classes }: AskJob,
  signal: AbortSignal,
): Promise<Float32Array> {
  const step = newStep({
    network: describeNetwork(network, { side: images.side, classes }),
    optimiser: NO_STEPS,
    temperature: 1,
    weights,
  });
  try {
    return await logitsOf(step, images, signal);
  } finally {
    await step.dispose();
  }
}

/**
 * @param place of the steps; asked by every call, since a thread may not have one yet
 * @returns functions of a thread
 */
export function trainFunctions(place: () => NewStep) {
  return {
    /** As `Trainer.train`. */
    train: (job: TrainJob, call: Call<TrainEvent>): Promise<TrainedNetwork> =>
      trained(place(), job, call),
    /** As `Trainer.probe`. */
    probe: (job: TrainJob, call: Call): Promise<TrainSpeed> => probed(place(), job, call),
    /** As `Trainer.logits`. */
    logits: (job: AskJob, { signal }: Call): Promise<Float32Array> =>
      answered(place(), job, signal),
  };
}

/** What of a training's events moves to the asker: a checkpoint is of no more use here. */
export function movedOf(event: TrainEvent): Transferable[] {
  if (event.kind !== 'checkpoint') return [];
  const { weights, moments } = event.checkpoint.state;
  return [weights, ...moments].map(({ buffer }) => {
    if (buffer instanceof ArrayBuffer) return buffer;
    throw new StillroomError('Internal', 'A checkpoint lies in shared memory.');
  });
}

/** A trainer on the caller's own thread. */
export function localTrainer(backend: string, newStep: NewStep): Trainer {
  return {
    backend,
    train: (job, control, onEvent) => trained(newStep, job, callOf(control, onEvent)),
    probe: (job, signal) =>
      probed(
        newStep,
        job,
        callOf<never>(controlOf(signal), () => undefined),
      ),
    logits: (job, signal) => answered(newStep, job, signal),
  };
}
