/**
 * Long loops in slices, so that the thread they run on stays free for its events.
 *
 * A loop over 50,000 files takes longer than the 50 ms that a page may be blocked. It asks its pacer
 * in every round; after 12 ms of work the pacer lets the event loop turn once.
 */
import { throwIfAborted } from './errors';
import { nextTask } from './next-task';

const SLICE_MS = 12;

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
