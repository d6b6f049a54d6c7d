/**
 * How a page hears that a thread is gone. A worker that closes itself, or that the browser ends for
 * want of memory, fires no event; but the browser releases the Web Locks that it held. So a thread
 * holds a lock for as long as it lives, and the page waits for that lock. Where there are no locks (an
 * insecure address) error events are all there is.
 */

function locks(): LockManager | null {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return null;
  return navigator.locks;
}

/** A name for a thread's lock, or null where there are no locks. */
export function lifeLock(): string | null {
  return locks() === null ? null : `stillroom-thread-${crypto.randomUUID()}`;
}

/**
 * The thread's side: holds the lock until the thread ends.
 * @returns whether it is held; not where the browser refuses locks (as it may with all storage)
 */
export function holdForLife(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const granted = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    const held = locks()?.request(name, granted);
    if (held === undefined) resolve(false);
    else held.catch(() => resolve(false));
  });
}

/**
 * The page's side, once the thread holds the lock.
 * @param signal ends the wait
 * @param onEnd called when the thread is gone
 */
export function awaitEnd(name: string, signal: AbortSignal, onEnd: () => void): void {
  const waiting = locks()?.request(name, { signal }, onEnd);
  // The wait was ended: the page ended the thread itself.
  waiting?.catch(() => undefined);
}
