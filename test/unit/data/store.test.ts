import { describe, expect, it } from 'vitest';
import type { StillroomError } from '../../../src/core/errors';
import type { StorageBackend, StorageEstimate } from '../../../src/data/store/backend';
import { openStageStore, stageKey } from '../../../src/data/store/stage-store';
import { valueBytes } from '../../../src/data/store/value-bytes';

/** A promise of what a function returns or throws. */
async function attempt<T>(run: () => T): Promise<T> {
  return run();
}

/** Storage in a map, that is full from some size on, or broken. */
class MapBackend implements StorageBackend {
  readonly values = new Map<string, unknown>();
  tells = true;
  broken = false;
  quota = 2 ** 30;

  get used(): number {
    return [...this.values.values()].reduce((sum: number, value) => sum + valueBytes(value), 0);
  }

  #check(): void {
    if (this.broken) throw new DOMException('no database here', 'InvalidStateError');
  }

  get(key: string): Promise<unknown> {
    return attempt(() => {
      this.#check();
      return this.values.get(key);
    });
  }

  set(key: string, value: unknown): Promise<void> {
    return attempt(() => {
      this.#check();
      if (this.used + valueBytes(value) > this.quota) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      this.values.set(key, value);
    });
  }

  delete(key: string): Promise<void> {
    return attempt(() => {
      this.#check();
      this.values.delete(key);
    });
  }

  keys(): Promise<string[]> {
    return attempt(() => {
      this.#check();
      return [...this.values.keys()];
    });
  }

  clear(): Promise<void> {
    this.values.clear();
    return Promise.resolve();
  }

  estimate(): Promise<StorageEstimate | undefined> {
    return Promise.resolve(this.tells ? { usage: this.used, quota: this.quota } : undefined);
  }
}

const KILOBYTE = 2 ** 10;
/** What the store leaves free for others. */
const HEADROOM = 8 * 2 ** 20;
const latents = (kilobytes: number): Uint16Array => new Uint16Array((kilobytes * KILOBYTE) / 2);

describe('keys of stages', () => {
  it('are equal for equal inputs only', () => {
    const key = stageKey('latents', { images: ['a'], pack: 'p' });
    expect(key).toMatch(/^latents\/[0-9a-f]{64}$/);
    expect(stageKey('latents', { pack: 'p', images: ['a'] })).toBe(key);
    expect(stageKey('latents', { pack: 'p', images: ['b'] })).not.toBe(key);
  });
});

describe('the store of stages', () => {
  it('keeps, lists and deletes', async () => {
    const backend = new MapBackend();
    const store = openStageStore(backend);
    const latentsKey = stageKey('latents', 1);
    const mapKey = stageKey('map', 1);
    expect(await store.put(latentsKey, latents(1))).toBe('storage');
    await store.put(mapKey, [1, 2]);
    expect(await store.get(latentsKey)).toEqual(latents(1));
    expect(await store.keys('map')).toEqual([mapKey]);
    expect(await store.keys()).toEqual([latentsKey, mapKey]);
    // A second visit finds the same.
    expect(await openStageStore(backend).get(mapKey)).toEqual([1, 2]);
    await store.delete(mapKey);
    expect(await store.get(mapKey)).toBeUndefined();
  });

  it.each([
    ['the estimate leaves too little room', true],
    ['the write itself fails', false],
  ])('goes on in memory when %s, and says so once', async (_, tells) => {
    const backend = new MapBackend();
    backend.tells = tells;
    backend.quota = 12 * KILOBYTE + (tells ? HEADROOM : 0);
    const store = openStageStore(backend);
    const notices: StillroomError[] = [];
    store.onNotice((notice) => notices.push(notice));
    const kept: string[] = [];
    for (let i = 0; i < 4; i++) kept.push(await store.put(stageKey('image', i), latents(5)));
    expect(kept).toEqual(['storage', 'storage', 'memory', 'memory']);
    expect(notices.map(({ code }) => code)).toEqual(['QuotaExceeded']);
    expect(notices[0]?.message).toMatch(/export/);
    // Nothing finished is lost.
    expect((await store.keys('image')).length).toBe(4);
    for (let i = 0; i < 4; i++) expect(await store.get(stageKey('image', i))).toEqual(latents(5));
    expect((await store.usage()).memoryBytes).toBeGreaterThanOrEqual(10 * KILOBYTE);
  });

  it('moves a value back to storage when there is room again', async () => {
    const backend = new MapBackend();
    backend.quota = 0;
    const store = openStageStore(backend);
    const key = stageKey('image', 1);
    expect(await store.put(key, 'a')).toBe('memory');
    backend.quota = 2 ** 30;
    expect(await store.put(key, 'b')).toBe('storage');
    expect([await store.get(key), (await store.usage()).memoryBytes]).toEqual(['b', 0]);
  });

  it('works in memory where storage does not work at all', async () => {
    const backend = new MapBackend();
    backend.broken = true;
    const store = openStageStore(backend);
    const notices: StillroomError[] = [];
    const stop = store.onNotice((notice) => notices.push(notice));
    expect(await store.get(stageKey('a', 1))).toBeUndefined();
    expect(await store.put(stageKey('a', 1), 'x')).toBe('memory');
    expect(await store.get(stageKey('a', 1))).toBe('x');
    expect(await store.keys()).toEqual([stageKey('a', 1)]);
    expect(notices.map(({ code }) => code)).toEqual(['StorageFailed']);
    await store.clear();
    stop();
    await store.get(stageKey('a', 1));
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
