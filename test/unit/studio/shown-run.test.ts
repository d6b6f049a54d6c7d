/** A run of the list that is shown while it is made. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Runs } from '../../../src/run/results/runs';
import { ShownRun } from '../../../src/studio/adapters/shown-run';
import { showResults } from '../../../src/studio/commands/run/show-record';
import { idleRun, useRun } from '../../../src/studio/state/run';
import { nothingShown, useShown } from '../../../src/studio/state/shown';
import { MemoryStorage } from '../../support/run/memory-storage';
import { runRecord, storedImage } from './run-record';

/** URLs that are open. */
const open = new Set<string>();

beforeEach(() => {
  useShown.setState(nothingShown);
  useRun.setState(idleRun);
  let made = 0;
  open.clear();
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    open.add(`blob:${++made}`);
    return `blob:${made}`;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void open.delete(url));
});
afterEach(() => {
  useShown.setState(nothingShown);
  useRun.setState(idleRun);
  vi.restoreAllMocks();
});

it('is what the page counts: a run that was left while it was read says nothing more', async () => {
  const runs = new Runs(new MemoryStorage());
  const [large, small] = ['large', 'small'].map((handle) =>
    runRecord({ handle, folders: ['fox'], hashes: [handle], state: 'done' }),
  );
  if (large === undefined || small === undefined) throw new Error();
  for (const index of [0, 1]) {
    await runs.addImage('large', large.backend, place(index), storedImage(1));
  }
  await runs.addImage('small', small.backend, place(0), storedImage(1));
  const shown = new ShownRun(runs, () => undefined);
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const read = runs.finishedOf.bind(runs);
  vi.spyOn(runs, 'finishedOf').mockImplementation(async (record) => {
    if (record.handle === 'large') await held;
    return read(record);
  });
  const left = showResults(large, shown);
  await showResults(small, shown);
  letGo();
  await left;
  expect(shown.handle).toBe('small');
  expect(useRun.getState()).toMatchObject({ job: 'small', imagesDone: 1 });
  shown.clear();
});

const place = (index: number) => ({ folder: 'fox', index, key: `image ${index}`, core: null });

it('has all its images, whatever it tells while they are read, and each once', async () => {
  const runs = new Runs(new MemoryStorage());
  const record = runRecord({ handle: 'now', folders: ['fox', 'owl'], hashes: ['f', null] });
  await runs.put(record);
  for (const index of [0, 1])
    await runs.addImage('f', record.backend, place(index), storedImage(1));
  const shown = new ShownRun(runs, () => undefined);
  const read = runs.image.bind(runs);
  vi.spyOn(runs, 'image').mockImplementation(async (key) => {
    const image = await read(key);
    if (key !== 'image 0') return image;
    // Meanwhile the next class is read, and an image comes that storage has by now as well.
    shown.take({ kind: 'record', record: { ...record, classHashes: ['f', 'o'] } }, 'now');
    shown.take({ kind: 'image', place: place(0), image: storedImage(2), found: true }, 'now');
    return image;
  });
  await shown.showInstead(record);
  const { results } = useShown.getState();
  expect(results.get('fox')?.map(({ index }) => index)).toEqual([0, 1]);
  expect(open.size).toBe(2);
  shown.clear();
  expect(open.size).toBe(0);
});
