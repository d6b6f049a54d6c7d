/**
 * One training: epochs of augmented batches through a train step, looks at the held-out images on the
 * way, checkpoints.
 *
 * It stops between two steps when the signal fires, after handing out a checkpoint; started again from
 * that, or from any other, it makes the same steps and draws the same curves, bit for bit on the same
 * backend. A pause is therefore a stop and a start.
 */
import { isAbort, StillroomError, throwIfAborted } from '../../core/errors';
import { augmentedBatch, batchesPerEpoch, epochOrder } from '../../core/training/augment/augment';
import { imageCount, requireTrainable, type ImageSet } from '../../core/training/image-set';
import { learningRate } from '../../core/training/learning-rate';
import type { TrainSettings } from '../../core/training/protocol';
import type { Score } from '../../core/training/score';
import { softTargets, targetEntropy } from '../../core/training/targets';
import type { Classifier, TrainBatch, TrainStep } from '../../core/training/train-step';
import { evaluate } from './evaluate';
import type { AccuracyPoint, LossPoint, TrainCheckpoint, TrainEvent, TrainResult } from './events';

export interface TrainRequest {
  readonly step: TrainStep;
  readonly settings: TrainSettings;
  readonly train: ImageSet;
  readonly heldOut: ImageSet;
  /** Names by label, for sentences. */
  readonly classes: readonly string[];
  /** Of this repeat: order, augmentation and (by the caller) first weights. */
  readonly seed: number;
  /** Gives the targets where the settings ask for a teacher's. */
  readonly teacher?: Classifier;
  /** Goes on from here instead of from the start. */
  readonly from?: TrainCheckpoint;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
  /** Lets the thread's messages in between two steps: a stop reaches a busy worker no other way. */
  readonly breathe?: () => Promise<void>;
}

function requireFitting({ step, settings, train, heldOut, classes, teacher }: TrainRequest): void {
  requireTrainable(train, heldOut, classes);
  for (const { side } of [train, heldOut]) {
    if (side === step.side) continue;
    throw new StillroomError(
      'ShapeMismatch',
      `The network takes images of ${step.side} pixels a side, and received ${side}. Resize them first.`,
      { expected: step.side, received: side },
    );
  }
  if (classes.length !== step.classes) {
    throw new StillroomError(
      'ShapeMismatch',
      `The network tells ${step.classes} classes apart, and the collection has ${classes.length}. Make a network for ${classes.length}.`,
      { expected: step.classes, received: classes.length },
    );
  }
  if (settings.labels === 'hard') return;
  if (teacher?.classes === classes.length && teacher.side === step.side) return;
  throw new StillroomError(
    'BadParameter',
    teacher
      ? `The teacher takes ${teacher.side} pixels and tells ${teacher.classes} classes apart; this training needs ${step.side} pixels and ${classes.length} classes. Train a teacher on this collection.`
      : 'This protocol learns from a teacher, and there is none. Train one on the whole classes first, or choose a protocol with hard labels.',
  );
}

/** The batch with a teacher's targets, and the entropy by which its loss exceeds the KL divergence. */
async function taught(
  batch: TrainBatch,
  teacher: Classifier,
  temperature: number,
): Promise<{ batch: TrainBatch; entropy: number }> {
  const logits = await teacher.logits(batch.pixels, batch.rows);
  const targets = softTargets(logits, teacher.classes, temperature);
  const entropy = targetEntropy(targets, batch.weights, teacher.classes);
  return { batch: { ...batch, targets }, entropy };
}

class Training {
  readonly #request: TrainRequest;
  readonly #losses: LossPoint[];
  readonly #accuracies: AccuracyPoint[];
  #epoch: number;
  #batch: number;
  #lossSum: number;
  #last: Score | null = null;

  constructor(request: TrainRequest) {
    const { from } = request;
    this.#request = request;
    this.#losses = [...(from?.curves.losses ?? [])];
    this.#accuracies = [...(from?.curves.accuracies ?? [])];
    this.#epoch = from?.epoch ?? 0;
    this.#batch = from?.batch ?? 0;
    this.#lossSum = from?.lossSum ?? 0;
  }

  async #checkpoint(): Promise<void> {
    const { step, seed, onEvent } = this.#request;
    const checkpoint: TrainCheckpoint = {
      seed,
      epoch: this.#epoch,
      batch: this.#batch,
      lossSum: this.#lossSum,
      state: await step.exportState(),
      curves: { losses: [...this.#losses], accuracies: [...this.#accuracies] },
    };
    onEvent?.({ kind: 'checkpoint', checkpoint });
  }

  /** Before each step: a stop leaves a checkpoint behind. */
  async #stopHere(): Promise<void> {
    const { signal, breathe } = this.#request;
    await breathe?.();
    if (signal?.aborted) await this.#checkpoint();
    throwIfAborted(signal);
  }

  async #makeStep(order: Uint32Array, rate: number): Promise<void> {
    const { step, settings, train, classes, seed, teacher } = this.#request;
    const plain = augmentedBatch(
      train,
      classes.length,
      order,
      settings.batch,
      settings.augmentation,
      {
        seed,
        epoch: this.#epoch,
        index: this.#batch,
      },
    );
    const { batch, entropy } =
      settings.labels === 'teacher' && teacher
        ? await taught(plain, teacher, settings.temperature)
        : { batch: plain, entropy: 0 };
    const loss = (await step.step(batch, rate)) - entropy;
    this.#lossSum += loss * batch.rows;
    this.#batch += 1;
  }

  async #look(): Promise<void> {
    const { step, heldOut, signal, onEvent } = this.#request;
    const score = await evaluate(step, heldOut, signal).catch(async (error: unknown) => {
      if (isAbort(error)) await this.#checkpoint();
      throw error;
    });
    this.#last = score;
    const point = { epoch: this.#epoch, accuracy: score.accuracy, loss: score.loss };
    this.#accuracies.push(point);
    onEvent?.({ kind: 'look', point, score });
  }

  /** Every so many epochs, and after the last; false once the look is made. */
  #isLookDue(): boolean {
    const { epochs, looks } = this.#request.settings;
    const every = Math.max(1, Math.floor(epochs / looks));
    if (this.#epoch === 0 || this.#batch > 0) return false;
    if (this.#accuracies.at(-1)?.epoch === this.#epoch) return false;
    return this.#epoch === epochs || this.#epoch % every === 0;
  }

  async #lookIfDue(): Promise<void> {
    if (!this.#isLookDue()) return;
    await this.#look();
    await this.#checkpoint();
  }

  async #makeEpoch(): Promise<void> {
    const { settings, train, seed, onEvent } = this.#request;
    const { epochs, schedule, optimiser, batch } = settings;
    const rate = learningRate(schedule, optimiser.learningRate, this.#epoch, epochs);
    const order = epochOrder(train, seed, this.#epoch);
    const batches = batchesPerEpoch(train, batch);
    while (this.#batch < batches) {
      await this.#stopHere();
      await this.#makeStep(order, rate);
    }
    this.#epoch += 1;
    this.#batch = 0;
    const loss = this.#lossSum / imageCount(train);
    this.#lossSum = 0;
    const point = { epoch: this.#epoch, loss, learningRate: rate };
    this.#losses.push(point);
    onEvent?.({ kind: 'epoch', point, epochs });
    await this.#lookIfDue();
  }

  async run(): Promise<TrainResult> {
    const { step, settings, heldOut, from, signal } = this.#request;
    if (from) await step.importState(from.state);
    // A stop in the middle of a look left it undone.
    await this.#lookIfDue();
    while (this.#epoch < settings.epochs) await this.#makeEpoch();
    // A checkpoint of the last epoch holds its curves, but not its confusions.
    this.#last ??= await evaluate(step, heldOut, signal);
    const [first, ...others] = this.#accuracies;
    if (first === undefined) {
      throw new StillroomError('BadParameter', 'A training of 0 epochs has no accuracy.');
    }
    const best = others.reduce((a, b) => (b.accuracy > a.accuracy ? b : a), first);
    return {
      last: this.#last,
      best,
      curves: { losses: this.#losses, accuracies: this.#accuracies },
    };
  }
}

/**
 * Trains and evaluates.
 * @throws StillroomError TooFewImages, BadParameter, ShapeMismatch before the first step; Aborted;
 *   NonFiniteOutput when the loss is no number any more; what the step throws
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  requireFitting(request);
  const { from, seed } = request;
  if (from && from.seed !== seed) {
    throw new StillroomError(
      'BadParameter',
      `The checkpoint is of seed ${from.seed}, and this training of seed ${seed}. Go on with the checkpoint's seed, or start anew.`,
    );
  }
  return await new Training(request).run();
}
