/**
 * Who may use the machine. One model, one analysis and two cores serve a run that a person waits for,
 * pictures that are drawn while a slider moves, maps and numbers that are asked for, and reading ahead
 * that nobody asked for. This is the one place that knows their order:
 *
 *   a model that loads           claims what it needs at once, and says so
 *   a run, an evaluation         claim it when nobody else has: they never work at the same time
 *   previews, grids              wait until the model is free
 *   maps, numbers                wait until it is quiet: a first answer is what a person sees first
 *   the map that is looked at    has the cores before reading ahead
 *   reading ahead                stands still while anybody computes: see read-ahead.ts of the page
 *   what nobody waits for        can be held by a person: maps, numbers, reading
 *   one kind of work a lane      in turn, class by class, in the order of asking
 *
 * "Busy" has one meaning: somebody has claimed the model.
 */
import { SerialQueue } from '../core/serial-queue';
import { throwIfAborted } from '../core/errors';
import { unlessAborted } from './unless-aborted';

/**
 * What a claim keeps from others. everything: a first answer is being made, all else waits. model: the
 * model is in use for long, what only looks at it waits. cores: what is read ahead waits. nothing: the holder
 * stands still.
 */
export type Need = 'everything' | 'model' | 'cores' | 'nothing';

export interface Hold {
  /** Claims more or less than before. */
  need(need: Need): void;
  /**
   * Claims when nobody else has the model: at once, or when that ends. Until then it needs nothing.
   * @throws StillroomError Aborted
   */
  whenFree(need: Need, signal: AbortSignal): Promise<void>;
  /** Gives the claim up; again does nothing. */
  release(): void;
}

export class Schedule {
  readonly #needs = new Map<Hold, Need>();
  readonly #lanes = new Map<string, SerialQueue>();
  readonly #listeners = new Set<() => void>();
  #still = false;

  /** True while a claim stands on the model. */
  get busy(): boolean {
    return [...this.#needs.values()].some((need) => need === 'everything' || need === 'model');
  }

  /** True while a claim stands on anything: what nobody waits for yet does not begin. */
  get working(): boolean {
    return [...this.#needs.values()].some((need) => need !== 'nothing');
  }

  /** True while a person holds all that nobody waits for. */
  get held(): boolean {
    return this.#still;
  }

  get #answered(): boolean {
    return ![...this.#needs.values()].includes('everything');
  }

  get #quiet(): boolean {
    return !this.#still && this.#answered;
  }

  /** Told of every change of the claims. @returns ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Claims at once, beside whoever holds a claim already. */
  claim(need: Need): Hold {
    const hold: Hold = {
      need: (next) => {
        if (!this.#needs.has(hold)) return;
        this.#needs.set(hold, next);
        this.#changed();
      },
      whenFree: async (next, signal) => {
        hold.need('nothing');
        // Another one may have claimed between the end of the wait and here.
        while (this.busy) await this.free(signal);
        hold.need(next);
      },
      release: () => {
        if (this.#needs.delete(hold)) this.#changed();
      },
    };
    this.#needs.set(hold, need);
    this.#changed();
    return hold;
  }

  /** Resolves while nobody needs everything and nothing is held, else when that ends. @throws StillroomError Aborted */
  quiet(signal?: AbortSignal): Promise<void> {
    return this.#until(() => this.#quiet, signal);
  }

  /** Resolves while no first answer is being made, else when it is there, whatever is held. */
  answered(): Promise<void> {
    return this.#until(() => this.#answered);
  }

  /** Holds maps, numbers and reading, or lets them go on; claims are made and kept all the same. */
  standStill(still: boolean): void {
    this.#still = still;
    this.#changed();
  }

  /** Resolves while nobody has claimed the model, else when that ends. @throws StillroomError Aborted */
  free(signal?: AbortSignal): Promise<void> {
    return this.#until(() => !this.busy, signal);
  }

  /**
   * Does the work when all before it in its lane has ended. A wait ends with its signal.
   * @param lane what kind of work it is: "map", "ranking"
   * @throws StillroomError Aborted; whatever the work throws
   */
  turn<T>(lane: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const queue = this.#lanes.get(lane) ?? new SerialQueue();
    this.#lanes.set(lane, queue);
    let begun = false;
    const done = queue.run(() => {
      throwIfAborted(signal);
      begun = true;
      return work();
    });
    const waiting = new AbortController();
    const abort = () => {
      // Work that is under way ends as it sees fit: the lane waits for it, and so does its caller.
      if (!begun) waiting.abort();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return unlessAborted(done, waiting.signal).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Holds at the moment of its answer: whoever claims first after that does so beside the waiter. */
  #until(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    if (holds()) return Promise.resolve();
    let stop: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      stop = this.subscribe(() => {
        if (holds()) resolve();
      });
    });
    const ended = signal === undefined ? held : unlessAborted(held, signal);
    return ended.finally(() => {
      stop();
    });
  }
}
