/**
 * Ports that fail at a chosen place. Every call of a port passes places, one before its work and one
 * after it (a sampling also one after its first step); they are counted, and at one of them something
 * happens.
 */
import type { Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import type { RunParts } from '../../../src/run/distill';
import type { ClassSource, Model, Storage } from '../../../src/run/ports';
import { Runs } from '../../../src/run/results/runs';
import { Stages } from '../../../src/run/stages/stages';

export type FaultKind =
  | { readonly kind: 'throws' }
  | { readonly kind: 'quota' }
  | { readonly kind: 'abort' }
  | {
      readonly kind: 'death';
      readonly code: 'DeviceLost' | 'OutOfMemory' | 'WorkerLost';
      /** How often the same call breaks. */
      readonly times: number;
    };

export class Trap {
  readonly #at: number;
  readonly #fault: FaultKind;
  readonly #handle: Handle;
  #count = 0;
  /** What is still to happen, and at which call; null once it is over. */
  #armed: { readonly call: string | null; readonly left: number } | null = null;

  /** @param at place where it happens, from 1; 0: never */
  constructor(at: number, fault: FaultKind, handle: Handle) {
    this.#at = at;
    this.#fault = fault;
    this.#handle = handle;
  }

  /** Places passed so far. */
  get count(): number {
    return this.#count;
  }

  place(call: string): void {
    this.#count += 1;
    if (this.#count === this.#at) {
      const { kind } = this.#fault;
      this.#armed = { call: null, left: kind === 'death' ? this.#fault.times : 1 };
    }
    if (this.#armed === null) return;
    if (this.#armed.call !== null && this.#armed.call !== call) return;
    if (this.#fault.kind === 'quota' && call !== 'put') return;
    if (this.#fault.kind === 'death' && !BREAKABLE.test(call)) return;
    const left = this.#armed.left - 1;
    this.#armed = left === 0 ? null : { call, left };
    this.#happen();
  }

  #happen(): void {
    switch (this.#fault.kind) {
      case 'throws':
        throw new TypeError('thrown by the test');
      case 'quota':
        throw new StillroomError('QuotaExceeded', 'The disk of the test is full.');
      case 'death':
        throw new StillroomError(this.#fault.code, 'The thread of the test is gone.');
      case 'abort':
        this.#handle.stop();
        break;
      default:
        this.#fault satisfies never;
    }
  }
}

/** Calls behind which there is a thread. */
const BREAKABLE = /^(model|analysis|source|pictures)\./;

type Calls = Record<string, (...args: never[]) => Promise<unknown>>;

/** Every asynchronous method passes two places. */
function trapped<Port extends object>(port: Port, name: string, trap: Trap): Port {
  return new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'function' || typeof member !== 'string') return value;
      const call = name === 'storage' ? member : `${name}.${member}`;
      return async (...args: never[]) => {
        trap.place(call);
        const result = await (target as Calls)[member]?.(...args);
        trap.place(call);
        return result;
      };
    },
  });
}

function trappedModel(model: Model, trap: Trap): Model {
  const whole = trapped(model, 'model', trap);
  return {
    ...whole,
    loaded: model.loaded,
    makeConditions: (...args) => whole.makeConditions(...args),
    encode: (...args) => whole.encode(...args),
    posterior: (...args) => whole.posterior(...args),
    score: (job, control, onUpdate) =>
      whole.score(job, control, (update) => {
        onUpdate(update);
        trap.place('model.score');
      }),
    describe: (job, control, onFound) =>
      whole.describe(job, control, (found) => {
        onFound(found);
        trap.place('model.describe');
      }),
    preview: (...args) => whole.preview(...args),
    sample: (job, control, onStep) =>
      whole.sample(job, control, (event) => {
        onStep(event);
        if (event.step === 1) trap.place('model.sample');
      }),
  };
}

function trappedSource(source: ClassSource, trap: Trap): ClassSource {
  const whole = trapped(source, 'source', trap);
  return {
    decoder: source.decoder,
    split: source.split,
    framing: source.framing,
    read: (...args) => whole.read(...args),
    heldOut: (...args) => whole.heldOut(...args),
    leftOut: (...args) => whole.leftOut(...args),
    regions: (...args) => whole.regions(...args),
    async *pixels(images, side, signal) {
      trap.place('source.pixels');
      for await (const pixels of source.pixels(images, side, signal)) {
        yield pixels;
        trap.place('source.pixels');
      }
    },
  };
}

/** The same parts over a storage, with a trap in all of them. */
export function trappedParts(parts: RunParts, storage: Storage, trap: Trap): RunParts {
  const kept = trapped(storage, 'storage', trap);
  return {
    ...parts,
    source: trappedSource(parts.source, trap),
    model: trappedModel(parts.model, trap),
    analysis: trapped(parts.analysis, 'analysis', trap),
    pictures: trapped(parts.pictures, 'pictures', trap),
    stages: new Stages(kept),
    runs: new Runs(kept),
  };
}
