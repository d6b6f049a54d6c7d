import { describe, expect, it } from 'vitest';
import type { Table } from '../../../src/core/storage';
import { RECORDS_VERSION } from '../../../src/run/results/records';
import { Runs } from '../../../src/run/results/runs';
import { sweepAll } from '../../../src/run/results/sweep';
import { Stages, type StageKind } from '../../../src/run/stages/stages';
import { MapStorage } from '../store/map-storage';
import { BACKEND, keepRun, keyOf, placeOf, recipeOf, recordOf, storedImage } from './sample-run';

/** Storage that says what is read. */
class WatchedStorage extends MapStorage {
  readonly reads: string[] = [];

  override get(table: Table, key: string): Promise<unknown> {
    this.reads.push(`${table}/${key}`);
    return super.get(table, key);
  }
}

const text: StageKind<string> = {
  name: 'text',
  version: 1,
  accepts: (value): value is string => typeof value === 'string',
};

describe('kept runs', () => {
  it('are listed the latest first, without a look at an image', async () => {
    const storage = new WatchedStorage();
    const runs = new Runs(storage);
    const early = recordOf(recipeOf(), 'early');
    await keepRun(runs, early, { a: 3, b: 2 });
    await runs.put({
      ...recordOf(recipeOf('plain', 2), 'late'),
      startedAt: '2026-11-02T00:00:00.000Z',
    });
    storage.reads.length = 0;
    expect((await runs.list()).map(({ handle }) => handle)).toEqual(['late', 'early']);
    expect(await runs.countOf(early)).toBe(5);
    expect(storage.reads.filter((name) => !name.startsWith('runs/'))).toEqual([]);
  });

  it('give a class’s images by index, and read no other class for it', async () => {
    const storage = new WatchedStorage();
    const runs = new Runs(storage);
    const recipe = recipeOf('plain', 12);
    const record = recordOf(recipe);
    await keepRun(runs, record, { a: 3, b: 12 });
    const [a = '', b = ''] = record.classHashes.map(String);
    storage.reads.length = 0;
    const found = await runs.finished(b, BACKEND);
    expect(found).toEqual(Array.from({ length: 12 }, (_, index) => placeOf('b', index)));
    expect(storage.reads.every((name) => name.startsWith(`finished/${b}/`))).toBe(true);
    expect((await runs.finishedOf(record)).length).toBe(15);
    expect(await runs.finished(a, { ...BACKEND, provider: 'webgpu' })).toEqual([]);
    expect(await runs.finished(a, { ...BACKEND, decoder: 'sharp' })).toEqual([]);
  });

  it('of two collections with the same names and counts have nothing in common', async () => {
    const runs = new Runs(new MapStorage());
    const first = recordOf(recipeOf(), 'first');
    await keepRun(runs, first, { a: 3, b: 3 });
    // The same folders with other pictures in them.
    const recipe = recipeOf();
    const classes = recipe.classes.map((entry) => ({
      ...entry,
      fingerprint: `${entry.fingerprint?.slice(0, 63)}x`,
    }));
    const second = recordOf({ ...recipe, classes }, 'second');
    expect(second.hash).not.toBe(first.hash);
    await runs.put(second);
    expect(await runs.countOf(second)).toBe(0);
    expect(await runs.countOf(first)).toBe(6);
  });

  it('that share a class share its images, and keep them while one of them is there', async () => {
    const storage = new MapStorage();
    const runs = new Runs(storage);
    const whole = recordOf(recipeOf(), 'whole');
    await keepRun(runs, whole, { a: 2, b: 2 });
    const [one] = whole.recipe.classes;
    if (one === undefined) throw new Error('no class');
    const part = recordOf({ ...whole.recipe, classes: [one] }, 'part');
    await runs.put(part);
    expect(await runs.countOf(part)).toBe(2);
    await runs.remove('whole');
    expect(await storage.keys('images')).toEqual([keyOf('a', 0), keyOf('a', 1)].sort());
    expect((await storage.keys('finished')).length).toBe(2);
    await runs.remove('part');
    expect([...storage.values.keys()]).toEqual([]);
  });

  it('keep an image that another place names', async () => {
    const runs = new Runs(new MapStorage());
    const few = recordOf(recipeOf('plain', 2), 'few');
    await keepRun(runs, few, { a: 1 });
    const more = recordOf(recipeOf('plain', 3), 'more');
    await runs.put(more);
    const hash = String(more.classHashes[0]);
    expect(hash).not.toBe(few.classHashes[0]);
    await runs.place(hash, BACKEND, placeOf('a', 0));
    await runs.remove('few');
    expect(await runs.image(keyOf('a', 0))).toEqual(storedImage(0));
  });

  it('free their room when they are taken away', async () => {
    const storage = new MapStorage();
    const runs = new Runs(storage);
    const stages = new Stages(storage);
    const record = recordOf(recipeOf());
    await keepRun(runs, record, { a: 3, b: 3 });
    const [owner = '', other = ''] = record.recipe.classes.map(({ fingerprint }) => fingerprint);
    await stages.put(text, owner, { what: 'latents' }, 'of a class of the run');
    await stages.put(text, 'elsewhere', { what: 'latents' }, 'of nobody');
    await sweepAll({ runs, stages }, []);
    expect(await stages.get(text, owner, { what: 'latents' })).toBe('of a class of the run');
    expect(await stages.get(text, 'elsewhere', { what: 'latents' })).toBeUndefined();
    await stages.put(text, other, { what: 'latents' }, 'on a page');
    const { used } = storage;
    await runs.remove(record.handle);
    // The class is still open somewhere.
    await sweepAll({ runs, stages }, [other]);
    expect(await storage.keys('stages')).toHaveLength(1);
    await sweepAll({ runs, stages }, []);
    expect(storage.used).toBeLessThan(used);
    expect(storage.values.size).toBe(0);
  });

  it('lose nothing to a sweep while another place makes images', async () => {
    const storage = new MapStorage();
    const runs = new Runs(storage);
    const record = recordOf(recipeOf());
    await runs.put(record);
    await Promise.all([
      runs.sweep(),
      keepRun(runs, record, { a: 3, b: 3 }),
      runs.sweep(),
      runs.sweep(),
    ]);
    await runs.sweep();
    const places = await runs.finishedOf(record);
    expect(places.length).toBe(6);
    for (const { key } of places) expect(await runs.image(key)).toBeDefined();
  });

  it('of another version are put aside: not read as if new, told, and not swept', async () => {
    const storage = new MapStorage();
    const runs = new Runs(storage);
    const record = recordOf(recipeOf());
    await keepRun(runs, record, { a: 1 });
    const old = { ...record, handle: 'old', version: RECORDS_VERSION - 1 };
    await storage.put([
      { table: 'runs', key: 'old', value: old },
      { table: 'images', key: 'theirs', value: { png: 1 } },
    ]);
    expect((await runs.list()).map(({ handle }) => handle)).toEqual(['run']);
    expect([await runs.get('old'), await runs.image('theirs')]).toEqual([undefined, undefined]);
    expect(await runs.hasOlder()).toBe(true);
    await runs.sweep();
    expect(storage.values.has('images/theirs')).toBe(true);
    await runs.removeOlder();
    expect(await runs.hasOlder()).toBe(false);
    expect(storage.values.has('images/theirs')).toBe(false);
    expect(await runs.countOf(record)).toBe(1);
  });
});
