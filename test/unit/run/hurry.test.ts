/**
 * Twenty reloads and sixty clicks of Pause, Resume and Cancel at moments that a seed chooses among a run's
 * events, for every kind of maker: what is kept in the end is what an undisturbed run keeps, to the last byte.
 */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { nextTask } from '../../../src/core/next-task';
import { randomStream, type RandomStream } from '../../../src/core/random/stream';
import { distill, type RunOrder } from '../../../src/run/distill';
import { Runs } from '../../../src/run/results/runs';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { keptSet, type KeptSet } from './kept-set';

const RELOADS = 20;
const CLICKS = 60;
const IMAGES = 6;
const METHODS = ['plain', 'd4m', 'dmgd', 'joint', 'random-real'];

function orderOf(method: string): RunOrder {
  const sampling = { imagesPerClass: IMAGES, steps: 8 };
  // DMGD's images are made from those before them; the class is too small for its usual prototypes.
  const parameters = method === 'dmgd' ? { prototypes: 4 } : {};
  const recipe = recipeFor({ method, sampling, parameters });
  return { recipe, handle: 'run', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
}

/** A page that is opened, works until it is stopped, and is gone: nothing of it is left but the storage. */
async function opened(
  method: string,
  storage: MemoryStorage,
  control: Handle,
  hear: () => void = () => undefined,
): Promise<boolean> {
  const outcome = await distill(memoryParts({ storage }), orderOf(method), control, hear);
  return outcome.kind === 'done';
}

/** Stops after so many events. */
function stopAfter(control: Handle, events: number): () => void {
  let left = events;
  return () => {
    if (--left === 0) control.stop();
  };
}

/** What an undisturbed run keeps. */
async function undisturbed(method: string): Promise<KeptSet> {
  const storage = new MemoryStorage();
  expect(await opened(method, storage, new Handle())).toBe(true);
  const kept = await keptSet(new Runs(storage), 'run');
  expect(kept.images).toHaveLength(2 * IMAGES);
  return kept;
}

/** Clicks Pause, Resume and Cancel as a seed has it. */
class Hand {
  readonly #random: RandomStream;
  clicks = 0;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  #click(control: Handle): void {
    this.clicks++;
    if (this.#random.integer(4) === 0) control.stop();
    else if (control.paused) control.resume();
    else control.pause();
  }

  atEvent(control: Handle): void {
    if (!control.signal.aborted && this.#random.integer(3) === 0) this.#click(control);
  }

  atTurn(control: Handle): void {
    if (control.paused && this.#random.integer(5) === 0) this.#click(control);
  }
}

describe.each(METHODS)('%s', (method) => {
  it(`is the same after ${RELOADS} reloads`, async () => {
    const expected = await undisturbed(method);
    const random = randomStream({ seed: 20, name: method, purpose: 'test-reloads' });
    let storage = new MemoryStorage();
    for (let reloads = 0; reloads < RELOADS;) {
      const control = new Handle();
      const stop = stopAfter(control, 1 + random.integer(6));
      if (!(await opened(method, storage, control, stop))) reloads++;
      else {
        expect(await keptSet(new Runs(storage), 'run')).toEqual(expected);
        storage = new MemoryStorage();
      }
    }
    await opened(method, storage, new Handle());
    expect(await keptSet(new Runs(storage), 'run')).toEqual(expected);
  });

  it(`is the same after ${CLICKS} clicks`, async () => {
    const expected = await undisturbed(method);
    const hand = new Hand(randomStream({ seed: 60, name: method, purpose: 'test-clicks' }));
    let storage = new MemoryStorage();
    while (hand.clicks < CLICKS) {
      const control = new Handle();
      const going = opened(method, storage, control, () => hand.atEvent(control));
      const ended = going.then(() => true);
      // Nothing is told while it stands still: who paused it clicks again, some turns of the thread later.
      while (!(await Promise.race([ended, nextTask().then(() => false)]))) hand.atTurn(control);
      if (!(await going)) continue;
      expect(await keptSet(new Runs(storage), 'run')).toEqual(expected);
      storage = new MemoryStorage();
    }
    await opened(method, storage, new Handle());
    expect(await keptSet(new Runs(storage), 'run')).toEqual(expected);
  });
});
