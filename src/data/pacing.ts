/**
 * Long loops in slices, so that the thread they run on stays free for its events.
 *
 * A loop over 50,000 files takes longer than the 50 ms that a page may be blocked. It asks its pacer
 * in every round; after 12 ms of work the pacer lets the event loop turn once.
 */
import { throwIfAborted } from '../core/errors';

const SLICE_MS = 12;

/**
 * Resolves in a later task, after pending events. A message, because timers are slowed to one a
 * second in hidden tabs, and `scheduler.yield` comes back before everybody else's timers.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #sliceStart = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** True when the slice is used up: then await `rest`. */
  get due(): boolean {
    return performance.now() - this.#sliceStart >= SLICE_MS;
  }

  /**
   * Lets the event loop turn and starts a new slice.
   * @throws StillroomError Aborted when the signal has fired
   */
  async rest(): Promise<void> {
    throwIfAborted(this.#signal);
    await nextTask();
    throwIfAborted(this.#signal);
    this.#sliceStart = performance.now();
  }
}
