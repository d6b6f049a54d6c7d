/** Both ends of a `Control`: the hand itself, and what the work gets of it. */
import type { Call, Control } from './call';
import { nextTask } from './next-task';

export class Handle implements Control {
  readonly #abort = new AbortController();
  readonly #listeners = new Set<(paused: boolean) => void>();
  #release: (() => void) | null = null;
  #resumed: Promise<void> = Promise.resolve();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get paused(): boolean {
    return this.#release !== null;
  }

  resumed(): Promise<void> {
    return this.#resumed;
  }

  onPause(listener: (paused: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Stands the work still before its next step; again does nothing. */
  pause(): void {
    if (this.#release !== null || this.signal.aborted) return;
    this.#resumed = new Promise((resolve) => {
      this.#release = resolve;
    });
    for (const listener of this.#listeners) listener(true);
  }

  resume(): void {
    if (this.#release === null) return;
    this.#release();
    this.#release = null;
    for (const listener of this.#listeners) listener(false);
  }

  /** Stops the work for good; work that stands still is let go, so that it hears of it. */
  stop(reason?: unknown): void {
    this.#abort.abort(reason);
    this.resume();
  }
}

/** A control that is never paused: for work that only a signal stops. */
export function controlOf(signal: AbortSignal): Control {
  return {
    signal,
    paused: false,
    resumed: () => Promise.resolve(),
    onPause: () => () => undefined,
  };
}

/** What a piece of work gets from a control: it can be stopped and stood still, and lets others in. */
export function callOf<Event>(control: Control, tell: (event: Event) => void): Call<Event> {
  return {
    signal: control.signal,
    pass: async () => {
      await nextTask();
      await control.resumed();
    },
    tell,
  };
}
