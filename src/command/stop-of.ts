/** What stops work in this process. */
import type { Terminal } from './command';

/** Aborted by a signal to end, or when nobody reads any more. */
export function stopOf({ closed }: Pick<Terminal, 'closed'>): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return AbortSignal.any([closed, stop.signal]);
}
