/**
 * A service that another thread answers, as a thread uses it. The page connects the two; until then,
 * and when the other thread is gone, calls are rejected with WorkerLost.
 */
import { StillroomError } from '../core/errors';
import { Caller, type AskOptions } from './caller';
import type { ArgumentsOf, EventOf, FunctionsOf, NameIn, ResultOf } from './functions';

export class Service<Functions extends FunctionsOf<Functions>> {
  readonly name: string;
  #port: MessagePort | null = null;
  #caller: Caller<Functions> | null = null;

  /** @param name as the `Connection` has it: "kernels" */
  constructor(name: string) {
    this.name = name;
  }

  /** As `Thread.call`; an aborted call rejects at once unless it asks to wait. */
  async call<Name extends NameIn<Functions>>(
    name: Name,
    values: ArgumentsOf<Functions[Name]>,
    options: AskOptions<EventOf<Functions[Name]>> = {},
  ): Promise<ResultOf<Functions[Name]>> {
    if (this.#caller !== null) return this.#caller.call(name, values, options);
    throw new StillroomError(
      'WorkerLost',
      `Nothing answers "${this.name}" here: load a model first.`,
    );
  }

  /** Asks over this port from now on. */
  use(port: MessagePort): void {
    this.lose(`"${this.name}" is answered by another thread now.`);
    this.#port = port;
    this.#caller = new Caller<Functions>(port);
  }

  /** The thread that answered is gone. */
  lose(reason: string): void {
    this.#caller?.close(new StillroomError('WorkerLost', reason));
    this.#port?.close();
    this.#caller = null;
    this.#port = null;
  }
}
