/** A wait that a person may end, for work that goes on for others. */
import { StillroomError, throwIfAborted } from '../core/errors';

/**
 * The promise's outcome, or the abort if that comes first; what comes after it nobody hears of.
 * @throws StillroomError Aborted; whatever the promise is rejected with
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new StillroomError('Aborted', 'Cancelled.'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    // The race hears of both, so neither is an unhandled rejection afterwards.
    const first = Promise.race([promise, aborted]);
    throwIfAborted(signal);
    return await first;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
