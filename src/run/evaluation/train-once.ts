/** One training, from its checkpoint where there is one, with its checkpoints kept on the way. */
import type { Control } from '../../core/call';
import type { Trainer, TrainJob } from '../ports';
import type {
  AccuracyPoint,
  LossPoint,
  TrainCheckpoint,
  TrainEvent,
  TrainResult,
} from '../training/events';
import type { KeptCheckpoint, KeptTraining } from './kept-trainings';

export interface TrainOnceParts {
  readonly trainer: Trainer;
  readonly kept: KeptTraining;
  readonly clock: () => number;
}

/** A point of the curves. */
export type CurveEvent =
  | { readonly kind: 'epoch'; readonly point: LossPoint; readonly epochs: number }
  | { readonly kind: 'look'; readonly point: AccuracyPoint };

export interface TrainedOnce {
  readonly result: TrainResult & { readonly weights: Float32Array };
  /** Wall time of all its parts, pauses left out. */
  readonly seconds: number;
  /** What computed all its parts, with its version; left out where they differ or one is not known. */
  readonly runtime?: string;
}

/** Wall time in which the work does not stand still. */
class Stopwatch {
  readonly #clock: () => number;
  readonly #forget: () => void;
  #before: number;
  #since: number | null;

  constructor(clock: () => number, control: Control, before: number) {
    this.#clock = clock;
    this.#before = before;
    this.#since = control.paused ? null : clock();
    this.#forget = control.onPause((paused) => {
      this.#before = this.seconds;
      this.#since = paused ? null : clock();
    });
  }

  get seconds(): number {
    const running = this.#since === null ? 0 : (this.#clock() - this.#since) / 1000;
    return this.#before + running;
  }

  stop(): void {
    this.#forget();
  }
}

/**
 * Checkpoints on their way into storage, one at a time. Only the last counts: those that a slow storage has
 * not begun to write when a newer one comes are let go, since each is as large as the network.
 */
class CheckpointWrites {
  readonly #kept: KeptTraining;
  #next: KeptCheckpoint | null = null;
  #writing: Promise<void> | null = null;

  constructor(kept: KeptTraining) {
    this.#kept = kept;
  }

  add(checkpoint: KeptCheckpoint): void {
    this.#next = checkpoint;
    if (this.#writing !== null) return;
    this.#writing = this.#write();
    // Heard of at the end.
    this.#writing.catch(() => undefined);
  }

  /** @throws what the storage threw: nothing is written after that */
  async end(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#next !== null) {
      const checkpoint = this.#next;
      this.#next = null;
      await this.#kept.putCheckpoint(checkpoint);
    }
    this.#writing = null;
  }
}

/** Tells the curves that were drawn before, so that whoever shows them has all of them. */
function retell(
  { curves }: TrainCheckpoint,
  epochs: number,
  tell: (event: CurveEvent) => void,
): void {
  for (const point of curves.losses) tell({ kind: 'epoch', point, epochs });
  for (const point of curves.accuracies) tell({ kind: 'look', point });
}

/**
 * Trains, and keeps a checkpoint whenever one is told; after a stop the last one is there.
 * @param onEvent told of the curves; of an epoch that is told twice both points are the same
 * @throws StillroomError as `Trainer.train`
 */
export async function trainOnce(
  { trainer, kept, clock }: TrainOnceParts,
  job: TrainJob,
  control: Control,
  onEvent: (event: CurveEvent) => void,
): Promise<TrainedOnce> {
  const before = await kept.checkpoint();
  const watch = new Stopwatch(clock, control, before?.seconds ?? 0);
  if (before) retell(before.checkpoint, job.settings.epochs, onEvent);
  const { runtime } = trainer;
  // A checkpoint of a version that nobody wrote down leaves the whole without one.
  const isOne = before === undefined || before.runtime === runtime;
  const computed = runtime !== undefined && isOne ? { runtime } : {};
  const writes = new CheckpointWrites(kept);
  const listen = (event: TrainEvent) => {
    if (event.kind !== 'checkpoint') {
      onEvent(event);
      return;
    }
    const { checkpoint } = event;
    const { seconds } = watch;
    writes.add({ checkpoint, seconds, ...computed });
  };
  try {
    const from = before?.checkpoint;
    const result = await trainer.train(from ? { ...job, from } : job, control, listen);
    return { result, seconds: watch.seconds, ...computed };
  } finally {
    watch.stop();
    await writes.end();
  }
}
