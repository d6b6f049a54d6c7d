/**
 * The asking end of a line: calls that wait for their answers.
 *
 * An abort always reaches the other side. What it means here is the asker's choice: the wait ends at
 * once and the answer is dropped, or it goes on until the other side has heard of it, so that whoever
 * asks next finds a thread that is free.
 */
import type { Control } from '../core/call';
import { controlOf } from '../core/control';
import { fromErrorRecord, StillroomError } from '../core/errors';
import type { ArgumentsOf, EventOf, FunctionsOf, NameIn, ResultOf } from './functions';
import { messageOf, type AnswerMessage, type CallMessage, type Endpoint } from './messages';

export interface AskOptions<Event> {
  /** Stops the call. */
  readonly signal?: AbortSignal | undefined;
  /** Stops, pauses and resumes it; its signal counts in place of `signal`. */
  readonly control?: Control | undefined;
  /** Told what the call tells, in order, all of it before the answer. */
  readonly onEvent?: ((event: Event) => void) | undefined;
  /** What of the arguments moves to the other thread instead of being copied. */
  readonly transfer?: readonly Transferable[] | undefined;
  /** Whether an aborted call rejects at once, or when the other side has stopped. At once by default. */
  readonly whenAborted?: 'leave' | 'wait' | undefined;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StillroomError) => void;
  readonly onEvent: (event: unknown) => void;
}

const NEVER = controlOf(new AbortController().signal);
const ANSWERS = ['event', 'result', 'error'] as const;

function cancelled(): StillroomError {
  return new StillroomError('Aborted', 'Cancelled.');
}

export class Caller<Functions extends FunctionsOf<Functions>> {
  readonly #endpoint: Endpoint;
  readonly #pending = new Map<number, Pending>();
  #closedBy: StillroomError | null = null;
  #lastId = 0;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    endpoint.addEventListener('message', ({ data }) => {
      const answer = messageOf<AnswerMessage>(data, ANSWERS);
      if (answer !== null) this.#take(answer);
    });
    endpoint.start?.();
  }

  /** Calls that wait for an answer. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Asks the other side.
   * @param values the function's arguments, all of them
   * @throws StillroomError what the function threw (an unexpected error as Internal); Aborted; the
   *   error that the line was closed with; Internal for arguments that cannot be sent
   */
  async call<Name extends NameIn<Functions>>(
    name: Name,
    values: ArgumentsOf<Functions[Name]>,
    options: AskOptions<EventOf<Functions[Name]>> = {},
  ): Promise<ResultOf<Functions[Name]>> {
    const { onEvent, transfer = [], whenAborted = 'leave' } = options;
    const control = options.control ?? (options.signal ? controlOf(options.signal) : NEVER);
    if (control.signal.aborted) throw cancelled();
    if (this.#closedBy !== null) throw this.#closedBy;
    const id = ++this.#lastId;
    const send = (message: CallMessage, moved: readonly Transferable[] = []) => {
      if (this.#pending.has(id)) this.#endpoint.postMessage(message, [...moved]);
    };
    let leave: (error: StillroomError) => void = () => undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      // The functions' own type says what they tell and return.
      const listen = (event: unknown) => onEvent?.(event as EventOf<Functions[Name]>);
      this.#pending.set(id, { resolve, reject, onEvent: listen });
      leave = reject;
    });
    const stop = () => {
      send({ kind: 'stop', id });
      if (whenAborted === 'leave') leave(cancelled());
    };
    control.signal.addEventListener('abort', stop, { once: true });
    const forget = control.onPause((paused) => send({ kind: paused ? 'pause' : 'resume', id }));
    try {
      send({ kind: 'call', id, name, values, paused: control.paused }, transfer);
      return (await answer) as ResultOf<Functions[Name]>;
    } catch (error) {
      if (error instanceof StillroomError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StillroomError('Internal', `The call "${name}" could not be sent: ${reason}.`);
    } finally {
      this.#pending.delete(id);
      control.signal.removeEventListener('abort', stop);
      forget();
    }
  }

  #take(answer: AnswerMessage): void {
    const asked = this.#pending.get(answer.id);
    if (asked === undefined) return;
    if (answer.kind === 'event') asked.onEvent(answer.event);
    else if (answer.kind === 'result') asked.resolve(answer.value);
    else asked.reject(fromErrorRecord(answer.error));
  }

  /** Rejects what waits, and whatever is asked later. The first error stays. */
  close(error: StillroomError): void {
    this.#closedBy ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#closedBy);
  }
}
