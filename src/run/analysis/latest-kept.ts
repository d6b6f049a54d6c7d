/** Values by name, the ones made last: for what is cheap to hold and dear to make again. */
export class LatestKept<Value> {
  readonly #limit: number;
  readonly #values = new Map<string, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value under a name, if it is there. */
  peek(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** The value under a name, made where it is not there. */
  get(name: string, make: () => Value): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const value = make();
    this.#values.set(name, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#limit && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
