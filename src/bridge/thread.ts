/**
 * A thread as its owner sees it: a worker that is started by the first call and started again by the
 * next one after it broke. Each start is a generation; what the thread knew dies with it.
 *
 * A thread ends by its owner's will, by an error that nobody caught, by an answer after which nothing
 * of it can be trusted (a lost device, memory that ran out), or without a word. Whatever the way, the
 * calls that wait are rejected with WorkerLost.
 */
import { isAbort, StillroomError, toErrorRecord, type ErrorCode } from '../core/errors';
import { Caller, type AskOptions } from './caller';
import type { ArgumentsOf, EventOf, FunctionsOf, NameIn, ResultOf } from './functions';
import { awaitEnd, lifeLock } from './life';
import { messageOf, type AliveMessage, type Endpoint, type ThreadMessage } from './messages';

/** What is needed of a `Worker`. */
export interface WorkerLike extends Endpoint {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'messageerror', listener: (event: MessageEvent<unknown>) => void): void;
  terminate(): void;
}

export interface ThreadOptions {
  /** What the thread does, for messages to people: "model". */
  readonly name: string;
  /** Starts the worker. */
  readonly open: () => WorkerLike;
  /** Errors of a call after which only a new thread helps. None by default. */
  readonly fatal?: readonly ErrorCode[];
  /** How long a stopped call may still run, in ms, where the call asks for a kill. 3 s by default. */
  readonly patienceMs?: number;
}

export interface CallOptions<Event> extends Omit<AskOptions<Event>, 'whenAborted'> {
  /**
   * What an abort means. 'leave' (default): rejects at once; the function hears of it, its answer is
   * dropped. 'wait': rejects when the function has stopped; what it tells until then still arrives.
   * 'kill': as 'wait', but a function that is not done after the thread's patience dies with its thread.
   */
  readonly whenAborted?: 'leave' | 'wait' | 'kill';
  /** Asks this life of the thread alone: rejects with WorkerLost where it is over. */
  readonly generation?: number;
}

const PATIENCE_MS = 3000;

/** One life of the thread. */
interface Life<Functions extends FunctionsOf<Functions>> {
  readonly generation: number;
  readonly worker: WorkerLike;
  readonly caller: Caller<Functions>;
  readonly over: AbortController;
}

export class Thread<Functions extends FunctionsOf<Functions>> {
  readonly #options: ThreadOptions;
  readonly #endListeners = new Set<(reason: string) => void>();
  #life: Life<Functions> | null = null;
  #generation = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get running(): boolean {
    return this.#life !== null;
  }

  /** Number of this life of the thread, from 1; 0 while it does not run. */
  get generation(): number {
    return this.#life?.generation ?? 0;
  }

  /** Calls that wait for an answer. */
  get pending(): number {
    return this.#life?.caller.pending ?? 0;
  }

  /**
   * Asks the thread, starting it first where it does not run.
   *
   *     await model.call('sample', [job], { control, onEvent: onStep, whenAborted: 'kill' });
   *
   * @param values the function's arguments without its `Call`
   * @throws StillroomError what the function threw, as Internal where it was unexpected; Aborted, also
   *   for what fails after the abort; WorkerLost when the thread ended meanwhile. A function that
   *   finishes in spite of an abort gives its result, unless the wait was left.
   */
  async call<Name extends NameIn<Functions>>(
    name: Name,
    values: ArgumentsOf<Functions[Name]>,
    { generation, whenAborted, ...options }: CallOptions<EventOf<Functions[Name]>> = {},
  ): Promise<ResultOf<Functions[Name]>> {
    const signal = options.control?.signal ?? options.signal;
    if (signal?.aborted) throw new StillroomError('Aborted', 'Cancelled.');
    const life = this.#living(generation);
    const calm = whenAborted === 'kill' && signal ? this.#killLate(life, signal) : null;
    try {
      return await life.caller.call(name, values, {
        ...options,
        whenAborted: whenAborted === 'kill' ? 'wait' : whenAborted,
      });
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      if (this.#options.fatal?.includes(code)) this.#end(life, message);
      if (signal?.aborted && !isAbort(error)) throw new StillroomError('Aborted', 'Cancelled.');
      throw error;
    } finally {
      calm?.();
    }
  }

  /** Starts the thread where it does not run. @returns its generation */
  start(): number {
    return this.#living().generation;
  }

  /** Ends the thread at once: what waits is rejected with WorkerLost, its memory is given back. */
  terminate(reason = `The ${this.name} thread was stopped.`): void {
    if (this.#life !== null) this.#end(this.#life, reason);
  }

  /** Told why whenever the thread has ended. @returns ends it */
  onEnd(listener: (reason: string) => void): () => void {
    this.#endListeners.add(listener);
    return () => {
      this.#endListeners.delete(listener);
    };
  }

  /** Sends a word about the thread itself; for `Connection`. */
  post(message: ThreadMessage, transfer: readonly Transferable[] = []): void {
    this.#living().worker.postMessage(message, [...transfer]);
  }

  /** The life that runs, or a new one. @param generation the only one that will do */
  #living(generation?: number): Life<Functions> {
    const life = this.#life;
    if (generation === undefined) return life ?? this.#begin();
    if (life?.generation === generation) return life;
    throw new StillroomError(
      'WorkerLost',
      `The ${this.name} thread that knew what this call needs is gone. Try again.`,
    );
  }

  #begin(): Life<Functions> {
    const { name, open } = this.#options;
    const worker = open();
    const life: Life<Functions> = {
      generation: ++this.#generation,
      worker,
      caller: new Caller<Functions>(worker),
      over: new AbortController(),
    };
    this.#life = life;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(life, `The ${name} thread stopped: ${event.message || 'its code did not load'}.`);
    });
    worker.addEventListener('messageerror', () => {
      this.#end(life, `The ${name} thread sent what cannot be read here.`);
    });
    this.#watch(life);
    return life;
  }

  /** Waits for the end that no event tells of. */
  #watch(life: Life<Functions>): void {
    const lock = lifeLock();
    if (lock === null) return;
    life.worker.addEventListener('message', ({ data }) => {
      if (messageOf<AliveMessage>(data, ['alive']) === null) return;
      awaitEnd(lock, life.over.signal, () => {
        this.#end(life, `The ${this.name} thread ended without a word.`);
      });
    });
    life.worker.postMessage({ kind: 'live', lock } satisfies ThreadMessage, []);
  }

  /** Kills the thread some time after the abort. @returns calls it off */
  #killLate(life: Life<Functions>, signal: AbortSignal): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      timer = setTimeout(() => {
        this.#end(life, 'The step was stopped before its end.');
      }, this.#options.patienceMs ?? PATIENCE_MS);
    };
    signal.addEventListener('abort', wait, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wait);
    };
  }

  #end(life: Life<Functions>, reason: string): void {
    if (this.#life !== life) return;
    this.#life = null;
    life.over.abort();
    life.worker.terminate();
    life.caller.close(new StillroomError('WorkerLost', reason));
    for (const listener of this.#endListeners) listener(reason);
  }
}
