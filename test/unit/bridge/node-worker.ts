/** Workers for tests in Node: the functions live behind a MessageChannel, so messages are cloned and wait their turn. */
import type { FunctionsOf } from '../../../src/bridge/functions';
import { serveThread, type ThreadEntry } from '../../../src/bridge/serve-thread';
import type { WorkerLike } from '../../../src/bridge/thread';

export class NodeWorker implements WorkerLike {
  readonly #events = new EventTarget();
  readonly #port: MessagePort;
  readonly #inside: MessagePort;
  terminated = false;

  /** @param entry what the worker's code does with its end of the line */
  constructor(entry: (inside: MessagePort) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#inside = port2;
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      this.dispatch(new MessageEvent('message', { data }));
    });
    port1.start();
    entry(port2);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    // Events are dispatched below, each of its type.
    this.#events.addEventListener(type, listener as (event: Event) => void);
  }

  dispatch(event: Event): void {
    this.#events.dispatchEvent(event);
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
    this.#inside.close();
  }

  /** As the browser does for an error that nothing in the worker caught. */
  fail(message: string): void {
    this.dispatch(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
}

/** Workers that serve the same functions; each start is noted. */
export function startsOf<Functions extends FunctionsOf<Functions>>(
  functions: Functions,
  entry: Omit<ThreadEntry<Functions>, 'endpoint'> = {},
): { readonly open: () => NodeWorker; readonly started: NodeWorker[] } {
  const started: NodeWorker[] = [];
  const open = () => {
    const worker = new NodeWorker((endpoint) => serveThread(functions, { ...entry, endpoint }));
    started.push(worker);
    return worker;
  };
  return { open, started };
}
