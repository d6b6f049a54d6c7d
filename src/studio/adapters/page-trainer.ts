/**
 * Training on a thread of its own. A thread that dies is started again once and goes on from the last
 * checkpoint that it told, on the same backend: the same curve.
 */
import type { Control } from '../../core/call';
import { StillroomError } from '../../core/errors';
import { Thread, type WorkerLike } from '../../bridge/thread';
import type { AskJob, Trainer, TrainJob, TrainSpeed } from '../../run/ports';
import { onceMore } from '../../run/restart';
import type { TrainEvent } from '../../run/training/events';
import type { TrainedNetwork } from '../../run/training/functions';
import type { BackendReport, BackendRequest } from '../../runtime/backend';
import type { TrainingThreadFunctions } from '../../../workers/training';

export interface PageTrainerOptions {
  /** What the page's model runs on, usually. */
  readonly request: BackendRequest;
  /** Absolute URL of the page's folder. */
  readonly siteUrl: string;
  /** Starts the worker; the page's own by default. */
  readonly open?: () => WorkerLike;
}

function openWorker(): WorkerLike {
  return new Worker(new URL('../../../workers/training.ts', import.meta.url), { type: 'module' });
}

export class PageTrainer implements Trainer {
  readonly #thread: Thread<TrainingThreadFunctions>;
  readonly #options: PageTrainerOptions;
  /** Where it trains, and how many threads it has, for people. */
  readonly report: BackendReport;
  /** The life of the thread in which the backend is open. */
  #generation: number;

  private constructor(
    thread: Thread<TrainingThreadFunctions>,
    options: PageTrainerOptions,
    report: BackendReport,
  ) {
    this.#thread = thread;
    this.#options = options;
    this.report = report;
    this.#generation = thread.generation;
  }

  /** @throws StillroomError Unsupported, WorkerLost, Aborted */
  static async open(options: PageTrainerOptions, signal?: AbortSignal): Promise<PageTrainer> {
    const thread = new Thread<TrainingThreadFunctions>({
      name: 'training',
      open: options.open ?? openWorker,
      fatal: ['DeviceLost', 'OutOfMemory', 'WorkerLost'],
    });
    const { request, siteUrl } = options;
    try {
      const report = await thread.call('open', [request, siteUrl], { signal });
      return new PageTrainer(thread, options, report);
    } catch (error) {
      // Nobody else knows this thread.
      thread.terminate();
      throw error;
    }
  }

  get backend(): BackendReport['kind'] {
    return this.report.kind;
  }

  get runtime(): string {
    return this.report.runtime;
  }

  /** The life of the thread that trains on this backend: the present one, or a new one. */
  async #awake(signal: AbortSignal): Promise<number> {
    const { generation } = this.#thread;
    if (generation !== 0 && generation === this.#generation) return generation;
    const { kind } = await this.#thread.call('open', [this.report.kind, this.#options.siteUrl], {
      signal,
    });
    if (kind !== this.report.kind) {
      throw new StillroomError(
        'ModelChanged',
        `This training ran on ${this.report.kind}, which is gone. Start the evaluation again on ${kind}.`,
      );
    }
    this.#generation = this.#thread.generation;
    return this.#generation;
  }

  train(
    job: TrainJob,
    control: Control,
    onEvent: (event: TrainEvent) => void,
  ): Promise<TrainedNetwork> {
    const { signal } = control;
    let { from } = job;
    const listen = (event: TrainEvent) => {
      if (event.kind === 'checkpoint') from = event.checkpoint;
      onEvent(event);
    };
    const work = async () => {
      const generation = await this.#awake(signal);
      return this.#thread.call('train', [from ? { ...job, from } : job], {
        control,
        generation,
        onEvent: listen,
        whenAborted: 'kill',
      });
    };
    return onceMore(work, { signal });
  }

  async probe(job: TrainJob, signal: AbortSignal): Promise<TrainSpeed> {
    return onceMore(
      async () => {
        const generation = await this.#awake(signal);
        return this.#thread.call('probe', [job], { signal, generation, whenAborted: 'kill' });
      },
      { signal },
    );
  }

  async logits(job: AskJob, signal: AbortSignal): Promise<Float32Array> {
    return onceMore(
      async () => {
        const generation = await this.#awake(signal);
        return this.#thread.call('logits', [job], { signal, generation, whenAborted: 'kill' });
      },
      { signal },
    );
  }

  /** Ends the thread and gives its memory back. */
  close(): void {
    this.#thread.terminate();
  }
}
