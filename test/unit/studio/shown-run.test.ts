/** A run of the list that is shown while it is made. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Runs } from '../../../src/run/results/runs';
import { ShownRun } from '../../../src/studio/adapters/shown-run';
import { nothingShown, useShown } from '../../../src/studio/state/shown';
import { MemoryStorage } from '../../support/run/memory-storage';
import { runRecord, storedImage } from './run-record';

/** URLs that are open. */
const open = new Set<string>();

beforeEach(() => {
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
  vi.restoreAllMocks();
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
