import { unzipSync } from 'fflate';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parseNpy } from '../../../src/core/formats/npy';
import type { Table } from '../../../src/core/storage';
import { decodePng } from '../../../src/data/export/decode-png';
import type { Measurement } from '../../../src/data/export/measured';
import { exportZip } from '../../../src/data/export/write-export';
import { StillroomError } from '../../../src/core/errors';
import type { SoftLabels } from '../../../src/run/evaluation/report';
import { exportSet } from '../../../src/run/results/export-set';
import { Runs } from '../../../src/run/results/runs';
import { reportOf, setReport } from '../../support/measured-set';
import { MapStorage } from '../store/map-storage';
import { readBack, zipOf } from './exported';
import {
  classOf,
  drawn,
  keepRun,
  keyOf,
  pictures,
  recipeOf,
  recordOf,
  sourceOf,
  storedImage,
} from './sample-run';

async function kept() {
  const storage = new MapStorage();
  const runs = new Runs(storage);
  const record = recordOf(recipeOf());
  await keepRun(runs, record, { a: 2, b: 1 });
  return { storage, runs, record };
}

const filesOf = (zip: Uint8Array): string[] =>
  Object.keys(unzipSync(zip))
    .map((path) => path.slice(path.indexOf('/') + 1))
    .sort();

const ALONE = [
  'README.md',
  'claim.md',
  'evaluate.py',
  'manifest.json',
  'train/a/0000.png',
  'train/a/0001.png',
  'train/b/0000.png',
];

describe('the export of a kept run', () => {
  it('has its images, each beside its real core', async () => {
    const { runs, record } = await kept();
    const zip = await zipOf(runs, record, sourceOf(classOf('a'), classOf('b')));
    const cores = ['cores/a/0000.png', 'cores/a/0001.png', 'cores/b/0000.png'];
    expect(filesOf(zip)).toEqual([...ALONE, ...cores].sort());
    const { manifest } = await readBack(zip);
    expect(manifest).toMatchObject({
      recipe: record.recipe,
      recipeHash: record.hash,
      versions: { stillroom: '0.2.0' },
      backend: { provider: 'wasm', decoder: 'browser', threads: 2 },
      timings: { totalSeconds: 6, secondsPerImage: 2 },
      withoutCores: [],
    });
    const second = manifest.images.find(({ file }) => file === 'train/a/0001.png');
    expect(second).toMatchObject({ key: keyOf('a', 1), position: 4, sources: ['a/4.png'] });
    const core = unzipSync(zip)['Letters-plain-ipc3/cores/a/0001.png'] ?? new Uint8Array(0);
    expect(decodePng(core).pixels).toEqual(drawn(4));
  });

  it.each([
    ['no collection is there', null],
    ['another one is', sourceOf(classOf('c'))],
    ['another one of the same names and counts is', sourceOf(classOf('a', 'x'), classOf('b', 'x'))],
    [
      'its files may not be read',
      {
        ...sourceOf(),
        read: () => Promise.reject(new StillroomError('PermissionDenied', 'not allowed')),
      },
    ],
  ])('has its images alone where %s, and says so', async (_, source) => {
    const { runs, record } = await kept();
    const zip = await zipOf(runs, record, source);
    expect(filesOf(zip)).toEqual(ALONE);
    expect((await readBack(zip)).manifest.withoutCores).toEqual(['a', 'b']);
  });

  it('goes on without the cores whose files go while it is written', async () => {
    const { runs, record } = await kept();
    const source = sourceOf(classOf('a'), classOf('b'));
    const zip = await zipOf(runs, record, {
      ...source,
      async *pixels(images, side, signal) {
        if (images[0]?.folder === 'a') throw new StillroomError('PermissionDenied', 'gone');
        yield* source.pixels(images, side, signal);
      },
    });
    expect(filesOf(zip)).toEqual([...ALONE, 'cores/b/0000.png'].sort());
    expect((await readBack(zip)).manifest.withoutCores).toEqual(['a']);
  });

  it('is of an unfinished run too, with what is there', async () => {
    const runs = new Runs(new MapStorage());
    const whole = recipeOf();
    const [first, second] = whole.classes;
    if (first === undefined || second === undefined) throw new Error('no classes');
    const { fingerprint: _print, images: _images, ...unread } = second;
    const record = recordOf({ ...whole, classes: [first, unread] });
    await keepRun(runs, record, { a: 1 });
    const { manifest } = await readBack(await zipOf(runs, record, null));
    expect([record.hash, manifest.images.length]).toEqual([null, 1]);
    expect(manifest.recipe).toEqual(record.recipe);
  });

  it('carries what an evaluation found of it, and claims nothing without one', async () => {
    const { runs, record } = await kept();
    const claimOf = async (report: Measurement | null) => {
      const zip = unzipSync(await zipOf(runs, record, null, report));
      return new TextDecoder().decode(zip['Letters-plain-ipc3/claim.md']);
    };
    const sets = [setReport({ id: record.handle, imagesPerClass: 2 })];
    expect(await claimOf(reportOf(record.handle, { sets }))).toContain('is right on 44.0 ± 2.8 %');
    expect(await claimOf(reportOf('of another run'))).toContain('no accuracy is claimed');
    expect(await claimOf(null)).toContain('no accuracy is claimed');
  });

  it('has the labels of a teacher that an evaluation asked, by its own classes and images', async () => {
    const { runs, record } = await kept();
    const labelsIn = async (softLabels: SoftLabels) => {
      const sets = [setReport({ id: record.handle, softLabels })];
      const zip = unzipSync(await zipOf(runs, record, null, reportOf(record.handle, { sets })));
      const file = zip['Letters-plain-ipc3/labels.npy'];
      return file && [...parseNpy(file).data];
    };
    // Three images a class, classes the other way round: a row is 10 class + index, a column adds 100 a class.
    const folders = ['b', 'a'];
    const logits = folders.flatMap((_, own) =>
      [0, 1, 2].flatMap((index) => [10 * own + index, 10 * own + index + 100]),
    );
    const labels = { folders, logits: Float32Array.from(logits) };
    // train/ lists a/0, a/1 and b/0, and its columns are a and b.
    expect(await labelsIn(labels)).toEqual([110, 10, 111, 11, 100, 0]);
    // Of other classes, or of other images than these.
    expect(await labelsIn({ ...labels, folders: ['b', 'c'] })).toBeUndefined();
    const fewer = { folders, logits: labels.logits.subarray(2) };
    expect(await labelsIn(fewer)).toBeUndefined();
  });

  it('has its images and cores at a smaller side, and says from which', async () => {
    const { runs, record } = await kept();
    const zip = await zipOf(runs, record, sourceOf(classOf('a'), classOf('b')), null, 2);
    const files = unzipSync(zip);
    for (const path of ['train/a/0001.png', 'cores/b/0000.png']) {
      const { width, height } = decodePng(files[`Letters-plain-ipc3/${path}`] ?? new Uint8Array());
      expect([path, width, height]).toEqual([path, 2, 2]);
    }
    const { manifest } = await readBack(zip);
    expect(manifest.reduced).toEqual({ side: 2, from: 4 });
    const text = (name: string) =>
      new TextDecoder().decode(files[`Letters-plain-ipc3/${name}`]).replaceAll(/\s+/g, ' ');
    expect(text('README.md')).toMatch(/made with 4 pixels a side and reduced to 2 .*Lanczos/);
    expect(text('claim.md')).toMatch(/2 px/);
  });

  it('is as it was made at its own side, and refuses a larger one', async () => {
    const { runs, record } = await kept();
    const { manifest } = await readBack(await zipOf(runs, record, null, null, 4));
    expect(manifest.reduced).toBeUndefined();
    await expect(zipOf(runs, record, null, null, 5)).rejects.toMatchObject({
      code: 'BadParameter',
      message: expect.stringMatching(/4 px a side.*none larger.*at most 4/) as string,
    });
  });

  it('says which image has gone from storage', async () => {
    const { storage, runs, record } = await kept();
    await storage.delete('images', [keyOf('a', 1)]);
    await expect(zipOf(runs, record, null)).rejects.toThrow(/Image 2 of "a" is no longer stored/);
  });
});

describe('memory', () => {
  /** Images that are made when they are read, and counted while anybody holds them. */
  class EndlessStorage extends MapStorage {
    readonly held: WeakRef<object>[] = [];

    override get(table: Table, key: string): Promise<unknown> {
      if (table !== 'images') return super.get(table, key);
      const image = storedImage(this.held.length);
      this.held.push(new WeakRef(image.png));
      return Promise.resolve(image);
    }
  }

  it('is flat while 5,000 images are exported', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const storage = new EndlessStorage();
    const runs = new Runs(storage);
    const recipe = recipeOf('plain', 1000);
    const classes = Array.from({ length: 5 }, (_, i) => {
      const { fingerprint = '' } = recipe.classes[0] ?? {};
      return { folder: `${i}`, name: `${i}`, prompt: `${i}`, fingerprint, images: 6 };
    });
    const record = recordOf({ ...recipe, classes });
    await runs.put(record);
    for (const [i, hash] of record.classHashes.entries()) {
      for (let index = 0; index < 1000; index++) {
        const place = { folder: `${i}`, index, key: keyOf(`${i}`, index), core: null };
        await runs.place(String(hash), record.backend, place);
      }
    }
    const { signal } = new AbortController();
    const order = { program: '0', createdAt: new Date(0), signal };
    const set = await exportSet(record, { runs, source: null, pictures }, order);
    const alive: number[] = [];
    const onProgress = (done: number): void => {
      if (done % 500 !== 0) return;
      collect();
      alive.push(storage.held.filter((image) => image.deref() !== undefined).length);
    };
    const reader = exportZip(set, { signal, onProgress }).getReader();
    while (!(await reader.read()).done);
    expect(storage.held.length).toBe(5000);
    expect(alive.length).toBe(10);
    // The one that is written and the one that is read.
    expect(Math.max(...alive)).toBeLessThanOrEqual(3);
  }, 60_000);
});
