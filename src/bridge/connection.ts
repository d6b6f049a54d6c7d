/**
 * A line between two threads that the page does not hear: one asks a service that the other answers.
 * It lasts as long as both do; when one was started again it is laid anew.
 */
import type { ThreadMessage } from './messages';

/** What is needed of a `Thread`. */
export interface End {
  readonly name: string;
  readonly generation: number;
  start(): number;
  post(message: ThreadMessage, transfer?: readonly Transferable[]): void;
  onEnd(listener: (reason: string) => void): () => void;
}

export class Connection {
  readonly #asking: End;
  readonly #answering: End;
  readonly #service: string;
  /** Generations of both threads that are connected; 0 for none. */
  #asked = 0;
  #answered = 0;

  /** @param service as both threads name it: "kernels" */
  constructor(asking: End, answering: End, service: string) {
    this.#asking = asking;
    this.#answering = answering;
    this.#service = service;
    answering.onEnd((reason) => {
      this.#answered = 0;
      if (this.#asked === 0 || asking.generation !== this.#asked) return;
      asking.post({ kind: 'lost', service, reason });
    });
  }

  /** Connects both threads, starting them where they do not run, unless they are connected. */
  renew(): void {
    const [asked, answered] = [this.#asking.start(), this.#answering.start()];
    if (asked === this.#asked && answered === this.#answered) return;
    const { port1, port2 } = new MessageChannel();
    const service = this.#service;
    this.#answering.post({ kind: 'serve', service, port: port1 }, [port1]);
    this.#asking.post({ kind: 'use', service, port: port2 }, [port2]);
    this.#asked = asked;
    this.#answered = answered;
  }
}
