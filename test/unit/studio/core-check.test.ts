/** When the cores of classes are looked for again, and when they are not. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../../../src/methods';
import type { Method } from '../../../src/methods/method';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { CoreCheck } from '../../../src/studio/commands/run/core-check';
import { plannedCores } from '../../../src/studio/inspector/plannedCores';
import { findMethod } from '../../../src/studio/inspector/schema';
import { emptyCollection, useCollection } from '../../../src/studio/state/collection';
import type { ClassRow } from '../../../src/studio/state/collection';
import { useCores } from '../../../src/studio/state/cores';
import { useSettings } from '../../../src/studio/state/settings';

const row = (folder: string): ClassRow => ({
  folder,
  name: folder,
  prompt: folder,
  usualPrompt: folder,
  imageCount: 20,
  heldOut: 0,
  included: true,
  read: { state: 'done' },
  explored: { state: 'waiting' },
  notice: null,
  problem: null,
});

let stop = (): void => undefined;

/** Every class gives what is asked for, once the gate is open. */
function checked() {
  const gate: { open: Promise<void> } = { open: Promise.resolve() };
  const looks: string[] = [];
  const check = new CoreCheck(async (folder, { imagesPerClass }) => {
    looks.push(folder);
    await gate.open;
    return { found: imagesPerClass, fromNoise: 0, supply: null, problem: null };
  }, 1);
  stop = check.watch();
  return { check, looks, gate };
}

function set(parameters: Record<string, number | boolean | string>): void {
  useSettings.setState((now) => ({ parameters: { ...now.parameters, ...parameters } }));
}

function choose(id: string): void {
  useSettings.setState({ method: id, parameters: defaultsOf(findMethod(id)?.schema ?? {}) });
}

const settle = () => vi.advanceTimersByTimeAsync(1000);
const found = () => [...useCores.getState().classes.keys()];

beforeEach(() => {
  vi.useFakeTimers();
  useCores.setState(useCores.getInitialState());
  useCollection.setState({ ...emptyCollection, classes: ['a', 'b'].map(row) });
  useSettings.setState(useSettings.getInitialState());
  choose('coda');
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('the cores of every class', () => {
  it('are looked for when somebody asks, not before', async () => {
    const { check, looks } = checked();
    await settle();
    set({ minClusterSize: 7 });
    await settle();
    expect(looks).toEqual([]);
    check.check();
    await settle();
    expect(looks).toEqual(['a', 'b']);
    expect(found()).toEqual(['a', 'b']);
    expect(useCores.getState()).toMatchObject({ request: { minClusterSize: 7 }, looking: null });
  });

  it('are looked for in several classes at once, and told in the order of the classes', async () => {
    useCollection.setState({ classes: ['a', 'b', 'c'].map(row) });
    const looks: string[] = [];
    const answers = new Map<string, () => void>();
    const check = new CoreCheck((folder, { imagesPerClass }) => {
      looks.push(folder);
      return new Promise((resolve) => {
        answers.set(folder, () => {
          resolve({ found: imagesPerClass, fromNoise: 0, supply: null, problem: null });
        });
      });
    }, 2);
    stop = check.watch();
    check.check();
    await settle();
    expect(looks).toEqual(['a', 'b']);
    answers.get('b')?.();
    await settle();
    expect({ looks, found: found(), looking: useCores.getState().looking }).toEqual({
      looks: ['a', 'b'],
      found: [],
      looking: 'a',
    });
    answers.get('a')?.();
    await settle();
    expect({ looks, found: found(), looking: useCores.getState().looking }).toEqual({
      looks: ['a', 'b', 'c'],
      found: ['a', 'b'],
      looking: 'c',
    });
    answers.get('c')?.();
    await settle();
    expect(found()).toEqual(['a', 'b', 'c']);
    expect(useCores.getState().looking).toBeNull();
  });

  it.each(['nNeighbors', 'minClusterSize', 'minSamples', 'seedCandidates'])(
    'are looked for again when %s moves, once for a whole move',
    async (name) => {
      const { check, looks } = checked();
      check.check();
      await settle();
      set({ [name]: 8 });
      await vi.advanceTimersByTimeAsync(100);
      set({ [name]: 9 });
      await settle();
      expect(looks).toEqual(['a', 'b', 'a', 'b']);
      expect(useCores.getState().request).toMatchObject({ [name]: 9 });
      useSettings.setState(({ sampling }) => ({ sampling: { ...sampling, imagesPerClass: 4 } }));
      await settle();
      expect(looks).toHaveLength(6);
      expect(useCores.getState().request).toMatchObject({ imagesPerClass: 4, [name]: 9 });
    },
  );

  it('stay as they are for settings that no core depends on', async () => {
    const { check, looks } = checked();
    check.check();
    await settle();
    set({ alignment: 0.2 });
    useSettings.setState(({ sampling }) => ({ sampling: { ...sampling, steps: 7 } }));
    await settle();
    expect(looks).toHaveLength(2);
    useCollection.setState({ classes: [row('a'), { ...row('b'), included: false }] });
    await settle();
    expect(looks).toEqual(['a', 'b', 'a']);
  });

  it('are those of the plan: none without a term for them, those of another method with one', async () => {
    const { check, looks } = checked();
    check.check();
    await settle();
    choose('mixed');
    set({ useAlignment: false });
    await settle();
    expect(useCores.getState()).toMatchObject({ asked: true, request: null, looking: null });
    expect([looks.length, found()]).toEqual([2, []]);
    set({ useAlignment: true, minSamples: 4 });
    await settle();
    expect(looks).toHaveLength(4);
    expect(useCores.getState().request).toMatchObject({ minSamples: 4 });
  });

  it('that are being looked for are given up for newer ones, and say nothing more', async () => {
    const { check, looks, gate } = checked();
    let open = (): void => undefined;
    gate.open = new Promise((resolve) => (open = resolve));
    check.check();
    await settle();
    set({ minClusterSize: 6 });
    await settle();
    expect(looks).toEqual(['a', 'a']);
    expect(found()).toEqual([]);
    open();
    await settle();
    // Not 'b' by the first look, too.
    expect(looks).toEqual(['a', 'a', 'b']);
    expect(useCores.getState()).toMatchObject({ request: { minClusterSize: 6 }, looking: null });
  });

  it('are forgotten with the collection, whatever is under way', async () => {
    const { check, looks, gate } = checked();
    let open = (): void => undefined;
    gate.open = new Promise((resolve) => (open = resolve));
    check.check();
    await settle();
    check.reset();
    open();
    await settle();
    set({ minClusterSize: 6 });
    await settle();
    expect(looks).toEqual(['a']);
    expect(useCores.getState()).toMatchObject({ asked: false, request: null, looking: null });
    expect(found()).toEqual([]);
  });
});

it('finds the request of every method that searches for cores in its plan', () => {
  const sampling = { ...defaultsOf(samplingSchema), imagesPerClass: 6 };
  const of = (method: Method, moved = {}) =>
    plannedCores(method.plan({ ...defaultsOf(method.schema), ...moved }, sampling));
  const searching = methods.filter((method) => of(method) !== null);
  expect(searching.map(({ id }) => id)).toContain('coda');
  for (const method of searching) {
    const request = of(method, { minClusterSize: 9 });
    expect(request, method.id).toMatchObject({ imagesPerClass: 6, minClusterSize: 9 });
  }
});
