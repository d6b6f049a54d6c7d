/**
 * Several threads that can all do the same. Long work takes a seat: one piece a thread at a time, what
 * waits in the order of asking, so that neither the number of cores nor what lies in memory is exceeded
 * however much is asked at once. Short work needs no seat: it goes to whoever has least to do, and is
 * done between two steps of what is under way there.
 *
 * A thread that dies rejects its own calls alone. Its seat is free at once: whoever asks again gets
 * it with a new thread, or another one.
 */
import { StillroomError, throwIfAborted } from '../core/errors';
import type { FunctionsOf } from './functions';
import { Thread, type ThreadOptions } from './thread';

export class ThreadPool<Functions extends FunctionsOf<Functions>> {
  /** A thread is started by the first piece of work that comes to it. */
  readonly threads: readonly Thread<Functions>[];
  readonly #free: Set<Thread<Functions>>;
  readonly #waiting: ((thread: Thread<Functions>) => void)[] = [];

  /** @param size threads at most, from 1 */
  constructor(options: ThreadOptions, size: number) {
    this.threads = Array.from({ length: size }, () => new Thread<Functions>(options));
    this.#free = new Set(this.threads);
  }

  /** The thread with the fewest calls under way; of equals the first, so that few are ever started. */
  get leastBusy(): Thread<Functions> {
    return leastBusyOf(this.threads);
  }

  /**
   * Does long work on a thread that has no other.
   * @throws StillroomError Aborted while it waits; whatever the work throws
   */
  async seated<T>(
    work: (thread: Thread<Functions>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    throwIfAborted(signal);
    const thread = await this.#seat(signal);
    try {
      return await work(thread);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.add(thread);
      else next(thread);
    }
  }

  #seat(signal: AbortSignal): Promise<Thread<Functions>> {
    if (this.#free.size > 0) {
      const thread = leastBusyOf(this.threads.filter((one) => this.#free.has(one)));
      this.#free.delete(thread);
      return Promise.resolve(thread);
    }
    return new Promise((resolve, reject) => {
      const take = (thread: Thread<Functions>) => {
        signal.removeEventListener('abort', leave);
        resolve(thread);
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(new StillroomError('Aborted', 'Cancelled.'));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(take);
    });
  }
}

function leastBusyOf<Functions extends FunctionsOf<Functions>>(
  threads: readonly Thread<Functions>[],
): Thread<Functions> {
  return threads.reduce((best, thread) => (thread.pending < best.pending ? thread : best));
}
