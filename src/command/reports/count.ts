/** How far a task is: counted from its events, by a clock that is handed in. */
import type { WorkEvent } from '../work-order';

interface Mark {
  /** Milliseconds. */
  readonly at: number;
  readonly made: number;
}

/** Images, or steps of a merge, whose times make the rate. */
const RECENT = 20;

export class Count {
  readonly #clock: () => number;
  /** When so many images were made, of the last ones, after the time at which the first was begun. */
  #marks: Mark[] = [];
  #made = 0;
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
    if (event.event === 'written') {
      this.total = event.total;
      this.done = event.done;
      this.#mark({ at: this.#clock(), made: event.done });
    }
    if (event.event !== 'image') return;
    this.done += 1;
    if (event.found) {
      this.found += 1;
      return;
    }
    const at = this.#clock();
    if (this.#made === 0) this.#mark({ at: at - event.seconds * 1000, made: 0 });
    this.#made += 1;
    this.#mark({ at, made: this.#made });
  }

  #mark(mark: Mark): void {
    this.#marks = [...this.#marks, mark].slice(-RECENT - 1);
  }

  /** Images a second of the last ones that were made; null before the first. */
  get rate(): number | null {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return null;
    return ((last.made - first.made) * 1000) / (last.at - first.at);
  }

  /** Seconds that the rest will take; null before the first image that is made. */
  get left(): number | null {
    const { rate } = this;
    return rate === null ? null : (this.total - this.done - this.missing) / rate;
  }
}
