/** The answering end of a line: calls become calls of functions, and what they throw crosses as a record. */
import { callOf, Handle } from '../core/control';
import { StillroomError, toErrorRecord } from '../core/errors';
import type { EventTransfers, FunctionsOf, Transfers } from './functions';
import { messageOf, type AnswerMessage, type CallMessage, type Endpoint } from './messages';

const CALLS = ['call', 'stop', 'pause', 'resume'] as const;

type AnyFunction = (...values: readonly unknown[]) => unknown;

/** A function by its name: only what the object itself has, nothing of its prototype. */
function named(functions: object, name: string): AnyFunction {
  const run: unknown = Object.hasOwn(functions, name) ? Reflect.get(functions, name) : undefined;
  if (typeof run === 'function') return run as AnyFunction;
  throw new StillroomError('Internal', `There is no function "${name}" on this thread.`);
}

export interface ServeOptions<Functions extends FunctionsOf<Functions>> {
  /** What of a function's results moves to the asker instead of being copied. */
  readonly transfers?: Transfers<Functions> | undefined;
  /** What of the events that it tells does. */
  readonly eventTransfers?: EventTransfers<Functions> | undefined;
  /** Calls wait for it before their function begins. */
  readonly ready?: () => Promise<void>;
}

/** Answers the calls that come over an endpoint. */
export function serve<Functions extends FunctionsOf<Functions>>(
  endpoint: Endpoint,
  functions: Functions,
  { transfers = {}, eventTransfers = {}, ready }: ServeOptions<Functions> = {},
): void {
  const running = new Map<number, Handle>();
  const send = (message: AnswerMessage, moved: readonly Transferable[] = []) => {
    endpoint.postMessage(message, [...moved]);
  };

  const answer = async ({ id, name, values, paused }: CallMessage & { readonly kind: 'call' }) => {
    const handle = new Handle();
    if (paused) handle.pause();
    running.set(id, handle);
    const tell = (event: unknown) =>
      send({ kind: 'event', id, event }, movedBy(eventTransfers, name, event));
    try {
      await ready?.();
      const value = await named(functions, name)(...values, callOf(handle, tell));
      send({ kind: 'result', id, value }, movedBy(transfers, name, value));
    } catch (error) {
      send({ kind: 'error', id, error: toErrorRecord(error) });
    } finally {
      running.delete(id);
    }
  };

  endpoint.addEventListener('message', ({ data }) => {
    const message = messageOf<CallMessage>(data, CALLS);
    if (message === null) return;
    if (message.kind === 'call') void answer(message);
    else running.get(message.id)?.[message.kind]();
  });
  endpoint.start?.();
}

type Transfer = (value: unknown) => readonly Transferable[];

/** What of a value moves, by the function that it comes from. */
function movedBy(transfers: object, name: string, value: unknown): readonly Transferable[] {
  const moves: unknown = Reflect.get(transfers, name);
  return typeof moves === 'function' ? (moves as Transfer)(value) : [];
}
