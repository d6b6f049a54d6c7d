import { unzipSync, zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { Manifest } from '../../../src/core/formats/manifest';
import { encodePng } from '../../../src/data/export/png';
import { readPictureRecipe } from '../../../src/data/export/picture-recipe';
import { readPngTexts, withTexts } from '../../../src/data/export/png-text';
import { readExport, type ReadSet } from '../../../src/data/export/read-export';
import { exportZip, type ExportImage, type ExportSet } from '../../../src/data/export/write-export';
import { ALIKE_NAMES, onDiskWithoutCase } from '../../support/odd-names';
import { rawZip } from '../../support/raw-zip';
import { hashLike, recipe } from '../../support/sample-recipe';

const ODD = 'train/<img onerror>';

const RECIPE_HASH = hashLike('2');

const drawn = (level: number): Uint8Array =>
  encodePng({ width: 4, height: 4, pixels: new Uint8Array(4 * 4 * 3).fill(level) });

function image(kind: ExportImage['kind'], folder: string, index: number): ExportImage {
  return {
    kind,
    folder,
    index,
    ...(kind === 'distilled' ? { key: hashLike(String(index)), seed: 7, position: index } : {}),
    sources: [`fish/${folder}/${index}.JPEG`],
    guidance: kind === 'distilled' ? { 'coda.movedShare': 0.25 } : {},
    png: drawn(index + (kind === 'core' ? 100 : 0)),
    seconds: kind === 'distilled' ? 3 : 0,
  };
}

async function* inOrder(images: readonly ExportImage[]): AsyncGenerator<ExportImage> {
  yield* images;
}

const IMAGES = [
  image('distilled', 'n01440764', 0),
  image('core', 'n01440764', 0),
  image('distilled', ODD, 0),
  image('distilled', ODD, 1),
];

function setOf(images: readonly ExportImage[] = IMAGES): ExportSet {
  return {
    name: 'my: fish',
    label: 'Fish | <b>bold</b>',
    recipe,
    recipeHash: RECIPE_HASH,
    program: '0.2.0',
    backend: { provider: 'wasm', decoder: 'browser', threads: 2, description: '2 threads' },
    createdAt: new Date('2026-11-01T10:00:00Z'),
    total: images.length,
    images: inOrder(images),
    withoutCores: new Set([ODD]),
    measured: null,
  };
}

async function zipOf(source: ExportSet): Promise<Uint8Array<ArrayBuffer>> {
  const stream = exportZip(source) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function readSet(file: Blob): Promise<ReadSet> {
  const read = await readExport(file);
  if (read?.kind !== 'set') throw new Error('no set');
  return read;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('an export', () => {
  it('has the layout that loaders expect, under safe names', async () => {
    const files = unzipSync(await zipOf(setOf()));
    expect(Object.keys(files).sort()).toEqual([
      'my_ fish/README.md',
      'my_ fish/claim.md',
      'my_ fish/cores/n01440764/0000.png',
      'my_ fish/evaluate.py',
      'my_ fish/manifest.json',
      'my_ fish/train/n01440764/0000.png',
      'my_ fish/train/train__img onerror_/0000.png',
      'my_ fish/train/train__img onerror_/0001.png',
    ]);
  });

  it('loses nothing on a disk without case that puts letters together as it likes', async () => {
    const names = [...ALIKE_NAMES, 'CAFE\u0301', 'Straße', 'strasse'];
    const [entry] = recipe.classes;
    if (entry === undefined) throw new Error('no class');
    const images = names.flatMap((name) => [image('distilled', name, 0), image('core', name, 0)]);
    // Every class its own picture, so that one in the place of another is noticed.
    const told = images.map((one, i) => ({ ...one, png: drawn(i) }));
    const set = { ...setOf(told), withoutCores: new Set<string>() };
    const classes = names.map((name) => ({ ...entry, folder: name, name }));
    const zip = await zipOf({ ...set, recipe: { ...recipe, classes } });
    const files = Object.entries(unzipSync(zip));
    const disk = new Map(onDiskWithoutCase(files));
    expect(disk.size).toBe(files.length);
    const manifest = JSON.parse(text(disk.get('my_ fish/manifest.json'))) as Manifest;
    expect(manifest.classes.map(({ folder }) => folder)).toEqual(names);
    expect(manifest.images.map(({ folder }) => folder)).toEqual(images.map(({ folder }) => folder));
    for (const { file, sha256 } of manifest.images) {
      const bytes = disk.get(`my_ fish/${file}`) ?? new Uint8Array(0);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('has a manifest that describes every file', async () => {
    const files = unzipSync(await zipOf(setOf()));
    const manifest = JSON.parse(text(files['my_ fish/manifest.json'])) as Manifest;
    expect(manifest.recipe).toEqual(recipe);
    expect(manifest.classes.map(({ folder, directory }) => [folder, directory])).toEqual([
      ['n01440764', 'n01440764'],
      [ODD, 'train__img onerror_'],
    ]);
    expect(manifest.images.length).toBe(IMAGES.length);
    expect(manifest.timings).toEqual({ totalSeconds: 9, secondsPerImage: 3 });
    expect(manifest.withoutCores).toEqual([ODD]);
    for (const { file, sha256 } of manifest.images) {
      const bytes = files[`my_ fish/${file}`] ?? new Uint8Array(0);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('writes recipe, settings, seed and class into each PNG', async () => {
    const files = unzipSync(await zipOf(setOf()));
    const png = files['my_ fish/train/train__img onerror_/0001.png'] ?? new Uint8Array(0);
    const { 'Stillroom settings': settings = '', ...texts } = Object.fromEntries(readPngTexts(png));
    expect(texts).toEqual({
      'Stillroom recipe': RECIPE_HASH,
      'Stillroom seed': '7',
      'Stillroom class': ODD,
    });
    const own = { ...recipe, classes: recipe.classes.filter(({ folder }) => folder === ODD) };
    expect(JSON.parse(settings)).toEqual(own);
    expect(own.classes).toHaveLength(1);
    expect(await readPictureRecipe(new Blob([new Uint8Array(png)]))).toEqual(own);
  });

  it('reads settings from none but its own pictures, and says when they were changed', async () => {
    const png = IMAGES[0]?.png ?? new Uint8Array(0);
    const picture = (texts: Record<string, string>) => new Blob([withTexts(png, texts)]);
    expect(await readPictureRecipe(picture({ 'Stillroom recipe': RECIPE_HASH }))).toBeUndefined();
    await expect(readPictureRecipe(picture({ 'Stillroom settings': '{"format"' }))).rejects.toThrow(
      /cut off or were changed/,
    );
    await expect(readPictureRecipe(new Blob(['GIF89a']))).rejects.toThrow(/not a PNG/);
  });

  it('explains itself, without letting names become markup', async () => {
    const readme = text(unzipSync(await zipOf(setOf()))['my_ fish/README.md']);
    expect(readme).toContain('datasets.ImageFolder(\n    "my_ fish/train"');
    expect(readme).toContain(
      'load_dataset("imagefolder", data_dir="my_ fish/train", split="train")',
    );
    expect(readme).toContain('| train\\_\\_img onerror\\_ | odd | 2 | 0 |');
    expect(readme).toContain('real cores of train/\\<img onerror\\> are not in here');
    expect(readme).not.toContain('<b>');
    expect(readme).toContain('Fish \\| \\<b\\>bold');
  });

  it('calls images what they are: made by the model, or chosen', async () => {
    const readmeOf = async (wanted: ExportSet) =>
      text(unzipSync(await zipOf(wanted))['my_ fish/README.md']);
    expect(await readmeOf(setOf())).toMatch(/data set: \d+ generated images/);
    const images = IMAGES.map(({ seed: _seed, ...image }) => image);
    const chosen = await readmeOf(setOf(images));
    expect(chosen).toMatch(/data set: \d+ chosen real images/);
    expect(chosen).not.toContain('guided by');
  });

  it('is the same file for the same set', async () => {
    expect(await zipOf(setOf())).toEqual(await zipOf(setOf()));
  });

  it('is read back, images compared with their hashes', async () => {
    const zip = await zipOf(setOf());
    const back = await readSet(new Blob([zip]));
    expect(back.manifest.recipeHash).toBe(RECIPE_HASH);
    const [first] = back.images;
    if (first === undefined) throw new Error('no image');
    const files = unzipSync(zip);
    // As it lay in storage: the texts are the export's.
    expect(await back.openImage(first)).toEqual(IMAGES[0]?.png);
    delete files['my_ fish/cores/n01440764/0000.png'];
    files['my_ fish/train/n01440764/0000.png'] = new Uint8Array(3);
    const changed = await readSet(new Blob([new Uint8Array(zipSync(files))]));
    expect(changed.images.length).toBe(3);
    await expect(changed.openImage(first)).rejects.toThrow(/its hash differs/);
  });

  it('is read from its manifest alone', async () => {
    const manifest = unzipSync(await zipOf(setOf()))['my_ fish/manifest.json'];
    const back = await readSet(new Blob([text(manifest)]));
    expect([back.manifest.name, back.images]).toEqual(['my_ fish', []]);
    await expect(readExport(new Blob(['{"format": 1}']))).rejects.toMatchObject({
      code: 'BadManifest',
    });
  });

  it('is told from a zip of class folders, even one with a manifest of another kind', async () => {
    const other = zipSync({
      'cat/1.png': new Uint8Array(1),
      'cat/manifest.json': new Uint8Array(2),
    });
    expect(await readExport(new Blob([new Uint8Array(other)]))).toBeUndefined();
  });

  it('is not unpacked where its manifest would fill the memory', async () => {
    const entry = { name: 'set/manifest.json', data: new Uint8Array(2 ** 10), deflate: true };
    const bomb = rawZip([{ ...entry, statedSize: 200 * 2 ** 20 }]);
    await expect(readExport(new Blob([bomb]))).rejects.toMatchObject({
      code: 'BadManifest',
      message: expect.stringContaining('has 210 MB') as string,
    });
  });

  it('reports progress and can be cancelled between images', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const stream = exportZip(setOf(), {
      signal: controller.signal,
      onProgress: (count) => {
        done.push(count);
        if (count === 2) controller.abort();
      },
    });
    const error: unknown = await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>)
      .blob()
      .catch((reason: unknown) => reason);
    expect(isAbort(error)).toBe(true);
    expect(done).toEqual([1, 2]);
  });

  it('refuses two images of one number', async () => {
    const twice = [image('core', ODD, 0), image('core', ODD, 0)];
    await expect(zipOf(setOf(twice))).rejects.toThrow(/Two images/);
  });
});

describe('an export of patches', () => {
  it('says which windows its images show, and that there are no cores', async () => {
    const windows = [
      {
        source: 'fish/n01440764/1.JPEG',
        box: { x: 4, y: 0, width: 32, height: 32 },
        score: 0.02,
        standardError: 0.001,
        cluster: 2,
        rank: 0,
      },
    ];
    const { seed: _seed, position: _position, ...plain } = image('distilled', 'n01440764', 0);
    const zip = await zipOf(setOf([{ ...plain, windows }]));
    const read = await readSet(new Blob([zip]));
    expect(read.images[0]?.windows).toEqual(windows);
    const readme = text(unzipSync(zip)['my_ fish/README.md']);
    expect(readme).toContain('windows of real ones');
    expect(readme).toContain('reconstruction');
    expect(readme).not.toContain('cores/x');
  });
});
