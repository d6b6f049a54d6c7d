/** Writes that go on beside the work that they come from: none is forgotten, and none fails unheard. */
export class Writes {
  readonly #all: Promise<void>[] = [];

  add(write: Promise<void>): void {
    // Heard at the end; until then nobody waits for it.
    write.catch(() => undefined);
    this.#all.push(write);
  }

  /**
   * Does the work and waits for the writes that it begins, also where it fails.
   * @throws whatever the work throws, else what the first write that failed was rejected with
   */
  async during(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      await Promise.allSettled(this.#all);
    }
    await Promise.all(this.#all);
  }
}
