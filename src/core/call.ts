/**
 * What a long operation gets from whoever started it, on whichever thread that is: a way to be
 * stopped, a place between two steps where it lets others in and waits while it is paused, and
 * somebody to tell how far it is. The bridge carries it between threads; on Node it is handed over
 * as it is.
 */
export interface Call<Event = never> {
  readonly signal: AbortSignal;
  /** Between two steps: lets messages in, and resolves when no pause holds. */
  readonly pass: () => Promise<void>;
  readonly tell: (event: Event) => void;
}

/** A person's hand on a piece of work that may be going on elsewhere. */
export interface Control {
  readonly signal: AbortSignal;
  /** True while the work is to stand still. */
  readonly paused: boolean;
  /** Resolves at once, or when the pause ends or the work is stopped. */
  resumed(): Promise<void>;
  /** Told of every change of `paused`. @returns ends it */
  onPause(listener: (paused: boolean) => void): () => void;
}
