/**
 * Lets the thread take its messages, an abort among them, while a long computation goes on.
 *
 * The core reads no clock. It counts what it does, in multiply-adds, and lets the event loop turn
 * after so many that a machine of a third of the usual speed needs 30 ms for them; where it turns
 * has no effect on any number.
 */
import { throwIfAborted } from '../../errors';
import { nextTask } from '../../next-task';

/** Multiply-adds between two pauses: 10 ms where TypeScript does a billion a second. */
const SLICE = 10_000_000;

export class Pace {
  readonly #signal: AbortSignal | undefined;
  #spent = 0;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Counts work that was done, and pauses when the slice is used up.
   * @throws StillroomError Aborted when the signal has fired
   */
  async spend(operations: number): Promise<void> {
    throwIfAborted(this.#signal);
    this.#spent += operations;
    if (this.#spent >= SLICE) await this.rest();
  }

  /** Pauses now. @throws StillroomError Aborted when the signal has fired */
  async rest(): Promise<void> {
    this.#spent = 0;
    throwIfAborted(this.#signal);
    await nextTask();
    throwIfAborted(this.#signal);
  }
}
