/** How far a task is: counted from its events, by a clock that is handed in. */
import type { WorkEvent } from '../work-order';

/** Images whose times make the rate. */
const RECENT = 20;

export class Count {
  readonly #clock: () => number;
  /** Milliseconds at which the last images were made, after the time at which the first was begun. */
  #times: number[] = [];
  total = 0;
  /** Images that are there, found or made. */
  done = 0;
  found = 0;
  missing = 0;

  /** @param clock milliseconds from some beginning */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  take(event: WorkEvent): void {
    if (event.event === 'begun') this.total = event.images;
    if (event.event === 'class-failed') this.missing += event.missing;
    if (event.event !== 'image') return;
    this.done += 1;
    if (event.found) {
      this.found += 1;
      return;
    }
    const now = this.#clock();
    if (this.#times.length === 0) this.#times.push(now - event.seconds * 1000);
    this.#times = [...this.#times, now].slice(-RECENT - 1);
  }

  /** Images a second of the last ones that were made; null before the first. */
  get rate(): number | null {
    const [first] = this.#times;
    const last = this.#times.at(-1);
    if (first === undefined || last === undefined || last <= first) return null;
    return ((this.#times.length - 1) * 1000) / (last - first);
  }

  /** Seconds that the rest will take; null before the first image that is made. */
  get left(): number | null {
    const { rate } = this;
    return rate === null ? null : (this.total - this.done - this.missing) / rate;
  }
}
