/**
 * One operation at a time, in the order of the calls.
 *
 * ONNX Runtime's WebAssembly module is not re-entrant: two runs in flight hang it for good, and of
 * two sessions created at once one is rejected. Every create, run and release of a worker therefore
 * goes through one queue. An operation that fails does not stop those behind it; a closed queue
 * rejects what waits and whatever comes later.
 */
export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();
  #closedBy: Error | null = null;
  #waiting = 0;

  /** Operations that have been asked for and have not ended. */
  get pending(): number {
    return this.#waiting;
  }

  /**
   * Runs an operation when everything before it has ended.
   * @throws whatever the operation throws, or the error that the queue was closed with
   */
  run<T>(operation: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#tail.then(() => {
      if (this.#closedBy) throw this.#closedBy;
      return operation();
    });
    const settle = () => {
      this.#waiting--;
    };
    this.#tail = result.then(settle, settle);
    return result;
  }

  /** Rejects all operations that have not started, now and later. The first error stays. */
  close(error: Error): void {
    this.#closedBy ??= error;
  }
}
