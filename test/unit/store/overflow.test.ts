import { describe, expect, it } from 'vitest';
import type { StillroomError } from '../../../src/core/errors';
import type { Entry } from '../../../src/core/storage';
import { OverflowStorage } from '../../../src/data/store/overflow';
import { valueBytes } from '../../../src/data/store/value-bytes';
import { MapStorage } from './map-storage';

const KILOBYTE = 2 ** 10;
/** What the storage leaves free for others. */
const HEADROOM = 8 * 2 ** 20;
const latents = (kilobytes: number): Uint16Array => new Uint16Array((kilobytes * KILOBYTE) / 2);
const image = (key: string, value: unknown): Entry => ({ table: 'images', key, value });

function opened(place: MapStorage) {
  const storage = new OverflowStorage(place);
  const notices: StillroomError[] = [];
  const stop = storage.onNotice((notice) => notices.push(notice));
  return { storage, notices, stop };
}

describe('storage with an overflow', () => {
  it('keeps, lists and deletes', async () => {
    const place = new MapStorage();
    const { storage } = opened(place);
    await storage.put([
      image('a', latents(1)),
      image('b', [1, 2]),
      { table: 'runs', key: 'a', value: 1 },
    ]);
    expect(await storage.get('images', 'a')).toEqual(latents(1));
    expect(await storage.keys('images')).toEqual(['a', 'b']);
    expect(await storage.keys('images', 'b')).toEqual(['b']);
    // A second visit finds the same.
    expect(await new OverflowStorage(place).get('images', 'b')).toEqual([1, 2]);
    await storage.delete('images', ['b']);
    expect(await storage.get('images', 'b')).toBeUndefined();
    expect(await storage.get('runs', 'a')).toBe(1);
  });

  it.each([
    ['the estimate leaves too little room', true],
    ['the write itself fails', false],
  ])('goes on in memory when %s, and says so once', async (_, tells) => {
    const place = new MapStorage();
    place.tells = tells;
    place.quota = 12 * KILOBYTE + (tells ? HEADROOM : 0);
    const { storage, notices } = opened(place);
    for (let i = 0; i < 4; i++) await storage.put([image(`${i}`, latents(5))]);
    expect([...place.values.keys()]).toEqual(['images/0', 'images/1']);
    expect(notices.map(({ code }) => code)).toEqual(['QuotaExceeded']);
    expect(notices[0]?.message).toMatch(/export/);
    // Nothing finished is lost.
    expect(await storage.keys('images')).toEqual(['0', '1', '2', '3']);
    for (let i = 0; i < 4; i++) expect(await storage.get('images', `${i}`)).toEqual(latents(5));
    expect((await storage.usage()).memoryBytes).toBeGreaterThanOrEqual(10 * KILOBYTE);
  });

  it('keeps what is put together together', async () => {
    const place = new MapStorage();
    place.tells = false;
    place.quota = 6 * KILOBYTE;
    const { storage } = opened(place);
    await storage.put([{ table: 'finished', key: 'x', value: 1 }, image('x', latents(9))]);
    expect(place.values.size).toBe(0);
    expect(await storage.get('finished', 'x')).toBe(1);
    expect(await storage.get('images', 'x')).toEqual(latents(9));
  });

  it('keeps no record of a run whose images found no room, until there is some', async () => {
    const place = new MapStorage();
    place.tells = false;
    place.quota = 6 * KILOBYTE;
    const { storage } = opened(place);
    const record = (value: string): Entry => ({ table: 'runs', key: 'r', value });
    await storage.put([record('begun')]);
    await storage.put([image('x', latents(9)), { table: 'finished', key: 'x', value: 1 }]);
    await storage.put([record('done')]);
    expect([place.values.get('runs/r'), await storage.get('runs', 'r')]).toEqual(['begun', 'done']);
    // What is no record goes where there is room for it.
    await storage.put([image('y', latents(1))]);
    expect([...place.values.keys()]).toEqual(['runs/r', 'images/y']);
    place.quota = Infinity;
    await storage.put([record('looked at')]);
    expect(place.values.get('images/x')).toEqual(latents(9));
    expect(place.values.get('runs/r')).toBe('looked at');
    expect((await storage.usage()).memoryBytes).toBe(0);
  });

  it('moves values to their place when something was taken away, and would say so again', async () => {
    const place = new MapStorage();
    place.tells = false;
    place.quota = 12 * KILOBYTE;
    const { storage, notices } = opened(place);
    for (const key of ['a', 'b', 'c']) await storage.put([image(key, latents(5))]);
    await storage.delete('images', ['a']);
    expect([...place.values.keys()]).toEqual(['images/b', 'images/c']);
    expect((await storage.usage()).memoryBytes).toBe(0);
    await storage.put([image('d', latents(5))]);
    expect(notices.map(({ code }) => code)).toEqual(['QuotaExceeded', 'QuotaExceeded']);
  });

  it('never lets an older value follow a newer one into its place', async () => {
    const place = new MapStorage();
    place.quota = 0;
    const { storage } = opened(place);
    await storage.put([image('x', 'old')]);
    place.quota = Infinity;
    await Promise.all([storage.delete('images', ['other']), storage.put([image('x', 'new')])]);
    expect([await storage.get('images', 'x'), place.values.get('images/x')]).toEqual([
      'new',
      'new',
    ]);
  });

  it('works in memory where the place does not work at all', async () => {
    const place = new MapStorage();
    place.broken = true;
    const { storage, notices, stop } = opened(place);
    expect(await storage.get('runs', 'a')).toBeUndefined();
    await storage.put([{ table: 'runs', key: 'a', value: 'x' }]);
    expect(await storage.get('runs', 'a')).toBe('x');
    expect(await storage.keys('runs')).toEqual(['a']);
    expect(notices.map(({ code }) => code)).toEqual(['StorageFailed']);
    await storage.delete('runs', ['a']);
    stop();
    await storage.get('runs', 'a');
    expect(notices.length).toBe(1);
  });
});

describe('the size of a value', () => {
  it('is never less than its data', () => {
    const value = { a: latents(1), b: [new Blob(['12345']), 'text'], c: null, d: 7 };
    expect(valueBytes(value)).toBeGreaterThanOrEqual(KILOBYTE + 5 + 8);
    expect(valueBytes(value)).toBeLessThan(KILOBYTE + 300);
  });
});
