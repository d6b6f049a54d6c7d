import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { FileStorage } from '../../../src/command/file-storage';
import { keyOf, keyPath, prefixPath } from '../../../src/command/key-path';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillroom-storage-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Slashes, dots, cases and our own ending often: where paths go wrong; letters with their accent and apart from it. */
const ODD = [
  'a',
  'A',
  '.',
  '..',
  '/',
  '.value',
  '%',
  '-',
  '\u00e9',
  'e\u0301',
  '😀',
  ' ',
  '\\',
  ':',
];
const key = fc
  .array(fc.constantFrom(...ODD), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

describe('a key’s path', () => {
  it('leads back to the key, and no two keys share it', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(keyOf(keyPath(one))).toBe(one);
        if (one !== other) expect(keyPath(one).join('/')).not.toBe(keyPath(other).join('/'));
      }),
    );
  });

  it('is made of names that every file system takes and keeps apart', () => {
    fc.assert(
      fc.property(key, (one) => {
        for (const name of keyPath(one)) expect(name).toMatch(/^(?!\.)[a-z0-9_.%-]+$/);
      }),
    );
  });

  it('lies below the path of each of its prefixes', () => {
    fc.assert(
      fc.property(key, fc.nat(), (one, cut) => {
        const folders = prefixPath(one.slice(0, cut % (one.length + 1)));
        expect(keyPath(one).slice(0, folders.length)).toEqual(folders);
      }),
    );
  });

  it('is one that a person can read', () => {
    expect(keyPath('c0ffee/wasm.sharp/3')).toEqual(['c0ffee', 'wasm.sharp', '3.value']);
  });
});

describe('a folder as storage', () => {
  it('does what a map does', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), key, value: fc.nat() }),
      fc.record({ kind: fc.constant('delete' as const), key }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), key, async (steps, prefix) => {
        const place = mkdtempSync(join(folder, 'map-'));
        const storage = new FileStorage(place);
        const map = new Map<string, number>();
        for (const one of steps) {
          if (one.kind === 'put') {
            await storage.put([{ table: 'stages', key: one.key, value: one.value }]);
            map.set(one.key, one.value);
          } else {
            await storage.delete('stages', [one.key]);
            map.delete(one.key);
          }
        }
        for (const [known, value] of map) expect(await storage.get('stages', known)).toBe(value);
        const keys = [...map.keys()].sort();
        expect(await storage.keys('stages')).toEqual(keys);
        const own = keys.filter((one) => one.startsWith(prefix));
        expect(await storage.keys('stages', prefix)).toEqual(own);
        expect(await storage.keys('images')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('gives back what was put, and finds it again from another object', async () => {
    const value = {
      version: 2,
      latent: Float32Array.of(1.5, -0, Infinity),
      png: Uint8Array.of(1, 2, 3).subarray(1),
      steps: [{ share: 0.25, none: null }],
    };
    await new FileStorage(folder).put([{ table: 'images', key: 'a/b', value }]);
    const again = (await new FileStorage(folder).get('images', 'a/b')) as typeof value;
    expect(again).toEqual(value);
    expect(again.png).toBeInstanceOf(Uint8Array);
    expect(await new FileStorage(folder).get('images', 'a')).toBeUndefined();
    expect(await new FileStorage(folder).get('images', 'a/b/c')).toBeUndefined();
  });

  it('shows nothing of a put that fails, and leaves no part of it behind', async () => {
    const storage = new FileStorage(folder);
    const entries = [
      { table: 'images', key: 'good', value: 1 },
      // A function is no value: the second write fails.
      { table: 'finished', key: 'bad', value: () => 1 },
    ] as const;
    await expect(storage.put(entries)).rejects.toMatchObject({ code: 'StorageFailed' });
    expect(await storage.keys('images')).toEqual([]);
    expect(readdirSync(join(folder, 'images'))).toEqual([]);
  });

  it('does not see what another process is still writing', async () => {
    const storage = new FileStorage(folder);
    await storage.put([{ table: 'runs', key: 'one', value: 1 }]);
    writeFileSync(join(folder, 'runs', '.part-9-9'), 'half');
    expect(await storage.keys('runs')).toEqual(['one']);
  });

  it('takes a changed, a cut and a foreign file for missing, says so once, and writes it again', async () => {
    const damaged: string[] = [];
    const storage = new FileStorage(folder, (file) => damaged.push(file));
    const value = new Uint8Array(1000).fill(7);
    const entry = { table: 'images', key: 'a', value } as const;
    const file = join(folder, 'images', 'a.value');
    await storage.put([entry]);
    const whole = readFileSync(file);
    for (const [at, bit] of fc.sample(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), 50)) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      writeFileSync(file, changed);
      expect(await storage.get('images', 'a'), `bit ${bit} of byte ${at}`).toBeUndefined();
    }
    for (const bytes of [
      whole.subarray(0, 500),
      whole.subarray(0, 10),
      Buffer.of(),
      Buffer.from('hello'),
    ]) {
      writeFileSync(file, bytes);
      expect(await storage.get('images', 'a')).toBeUndefined();
    }
    expect(damaged).toEqual([file]);
    expect(await storage.keys('images')).toEqual(['a']);
    await storage.put([entry]);
    expect(await storage.get('images', 'a')).toEqual(value);
  });

  it('takes a value in a form of another Node for missing, though its hash is right', async () => {
    const damaged: string[] = [];
    const storage = new FileStorage(folder, (file) => damaged.push(file));
    const entry = { table: 'images', key: 'a', value: 'fox' } as const;
    const file = join(folder, 'images', 'a.value');
    await storage.put([entry]);
    // V8 writes 0xff and the version of its form first.
    const content = readFileSync(file).subarray(32);
    expect(content[0]).toBe(0xff);
    content[1] = 250;
    const hash = createHash('sha256').update(content).digest();
    writeFileSync(file, Buffer.concat([hash, content]));
    expect(await storage.get('images', 'a')).toBeUndefined();
    expect(damaged).toEqual([file]);
    await storage.put([entry]);
    expect(await storage.get('images', 'a')).toBe('fox');
  });

  it('lets two writers have one key at once', async () => {
    const writers = Array.from({ length: 8 }, () => new FileStorage(folder));
    const value = new Uint8Array(200_000).fill(5);
    const entry = { table: 'images', key: 'a', value } as const;
    for (let round = 0; round < 2; round++) {
      await Promise.all(writers.map((writer) => writer.put([entry])));
      expect(await writers[0]?.get('images', 'a')).toEqual(value);
    }
    expect(readdirSync(join(folder, 'images'))).toEqual(['a.value']);
  });

  it('takes away what killed writers left, and nothing that is being written', async () => {
    const storage = new FileStorage(folder);
    await storage.put([{ table: 'images', key: 'a/b', value: 1 }]);
    const [old, young] = ['.part-1-0', '.part-2-0'].map((name) =>
      join(folder, 'images', 'a', name),
    );
    if (old === undefined || young === undefined) throw new Error('no names');
    writeFileSync(old, 'half');
    writeFileSync(young, 'half');
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(old, hourAgo, hourAgo);
    await storage.tidy(60_000);
    expect(readdirSync(join(folder, 'images', 'a'))).toEqual(['.part-2-0', 'b.value']);
    expect(await storage.get('images', 'a/b')).toBe(1);
  });

  it('says how much it takes, less after something was taken away', async () => {
    const storage = new FileStorage(folder);
    const empty = await storage.usage();
    expect(empty.usedBytes).toBe(0);
    expect(empty.quotaBytes).toBeGreaterThan(0);
    const value = new Uint8Array(100_000);
    await storage.put([{ table: 'stages', key: 'a', value }]);
    const { usedBytes = 0 } = await storage.usage();
    expect(usedBytes).toBeGreaterThan(100_000);
    expect(usedBytes).toBeLessThan(101_000);
    await storage.delete('stages', ['a', 'never there']);
    expect((await storage.usage()).usedBytes).toBe(0);
  });

  it('counts on when a file goes that it has listed', async () => {
    const storage = new FileStorage(folder);
    // Enough for the other to be in the middle of it.
    const keys = Array.from({ length: 300 }, (_, i) => `a/${i}`);
    await storage.put(keys.map((one) => ({ table: 'stages', key: one, value: 1 })));
    const [usage] = await Promise.all([
      storage.usage(),
      new FileStorage(folder).delete('stages', keys.toReversed()),
    ]);
    expect(usage.memoryBytes).toBe(0);
  });

  it('tells why a put failed where what it began cannot be taken away either', async () => {
    const storage = new FileStorage(folder);
    const lost = {
      table: 'images',
      key: 'a',
      get value(): unknown {
        // The folder of the first one is a file by now.
        rmSync(join(folder, 'stages'), { recursive: true });
        writeFileSync(join(folder, 'stages'), '');
        throw new StillroomError('WorkerLost', 'The thread is gone.');
      },
    } as const;
    const put = storage.put([{ table: 'stages', key: 'a', value: 1 }, lost]);
    await expect(put).rejects.toMatchObject({ code: 'WorkerLost' });
  });

  it('says which folder cannot be used', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const put = new FileStorage(file).put([{ table: 'runs', key: 'one', value: 1 }]);
    await expect(put).rejects.toMatchObject({ code: 'StorageFailed' });
    await expect(put).rejects.toThrow(file);
  });
});
