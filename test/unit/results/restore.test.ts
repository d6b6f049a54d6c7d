import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/core/formats/manifest';
import { readPictureRecipe } from '../../../src/data/export/picture-recipe';
import { readExport } from '../../../src/data/export/read-export';
import { restore } from '../../../src/run/results/restore';
import type { RunRecord } from '../../../src/run/results/records';
import { Runs } from '../../../src/run/results/runs';
import { ODD_PROMPTS } from '../../support/odd-prompts';
import { MapStorage } from '../store/map-storage';
import { readBack, zipOf } from './exported';
import {
  BACKEND,
  classOf,
  keepRun,
  keyOf,
  pictures,
  placeOf,
  recipeOf,
  recordOf,
  sourceOf,
  storedImage,
} from './sample-run';

const ROOT = 'Letters-plain-ipc3';

/** A run's zip, and an empty place that it is dropped onto. */
async function dropped(images: Readonly<Record<string, number>>, source = true) {
  const there = new Runs(new MapStorage());
  const record = recordOf(recipeOf());
  await keepRun(there, record, images);
  const zip = await zipOf(there, record, source ? sourceOf(classOf('a'), classOf('b')) : null);
  const storage = new MapStorage();
  return { record, zip, storage, parts: { runs: new Runs(storage), pictures } };
}

/** The zip with another manifest. */
function withManifest(
  zip: Uint8Array,
  change: (manifest: Manifest) => unknown,
): Uint8Array<ArrayBuffer> {
  const files = unzipSync(zip);
  const text = new TextDecoder().decode(files[`${ROOT}/manifest.json`]);
  const changed = JSON.stringify(change(JSON.parse(text) as Manifest));
  files[`${ROOT}/manifest.json`] = new TextEncoder().encode(changed);
  return new Uint8Array(zipSync(files));
}

describe('a restored export', () => {
  it('knows what computed each of its images, where the run did', async () => {
    const there = new Runs(new MapStorage());
    const record = recordOf(recipeOf());
    await keepRun(there, record, { a: 2, b: 1 });
    const hash = record.classHashes[0] ?? '';
    const newer = { ...storedImage(0), runtime: 'engine 2' };
    await there.addImage(hash, BACKEND, placeOf('a', 0), newer);
    const parts = { runs: new Runs(new MapStorage()), pictures };
    await restore(await readBack(await zipOf(there, record, null)), parts, { handle: 'new' });
    const kept = [0, 1].map(async (index) => parts.runs.image(keyOf('a', index)));
    const runtimes = (await Promise.all(kept)).map((image) => image?.runtime);
    expect(runtimes).toEqual(['engine 2', undefined]);
  });

  it('is a kept run whose classes and images have the names that they had', async () => {
    const { record, zip, parts } = await dropped({ a: 3, b: 1 });
    const restored = await restore(await readBack(zip), parts, { handle: 'new' });
    const { method, parameters, sampling } = record.recipe;
    expect(restored).toMatchObject({ label: 'Letters', images: 4, notice: null });
    expect(restored.settings).toEqual({ method, parameters, sampling, edits: [] });
    expect(restored.run).toEqual({
      ...record,
      handle: 'new',
      startedAt: '2026-11-03T10:00:00.000Z',
    });
    // What a run over the same folders looks for.
    const [a, b] = record.classHashes.map(String);
    expect(await parts.runs.finished(a ?? '', BACKEND)).toEqual(
      [0, 1, 2].map((index) => placeOf('a', index)),
    );
    expect(await parts.runs.finished(b ?? '', BACKEND)).toEqual([placeOf('b', 0)]);
    const { png, side } = storedImage(2);
    expect(await parts.runs.image(keyOf('a', 2))).toMatchObject({
      origin: 'generated',
      png,
      side,
      latent: null,
    });
  });

  it('gives the same files when it is exported again', async () => {
    const { zip, parts } = await dropped({ a: 2, b: 2 });
    const { run } = await restore(await readBack(zip), parts, { handle: 'new' });
    if (run === null) throw new Error('no run');
    const again = unzipSync(await zipOf(parts.runs, run, sourceOf(classOf('a'), classOf('b'))));
    const before = unzipSync(zip);
    const pngs = Object.keys(before).filter((path) => path.endsWith('.png'));
    expect(pngs.length).toBe(8);
    for (const path of pngs) expect(again[path]).toEqual(before[path]);
  });

  it.each(ODD_PROMPTS)(
    'keeps a prompt of %s, in its files and in every picture',
    async (_, prompt) => {
      const recipe = recipeOf();
      const classes = recipe.classes.map((entry) => ({ ...entry, name: prompt, prompt }));
      const record = recordOf({ ...recipe, classes });
      const there = new Runs(new MapStorage());
      await keepRun(there, record, { a: 1, b: 1 });
      const zip = await zipOf(there, record, null);
      const parts = { runs: new Runs(new MapStorage()), pictures };
      const { run } = await restore(await readBack(zip), parts, { handle: 'new' });
      expect(run?.recipe).toEqual(record.recipe);
      expect(run?.classHashes).toEqual(record.classHashes);
      const png = Object.entries(unzipSync(zip)).find(([path]) => path.endsWith('.png'));
      const carried = await readPictureRecipe(new Blob([new Uint8Array(png?.[1] ?? [])]));
      expect(carried?.classes).toEqual(record.recipe.classes.slice(0, 1));
    },
  );

  it('refuses a longer prompt and says where it is', async () => {
    const { zip, parts, storage } = await dropped({ a: 1 });
    const changed = withManifest(zip, (manifest) => {
      const [first, ...others] = manifest.recipe.classes;
      const classes = [{ ...first, prompt: 'x'.repeat(10_001) }, ...others];
      return { ...manifest, recipe: { ...manifest.recipe, classes } };
    });
    const read = readBack(changed).then((back) => restore(back, parts, { handle: 'new' }));
    await expect(read).rejects.toThrow(
      /^"recipe\.classes\[0\]\.prompt" in the manifest should be a text of at most 10000 characters, not 10001, but is "xxx.{0,80}\.\.\. The file/,
    );
    expect(await storage.keys('runs')).toEqual([]);
  });

  it('needs nothing of what the export says of its training', async () => {
    const { zip, parts } = await dropped({ a: 3, b: 1 });
    const files = unzipSync(zip);
    const without = structuredClone(files);
    for (const name of ['README.md', 'claim.md', 'evaluate.py']) {
      expect(delete without[`${ROOT}/${name}`]).toBe(true);
    }
    files[`${ROOT}/labels.npy`] = new Uint8Array(200);
    const restored = await restore(await readBack(new Uint8Array(zipSync(files))), parts, {
      handle: 'new',
    });
    const bare = { runs: new Runs(new MapStorage()), pictures };
    const plain = await readBack(new Uint8Array(zipSync(without)));
    expect(await restore(plain, bare, { handle: 'new' })).toEqual(restored);
    expect(restored.images).toBe(4);
  });

  it('that is whole is done', async () => {
    const { zip, parts } = await dropped({ a: 3, b: 3 });
    expect((await restore(await readBack(zip), parts, { handle: 'new' })).run?.state).toBe('done');
  });

  it('adds to the run of its name that is kept, and replaces nothing of it', async () => {
    const { record, zip, parts } = await dropped({ a: 3, b: 3 });
    await keepRun(parts.runs, { ...record, handle: 'mine' }, { a: 1 });
    const { run } = await restore(await readBack(zip), parts, { handle: 'new' });
    expect([run?.handle, run?.state, run?.startedAt]).toEqual(['mine', 'done', record.startedAt]);
    expect((await parts.runs.list()).length).toBe(1);
    // Made here: with its latent.
    expect(await parts.runs.image(keyOf('a', 0))).toEqual(storedImage(0));
  });

  describe('of reduced images', () => {
    const reduced = async () => {
      const there = new Runs(new MapStorage());
      const record = recordOf(recipeOf());
      await keepRun(there, record, { a: 3, b: 1 });
      const zip = await zipOf(there, record, null, null, 2);
      return { there, record, exported: await readBack(zip) };
    };

    it('is the run that is here, with its own images', async () => {
      const { there, record, exported } = await reduced();
      const restored = await restore(exported, { runs: there, pictures }, { handle: 'new' });
      expect(restored).toMatchObject({ run: record, images: 0 });
      expect(restored.notice).toMatch(/reduced from 4 to 2 px.*its own images of 4 px/);
      expect(await there.image(keyOf('a', 0))).toEqual(storedImage(0));
      expect(await there.list()).toHaveLength(1);
    });

    it('brings its settings alone where the run is not, and stores nothing', async () => {
      const { record, exported } = await reduced();
      const storage = new MapStorage();
      const parts = { runs: new Runs(storage), pictures };
      const restored = await restore(exported, parts, { handle: 'new' });
      expect(restored).toMatchObject({ label: 'Letters', run: null, images: 0 });
      expect(restored.settings.sampling).toEqual(record.recipe.sampling);
      expect(restored.notice).toMatch(/reduced from 4 to 2 px.*not here.*Distill/);
      expect(await parts.runs.list()).toEqual([]);
      expect(await parts.runs.image(keyOf('a', 0))).toBeUndefined();
    });
  });

  it('of a manifest alone brings settings and a run without images', async () => {
    const { zip, parts } = await dropped({ a: 1 });
    const manifest = new TextDecoder().decode(unzipSync(zip)[`${ROOT}/manifest.json`]);
    const restored = await restore(await readBack(manifest), parts, { handle: 'new' });
    expect([restored.images, restored.settings.method]).toEqual([0, 'plain']);
  });

  it('of the first version brings its settings, and a sentence', async () => {
    const { storage, parts } = await dropped({});
    const { imagesPerClass, cfgFrom: _from, cfgTo: _to, ...sampling } = recipeOf().sampling;
    const older = {
      format: 'stillroom-manifest/1',
      recipe: { method: 'plain', parameters: {}, sampling, imagesPerClass },
      collection: { label: 'Letters' },
    };
    const read = await readExport(new Blob([JSON.stringify(older)]));
    if (read === undefined) throw new Error('no export');
    const restored = await restore(read, parts, { handle: 'new' });
    expect(restored.settings.sampling).toEqual(recipeOf().sampling);
    expect([restored.run, restored.images]).toEqual([null, 0]);
    expect(restored.notice).toMatch(/older version.*Distill again/);
    expect(storage.values.size).toBe(0);
  });
});

describe('an export of the first version that is refused', () => {
  const { imagesPerClass, cfgFrom: _from, cfgTo: _to, ...sampling } = recipeOf().sampling;
  const older = { method: 'plain', parameters: {}, sampling, imagesPerClass };

  it.each([
    ['method', { ...older, method: 'constructor' }, /"constructor"/],
    ['parameter', { ...older, parameters: { __proto: 1 } }, /"__proto"/],
    ['solver', { ...older, sampling: { ...sampling, solver: 'toString' } }, /sampling\.solver/],
    ['type', { ...older, sampling: { ...sampling, steps: '9' } }, /sampling\.steps/],
    ['number', { ...older, imagesPerClass: 1e15 }, /imagesPerClass/],
    ['seed', { ...older, sampling: { ...sampling, seed: 4294967296 } }, /sampling\.seed/],
  ])('names the %s that is unknown or out of range', async (_, recipe, said) => {
    const text = { format: 'stillroom-manifest/1', recipe, collection: { label: 'Letters' } };
    const { storage, parts } = await dropped({});
    const restored = async () => {
      const read = await readExport(new Blob([JSON.stringify(text)]));
      if (read === undefined) throw new Error('no export');
      return restore(read, parts, { handle: 'new' });
    };
    await expect(restored()).rejects.toThrow(said);
    expect(storage.values.size).toBe(0);
  });
});

describe('the share of an image', () => {
  const SHARES = [0.5, 0.3, 0.2];

  /** The kept run with shares in its places, as a run gives them. */
  async function shared(runs: Runs): Promise<RunRecord> {
    const record = recordOf(recipeOf());
    await keepRun(runs, record, { a: 3 });
    const hash = record.classHashes[0] ?? '';
    for (const [index, share] of SHARES.entries()) {
      await runs.place(hash, BACKEND, { ...placeOf('a', index), share });
    }
    return record;
  }

  const sharesIn = async (runs: Runs, record: RunRecord) =>
    (await runs.finishedOf(record)).map(({ share }) => share);

  it('comes back with an export', async () => {
    const there = new Runs(new MapStorage());
    const record = await shared(there);
    const zip = await zipOf(there, record, null);
    const runs = new Runs(new MapStorage());
    await restore(await readBack(zip), { runs, pictures }, { handle: 'new' });
    expect(await sharesIn(runs, record)).toEqual(SHARES);
  });

  it('stays where an older export does not know it', async () => {
    const { zip, parts, record } = await dropped({ a: 3 });
    await shared(parts.runs);
    await restore(await readBack(zip), parts, { handle: 'new' });
    expect(await sharesIn(parts.runs, record)).toEqual(SHARES);
  });
});

describe('an export that is refused', () => {
  it.each([
    ['seed', (manifest: Manifest) => ({ sampling: { ...manifest.recipe.sampling, seed: 8 } })],
    ['method', () => ({ method: 'd4m' })],
    [
      'fingerprint',
      ({ recipe }: Manifest) => ({
        classes: recipe.classes.map((entry) => ({ ...entry, fingerprint: 'f'.repeat(64) })),
      }),
    ],
    [
      'prompt',
      ({ recipe }: Manifest) => ({
        classes: recipe.classes.map((entry) => ({ ...entry, prompt: 'another' })),
      }),
    ],
  ])('is one whose recipe has another %s than its hash says', async (_, change) => {
    const { zip, storage, parts } = await dropped({ a: 1 });
    const changed = withManifest(zip, (manifest) => ({
      ...manifest,
      recipe: { ...manifest.recipe, ...change(manifest) },
    }));
    await expect(restore(await readBack(changed), parts, { handle: 'new' })).rejects.toMatchObject({
      code: 'BadManifest',
    });
    expect(storage.values.size).toBe(0);
  });

  it('stores nothing where its last image is damaged', async () => {
    const { zip, storage, parts } = await dropped({ a: 2, b: 2 }, false);
    const files = unzipSync(zip);
    const last = files[`${ROOT}/train/b/0001.png`];
    last?.fill(0, 60, 64);
    const damaged = new Uint8Array(zipSync(files));
    await expect(restore(await readBack(damaged), parts, { handle: 'new' })).rejects.toMatchObject({
      code: 'BadManifest',
    });
    expect(storage.values.size).toBe(0);
  });
});
