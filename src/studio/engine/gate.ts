/**
 * Holds background work back while something that a person waits for is under way. Whoever closes it
 * holds it until they let go; it is open when nobody does.
 */
export class Gate {
  #holders = 0;
  #open: () => void = () => {};
  #passage: Promise<void> = Promise.resolve();

  /** @returns lets go; calls after the first do nothing */
  close(): () => void {
    if (this.#holders === 0) {
      this.#passage = new Promise((resolve) => {
        this.#open = resolve;
      });
    }
    this.#holders += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      if (this.#holders === 0) this.#open();
    };
  }

  /** Resolves while the gate is open, else when it opens. */
  passed(): Promise<void> {
    return this.#passage;
  }
}
