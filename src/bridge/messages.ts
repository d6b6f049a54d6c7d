/**
 * What crosses between two threads. Messages of one endpoint arrive in the order in which they were
 * sent, so everything that a call tells arrives before its result.
 */
import type { ErrorRecord } from '../core/errors';

/** One end of a line: a worker, a worker's own scope, a MessagePort, on the page and in Node. */
export interface Endpoint {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  /** Ports deliver nothing before this. */
  start?(): void;
}

/** To whoever answers calls. */
export type CallMessage =
  | {
      readonly kind: 'call';
      /** Names the call among those of this line. */
      readonly id: number;
      readonly name: string;
      readonly values: readonly unknown[];
      /** Begins standing still. */
      readonly paused: boolean;
    }
  | { readonly kind: 'stop' | 'pause' | 'resume'; readonly id: number };

/** To whoever asked. */
export type AnswerMessage =
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorRecord };

/** From the page to a thread, about the thread itself. */
export type ThreadMessage =
  /** Hold this Web Lock for life: its release tells the page that the thread is gone. */
  | { readonly kind: 'live'; readonly lock: string }
  /** Answer calls to a service on this port. */
  | { readonly kind: 'serve'; readonly service: string; readonly port: MessagePort }
  /** Another thread answers a service's calls on this port. */
  | { readonly kind: 'use'; readonly service: string; readonly port: MessagePort }
  /** The thread that answered them is gone. */
  | { readonly kind: 'lost'; readonly service: string; readonly reason: string };

/** From a thread to the page: it holds its lock. */
export interface AliveMessage {
  readonly kind: 'alive';
}

/** The message, where it is one of ours: others may share a worker's line. */
export function messageOf<Message extends { readonly kind: string }>(
  data: unknown,
  kinds: readonly Message['kind'][],
): Message | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  const { kind } = data;
  // Both ends of a line are built together, so a kind that is known has its shape.
  return kinds.some((known) => known === kind) ? (data as unknown as Message) : null;
}
