/**
 * Events in the order in which they came, handed on a few times a second: a small network makes hundreds
 * of epochs in a blink, and each would draw the page anew.
 */
const EVERY_MS = 100;

export class EventFeed<Event> {
  readonly #take: (events: readonly Event[]) => void;
  #waiting: Event[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param take gets all events since the last time */
  constructor(take: (events: readonly Event[]) => void) {
    this.#take = take;
  }

  push(event: Event): void {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.flush(), EVERY_MS);
  }

  /** Hands on what waits, at once. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#take(events);
  }
}
