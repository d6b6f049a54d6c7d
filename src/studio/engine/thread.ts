/**
 * The page's side of a thread boundary.
 *
 * A Thread owns one worker and the comlink proxy to it (pinned here: a collected proxy would hang
 * its pending calls). Comlink never settles calls to a terminated worker, so every call also races
 * the thread's own end and the caller's signal. A thread whose worker broke is started again by the
 * next call.
 */
import { releaseProxy, wrap, type Remote } from 'comlink';
import { StillroomError, fromErrorRecord, type ErrorRecord } from '../../core/errors';

interface Running<Functions> {
  readonly worker: Worker;
  readonly remote: Remote<Functions>;
  /** Rejects when the worker breaks or is terminated. */
  readonly ended: Promise<never>;
  readonly end: (error: StillroomError) => void;
}

function isErrorRecord(value: unknown): value is ErrorRecord {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

export class Thread<Functions> {
  readonly #name: string;
  readonly #create: () => Worker;
  #running: Running<Functions> | null = null;

  /**
   * @param name what the thread does, for messages to people
   * @param create starts the worker
   */
  constructor(name: string, create: () => Worker) {
    this.#name = name;
    this.#create = create;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /**
   * Calls into the worker, starting it first when it is not running.
   * @throws StillroomError the worker's own error; Aborted; WorkerLost when it broke meanwhile
   */
  async call<T>(ask: (remote: Remote<Functions>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { remote, ended } = this.#start();
    const aborted = new Promise<never>((_, reject) => {
      const abort = () => {
        reject(new StillroomError('Aborted', 'Cancelled.'));
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([ask(remote), ended, aborted]);
    } catch (error) {
      throw isErrorRecord(error) && !(error instanceof Error) ? fromErrorRecord(error) : error;
    }
  }

  /** Ends the worker at once; pending calls reject, its memory is given back. */
  terminate(reason = `The ${this.#name} worker was stopped.`): void {
    this.#running?.end(new StillroomError('WorkerLost', reason));
  }

  #start(): Running<Functions> {
    if (this.#running !== null) return this.#running;
    const worker = this.#create();
    const remote = wrap<Functions>(worker);
    let fail: (error: StillroomError) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      fail = reject;
    });
    // Nobody may be waiting when a worker ends; that alone is no unhandled rejection.
    ended.catch(() => undefined);
    const end = (error: StillroomError) => {
      if (this.#running?.worker === worker) this.#running = null;
      remote[releaseProxy]();
      worker.terminate();
      fail(error);
    };
    worker.addEventListener('error', (event) => {
      const detail = event.message ? `: ${event.message}` : '';
      end(new StillroomError('WorkerLost', `The ${this.#name} worker stopped${detail}.`));
    });
    this.#running = { worker, remote, ended, end };
    return this.#running;
  }
}
