import { unzipSync, zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { Manifest } from '../../../src/core/formats/manifest';
import { recipeHash } from '../../../src/core/formats/recipe';
import { readPngTexts } from '../../../src/data/export/png-text';
import { readExport } from '../../../src/data/export/read-export';
import { exportZip, type ExportImage, type ExportSet } from '../../../src/data/export/write-export';
import { recipe } from '../formats/sample-recipe';

const ODD = 'train/<img onerror>';

function image(kind: ExportImage['kind'], folder: string, index: number): ExportImage {
  return {
    kind,
    folder,
    index,
    ...(kind === 'distilled' ? { seed: 7, guidance: { 'coda.movedShare': 0.25 } } : {}),
    sources: [`fish/${folder}/${index}.JPEG`],
    read: () => {
      const pixels = new Uint8Array(4 * 4 * 3).fill(index + (kind === 'core' ? 100 : 0));
      return Promise.resolve({ width: 4, height: 4, pixels });
    },
  };
}

const set: ExportSet = {
  name: 'my: fish',
  label: 'Fish | <b>bold</b>',
  recipe,
  backend: { provider: 'wasm', description: '2 threads' },
  timings: { totalSeconds: 9, secondsPerImage: 3 },
  createdAt: new Date('2026-11-01T10:00:00Z'),
  images: [
    image('distilled', 'n01440764', 0),
    image('core', 'n01440764', 0),
    image('distilled', ODD, 0),
    image('distilled', ODD, 1),
  ],
};

async function zipOf(source: ExportSet): Promise<Uint8Array<ArrayBuffer>> {
  const stream = exportZip(source) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('an export', () => {
  it('has the layout that loaders expect, under safe names', async () => {
    const files = unzipSync(await zipOf(set));
    expect(Object.keys(files).sort()).toEqual([
      'my_ fish/README.md',
      'my_ fish/cores/n01440764/0000.png',
      'my_ fish/manifest.json',
      'my_ fish/train/n01440764/0000.png',
      'my_ fish/train/train__img onerror_/0000.png',
      'my_ fish/train/train__img onerror_/0001.png',
    ]);
  });

  it('has a manifest that describes every file', async () => {
    const files = unzipSync(await zipOf(set));
    const manifest = JSON.parse(text(files['my_ fish/manifest.json'])) as Manifest;
    expect(manifest.recipe).toEqual(recipe);
    expect(manifest.classes.map(({ folder, directory }) => [folder, directory])).toEqual([
      ['n01440764', 'n01440764'],
      [ODD, 'train__img onerror_'],
    ]);
    expect(manifest.images.length).toBe(set.images.length);
    for (const { file, sha256 } of manifest.images) {
      const bytes = files[`my_ fish/${file}`] ?? new Uint8Array(0);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('writes recipe, seed and class into each PNG', async () => {
    const files = unzipSync(await zipOf(set));
    const png = files['my_ fish/train/train__img onerror_/0001.png'] ?? new Uint8Array(0);
    expect(Object.fromEntries(readPngTexts(png))).toEqual({
      'Stillroom recipe': recipeHash(recipe),
      'Stillroom seed': '7',
      'Stillroom class': ODD,
    });
  });

  it('explains itself, without letting names become markup', async () => {
    const readme = text(unzipSync(await zipOf(set))['my_ fish/README.md']);
    expect(readme).toContain('datasets.ImageFolder(\n    "my_ fish/train"');
    expect(readme).toContain(
      'load_dataset("imagefolder", data_dir="my_ fish/train", split="train")',
    );
    expect(readme).toContain('| train\\_\\_img onerror\\_ | odd | 2 | 0 |');
    expect(readme).not.toContain('<b>');
    expect(readme).toContain('Fish \\| \\<b\\>bold');
  });

  it('calls images what they are: made by the model, or chosen', async () => {
    const readmeOf = async (wanted: ExportSet) =>
      text(unzipSync(await zipOf(wanted))['my_ fish/README.md']);
    expect(await readmeOf(set)).toMatch(/data set: \d+ generated images/);
    const images = set.images.map(({ seed: _seed, ...image }) => image);
    const chosen = await readmeOf({ ...set, images });
    expect(chosen).toMatch(/data set: \d+ chosen real images/);
    expect(chosen).not.toContain('guided by');
  });

  it('is the same file for the same set', async () => {
    expect(await zipOf(set)).toEqual(await zipOf(set));
  });

  it('is read back, images compared with their hashes', async () => {
    const zip = await zipOf(set);
    const back = await readExport(new Blob([zip]));
    expect(back?.manifest.recipeHash).toBe(recipeHash(recipe));
    const [first] = back?.images ?? [];
    if (back === undefined || first === undefined) throw new Error('no export');
    const files = unzipSync(zip);
    expect(await back.openImage(first)).toEqual(files[`my_ fish/${first.file}`]);
    delete files['my_ fish/cores/n01440764/0000.png'];
    files['my_ fish/train/n01440764/0000.png'] = new Uint8Array(3);
    const changed = await readExport(new Blob([new Uint8Array(zipSync(files))]));
    expect(changed?.images.length).toBe(3);
    await expect(changed?.openImage(first)).rejects.toThrow(/its hash differs/);
  });

  it('is read from its manifest alone', async () => {
    const manifest = unzipSync(await zipOf(set))['my_ fish/manifest.json'];
    const back = await readExport(new Blob([text(manifest)]));
    expect([back?.manifest.name, back?.images]).toEqual(['my_ fish', []]);
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

  it('reports progress and can be cancelled between images', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const stream = exportZip(set, {
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
    const twice = { ...set, images: [image('core', ODD, 0), image('core', ODD, 0)] };
    await expect(zipOf(twice)).rejects.toThrow(/Two images/);
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
    const { seed: _seed, guidance: _guidance, ...plain } = image('distilled', 'n01440764', 0);
    const zip = await zipOf({ ...set, images: [{ ...plain, windows }] });
    const read = await readExport(new Blob([zip]));
    expect(read?.images[0]?.windows).toEqual(windows);
    const readme = text(unzipSync(zip)['my_ fish/README.md']);
    expect(readme).toContain('windows of real ones');
    expect(readme).toContain('reconstruction');
    expect(readme).not.toContain('cores/x');
  });
});
