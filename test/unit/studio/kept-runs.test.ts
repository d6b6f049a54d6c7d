/** What the list of runs shows of the records that are kept. */
import { describe, expect, it } from 'vitest';
import { Runs } from '../../../src/run/results/runs';
import { keptRuns } from '../../../src/studio/commands/compare/kept-runs';
import { MemoryStorage } from '../../support/run/memory-storage';
import { runRecord, storedImage, type RecordWish } from './run-record';

const folders = ['fox', 'owl'];

async function listed(wishes: readonly RecordWish[], job: string | null) {
  const runs = new Runs(new MemoryStorage());
  for (const wish of wishes) {
    const record = runRecord(wish);
    await runs.put(record);
    for (const hash of record.classHashes.filter((one) => one !== null)) {
      const place = { folder: 'fox', index: 0, key: hash, core: null };
      await runs.addImage(hash, record.backend, place, storedImage(1));
    }
  }
  const list = await keptRuns(runs, { content: () => null, pack: null, job });
  return [list.runs.map(({ id }) => id).sort(), [...list.goneOnWith]];
}

describe('a run that goes on', () => {
  const stopped = { handle: 'old', folders, hashes: ['f', null] };
  const other = { handle: 'other', folders, hashes: ['x', 'y'] };

  it('stands once in the list, as soon as a class shows that it is the same', async () => {
    for (const hashes of [
      ['f', null],
      ['f', 'o'],
    ]) {
      const now = { handle: 'new', folders, hashes };
      expect(await listed([stopped, now, other], 'new')).toEqual([['new', 'other'], ['old']]);
    }
  });

  it('stands beside others while nothing of it is read, and what is not under way stays', async () => {
    const now = { handle: 'new', folders, hashes: [null, null] };
    expect(await listed([stopped, now, other], 'new')).toEqual([['new', 'old', 'other'], []]);
    const gone = { handle: 'new', folders, hashes: ['f', 'o'] };
    expect(await listed([stopped, gone, other], null)).toEqual([['new', 'old', 'other'], []]);
  });
});
