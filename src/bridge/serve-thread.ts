/**
 * A worker's whole entry: which functions live on this thread, which of its services other threads may
 * ask, and which services of other threads it asks itself.
 *
 *     serveThread(functions, { services: { kernels: kernelFunctions } });
 */
import type { OwnNames } from '../core/by-name';
import type { EventTransfers, FunctionsOf, Transfers } from './functions';
import { holdForLife } from './life';
import { messageOf, type AliveMessage, type Endpoint, type ThreadMessage } from './messages';
import { serve } from './serve';

const WORDS = ['live', 'serve', 'use', 'lost'] as const;

/** What a thread uses of another one; see `Service`. */
interface UsedService {
  readonly name: string;
  use(port: MessagePort): void;
  lose(reason: string): void;
}

export interface ThreadEntry<Functions extends FunctionsOf<Functions>> {
  /** What of results moves to the page instead of being copied. */
  readonly transfers?: Transfers<Functions>;
  /** What of events does. */
  readonly eventTransfers?: EventTransfers<Functions>;
  /** What other threads may ask, by name. */
  readonly services?: OwnNames<OwnNames<(...values: never[]) => unknown>>;
  /** What this thread asks of others. */
  readonly uses?: readonly UsedService[];
  /** The line to the page; the worker's own by default. */
  readonly endpoint?: Endpoint;
}

/** The worker's own scope. */
function ownScope(): Endpoint {
  return {
    postMessage: (message, transfer) => {
      self.postMessage(message, { transfer });
    },
    addEventListener: (type, listener) => {
      self.addEventListener(type, listener);
    },
  };
}

/** Answers the page's calls, now and as long as the thread lives. */
export function serveThread<Functions extends FunctionsOf<Functions>>(
  functions: Functions,
  {
    transfers,
    eventTransfers,
    services = {},
    uses = [],
    endpoint = ownScope(),
  }: ThreadEntry<Functions> = {},
): void {
  // A function may end the thread: none begins before its end would be noticed.
  let watched: Promise<void> | undefined;
  const live = async (lock: string) => {
    if (!(await holdForLife(lock))) return;
    endpoint.postMessage({ kind: 'alive' } satisfies AliveMessage, []);
  };
  const used = (name: string) => uses.find((service) => service.name === name);
  endpoint.addEventListener('message', ({ data }) => {
    const message = messageOf<ThreadMessage>(data, WORDS);
    switch (message?.kind) {
      case undefined:
        return;
      case 'live':
        watched = live(message.lock);
        return;
      case 'serve':
        serve(message.port, services[message.service] ?? {});
        return;
      case 'use':
        used(message.service)?.use(message.port);
        return;
      case 'lost':
        used(message.service)?.lose(message.reason);
        return;
      default:
        message satisfies never;
    }
  });
  serve(endpoint, functions, { transfers, eventTransfers, ready: async () => watched });
}
