/**
 * How something that is made keeps step with what it depends on: the live preview with the settings,
 * a map with its sliders. One way for all: look at the dependencies whenever anything may have changed,
 * do nothing while their content is the same, else stop what is being made and make it anew. The latest
 * wins; an older one that is stopped has nothing more to say, not even an error.
 *
 * It knows no store and no React: whoever follows says how to hear of changes.
 */
import { isAbort } from '../core/errors';

export interface FollowOptions<Dependencies> {
  /** Hears of everything that may change the dependencies. @returns ends it */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * All that the thing is made from, as plain data that JSON can hold: equal content is not made
   * again. Null while there is nothing to make.
   */
  readonly dependencies: () => Dependencies | null;
  /** @param signal fires when something newer is wanted, or nothing any more */
  readonly make: (dependencies: Dependencies, signal: AbortSignal) => Promise<void>;
  /** What went wrong with the latest one. */
  readonly failed: (error: unknown) => void;
  /** There is nothing to make any more. */
  readonly rest?: () => void;
  /** Milliseconds without a further change before a changed one is made; the first comes at once. */
  readonly delayMs?: number;
}

export interface Following {
  /** Makes it again, at once, though nothing that it depends on has changed. */
  renew(): void;
  /** Stops what is being made and listens no more. */
  stop(): void;
}

/** Starts to follow, with a first look once the caller's own changes are through. */
export function follow<Dependencies>(options: FollowOptions<Dependencies>): Following {
  const { subscribe, dependencies, make, failed, rest, delayMs = 0 } = options;
  let abort = new AbortController();
  /** The content that was looked at last; undefined: whatever is wanted now is to be made, or stopped, anew. */
  let seen: string | null | undefined = null;
  let scheduled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const begin = async (wanted: Dependencies): Promise<void> => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      await make(wanted, signal);
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) failed(error);
    }
  };

  const look = (): void => {
    scheduled = false;
    if (stopped) return;
    const wanted = dependencies();
    const content = wanted === null ? null : JSON.stringify(wanted);
    if (content === seen) return;
    const first = typeof seen !== 'string';
    seen = content;
    clearTimeout(timer);
    if (wanted === null) {
      abort.abort();
      rest?.();
    } else if (first || delayMs === 0) void begin(wanted);
    else {
      // What is wanted no more must not go on while the new one waits.
      abort.abort();
      timer = setTimeout(() => void begin(wanted), delayMs);
    }
  };

  /** Changes that come together are looked at together. */
  const soon = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(look);
  };

  const unsubscribe = subscribe(soon);
  soon();
  return {
    renew() {
      seen = undefined;
      soon();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      abort.abort();
      unsubscribe();
    },
  };
}
