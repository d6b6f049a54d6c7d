/** Counts the time that is worked, and leaves out the time in between. */
export class Stopwatch {
  readonly #now: () => number;
  #before = 0;
  #startedAt: number | null = null;

  /** @param now milliseconds of a steady clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  start(): void {
    this.#startedAt ??= this.#now();
  }

  stop(): void {
    this.#before = this.#worked();
    this.#startedAt = null;
  }

  get seconds(): number {
    return this.#worked() / 1000;
  }

  #worked(): number {
    return this.#before + (this.#startedAt === null ? 0 : this.#now() - this.#startedAt);
  }
}
