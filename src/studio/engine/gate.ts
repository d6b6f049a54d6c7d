/** Holds background work back while something that a person waits for is under way. */
export class Gate {
  #open: (() => void) | null = null;
  #passage: Promise<void> = Promise.resolve();

  close(): void {
    if (this.#open !== null) return;
    this.#passage = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open?.();
    this.#open = null;
  }

  /** Resolves while the gate is open, else when it opens. */
  passed(): Promise<void> {
    return this.#passage;
  }
}
