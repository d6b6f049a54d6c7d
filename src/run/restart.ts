/**
 * What a broken thread costs. After a lost device, memory that ran out or a worker that died, the next
 * call starts the thread again; what was being made is begun anew, once. A second break in the same
 * piece of work is no accident any more and goes to the caller. Sampling, scoring, describing, encoding
 * and the analysis all take this one way.
 */
import { StillroomError, throwIfAborted, type ErrorCode } from '../core/errors';

const BROKEN_THREAD: ReadonlySet<ErrorCode> = new Set(['DeviceLost', 'OutOfMemory', 'WorkerLost']);

/** True for an error after which only a new thread helps. */
export function breaksThread(error: unknown): boolean {
  return error instanceof StillroomError && BROKEN_THREAD.has(error.code);
}

export interface RestartHooks {
  readonly signal: AbortSignal;
  /** Told before the work is begun anew. */
  readonly onBreak?: (error: unknown) => void;
}

/**
 * The work's outcome, begun anew where a thread broke under it the first time.
 * @throws StillroomError Aborted when a stop came with the break or after it; whatever the work throws
 */
export async function onceMore<T>(
  work: () => Promise<T>,
  { signal, onBreak }: RestartHooks,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!breaksThread(error)) throw error;
    // A cancel may be what killed the thread; nobody waits for a new one then.
    throwIfAborted(signal);
    onBreak?.(error);
    return work();
  }
}
