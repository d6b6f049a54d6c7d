/**
 * Starts of the page that did not end well, counted across visits: what is stored may hang the page before a
 * person can take it away, and would do so again after every reload. A page that hangs or dies says no
 * goodbye; one that a person leaves in the middle of its start does, and counts for nothing.
 */

/** So many in a row, and the page asks before it shows the stored run. */
export const FAILED_STARTS = 2;
const KEY = 'stillroom-starts';
/** What a count may say at most, whatever stands there. */
const MOST = 9;

/** Where a browser keeps a few words across visits. */
export type StartCounter = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Starts {
  readonly #store: StartCounter;
  #under = false;

  constructor(store: StartCounter) {
    this.#store = store;
  }

  #count(): number {
    const count = Number(this.#store.getItem(KEY));
    return Number.isInteger(count) && count > 0 ? Math.min(count, MOST) : 0;
  }

  #keep(count: number): void {
    try {
      if (count > 0) this.#store.setItem(KEY, String(count));
      else this.#store.removeItem(KEY);
    } catch {
      // Storage that is full or forbidden counts nothing: the page then starts as ever.
    }
  }

  /** A start begins. @returns how many before it did not end */
  begin(): number {
    const failed = this.#count();
    this.#under = true;
    this.#keep(failed + 1);
    return failed;
  }

  /** The page stands. */
  done(): void {
    this.#under = false;
    this.#keep(0);
  }

  /** The page could not be drawn: whoever leaves it now leaves a failed start. */
  failed(): void {
    if (!this.#under) this.#keep(this.#count() + 1);
    this.#under = false;
  }

  /** A person leaves the page while it starts. */
  left(): void {
    if (this.#under) this.#keep(this.#count() - 1);
    this.#under = false;
  }
}
