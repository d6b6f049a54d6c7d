import { createHash } from 'node:crypto';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadPack } from '../../../src/runtime/pack-loader';
import { filesSource, packAmong, siteSource } from '../../../src/runtime/pack-source';
import type { LoadProgress } from '../../../src/runtime/progress';
import type { WeightCache } from '../../../src/runtime/weight-cache';
import { tinyDescription, tinyFiles, tinySource } from '../../support/tiny-pack';

function withFile(name: string, content: Blob | null): Map<string, Blob> {
  const files = tinyFiles();
  if (content) files.set(name, content);
  else files.delete(name);
  return files;
}

async function flipped(blob: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  return new Blob([bytes]);
}

const unetBytes = () => tinyFiles().get('unet.onnx') ?? new Blob();

describe('loadPack', () => {
  it('reads every file, reports rising progress, names the pack by its hash', async () => {
    const progress: LoadProgress[] = [];
    const loaded = await loadPack(tinySource(), { onProgress: (event) => progress.push(event) });
    const packJson = Buffer.from(await (tinyFiles().get('pack.json') ?? new Blob()).arrayBuffer());
    expect(loaded.hash).toBe(createHash('sha256').update(packJson).digest('hex'));
    expect(loaded.graphs.get('denoiser')?.data.map(({ path }) => path)).toEqual([
      'unet.weights.bin',
    ]);
    expect(loaded.warnings).toEqual([]);
    const bytes = progress.map(({ loadedBytes }) => loadedBytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({
      stage: 'files',
      loadedBytes: loaded.totalBytes,
      totalBytes: loaded.totalBytes,
    });
  });

  it('says which file has the wrong content, with both hashes', async () => {
    const files = withFile(
      'unet.weights.bin',
      await flipped(tinyFiles().get('unet.weights.bin') ?? new Blob()),
    );
    const expected = (tinyDescription()['files'] as { unet: { data: [{ sha256: string }] } }).unet
      .data[0].sha256;
    await expect(loadPack(tinySource(files))).rejects.toMatchObject({
      code: 'PackInvalid',
      data: { file: 'unet.weights.bin', expectedSha256: expected },
    });
  });

  it.each([
    ['pack.json', tinyFiles],
    ['model_index.json', () => new Map<string, Blob>()],
  ])('says which description can no longer be read: %s', async (name, others) => {
    const folder = mkdtempSync(join(tmpdir(), 'stillroom-changed-'));
    const path = join(folder, name);
    writeFileSync(path, '{}');
    const file = await openAsBlob(path);
    // A file that has changed since it was chosen gives nothing any more, as in a browser.
    writeFileSync(path, '{ "changed": true }');
    const source = filesSource('tiny', new Map([...others(), [name, file]]));
    await expect(loadPack(source)).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringContaining('Choose the folder of "tiny" again'),
    });
    rmSync(folder, { recursive: true });
  });

  it('tells a truncated file by its size', async () => {
    const whole = unetBytes();
    const files = withFile('unet.onnx', whole.slice(0, 1000));
    await expect(loadPack(tinySource(files))).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringMatching(/unet\.onnx has 1000 bytes, .*truncated/),
      data: { file: 'unet.onnx', expectedBytes: whole.size, receivedBytes: 1000 },
    });
  });

  it('names a missing file', async () => {
    await expect(loadPack(tinySource(withFile('tokenizer.json', null)))).rejects.toMatchObject({
      code: 'PackInvalid',
      data: { file: 'tokenizer.json' },
    });
  });

  it.each(['', '{"format": ', '<!doctype html>'])('refuses pack.json = %j', async (text) => {
    const files = withFile('pack.json', new Blob([text]));
    await expect(loadPack(tinySource(files))).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringContaining('not JSON'),
    });
  });

  it('refuses a path that leaves the folder before it reads anything', async () => {
    const text = JSON.stringify(tinyDescription()).replaceAll('"unet.onnx"', '"../unet.onnx"');
    const source = tinySource(withFile('pack.json', new Blob([text])));
    const read = vi.spyOn(source, 'read');
    await expect(loadPack(source)).rejects.toMatchObject({ data: { path: 'files.unet.path' } });
    expect(read.mock.calls.map(([path]) => path)).toEqual(['pack.json']);
  });

  it('stops when it is cancelled between files', async () => {
    const abort = new AbortController();
    const loading = loadPack(tinySource(), {
      signal: abort.signal,
      onProgress: ({ loadedBytes }) => {
        if (loadedBytes > 0) abort.abort();
      },
    });
    await expect(loading).rejects.toMatchObject({ code: 'Aborted' });
  });
});

describe('the weight cache', () => {
  const remote = (files = tinyFiles()) => ({ ...tinySource(files), remote: true });

  function memoryCache(): WeightCache & { kept: Map<string, Blob> } {
    const kept = new Map<string, Blob>();
    return {
      kept,
      get: (sha256) => Promise.resolve(kept.get(sha256) ?? null),
      put: (sha256, content) => {
        kept.set(sha256, content);
        return Promise.resolve();
      },
    };
  }

  it('serves a second load without reading the source again', async () => {
    const cache = memoryCache();
    await loadPack(remote(), { cache });
    expect(cache.kept.size).toBe(6);
    const source = remote();
    const read = vi.spyOn(source, 'read');
    await loadPack(source, { cache });
    expect(read.mock.calls.map(([path]) => path)).toEqual(['pack.json']);
  });

  it('keeps nothing that did not verify', async () => {
    const cache = memoryCache();
    const files = withFile('text_encoder.onnx', new Blob(['x']));
    await expect(loadPack(remote(files), { cache })).rejects.toMatchObject({ code: 'PackInvalid' });
    expect(cache.kept.size).toBe(0);
  });

  it('loads all the same when storage is full, and says so', async () => {
    const full: WeightCache = {
      get: () => Promise.resolve(null),
      put: () => Promise.reject(new DOMException('no space left', 'QuotaExceededError')),
    };
    const loaded = await loadPack(remote(), { cache: full });
    expect(loaded.warnings).toHaveLength(6);
    expect(loaded.warnings[0]).toMatch(/text_encoder\.onnx.*could not keep.*no space left/);
  });

  it('reads from the source when the cache is broken or holds another length', async () => {
    const broken: WeightCache = {
      get: () => Promise.reject(new Error('disk')),
      put: () => Promise.resolve(),
    };
    expect((await loadPack(remote(), { cache: broken })).warnings).toHaveLength(6);
    const short: WeightCache = { ...broken, get: () => Promise.resolve(new Blob(['x'])) };
    expect((await loadPack(remote(), { cache: short })).warnings).toEqual([]);
  });

  it('is not used for folders on disk', async () => {
    const cache = memoryCache();
    await loadPack(tinySource(), { cache });
    expect(cache.kept.size).toBe(0);
  });
});

describe('sources', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('finds the pack inside the chosen folder', async () => {
    const among = (...paths: string[]) =>
      packAmong(new Map(paths.map((path) => [path, new Blob([path])])), 'chosen');
    const source = among('a/readme', 'a/my-pack/pack.json', 'a/my-pack/x/y.bin');
    expect(source.id).toBe('my-pack');
    expect(await (await source.read('x/y.bin')).text()).toBe('a/my-pack/x/y.bin');
    await expect(source.read('../readme')).rejects.toMatchObject({ code: 'PackInvalid' });
    expect(among('pack.json').id).toBe('chosen');
    expect(() => among('a/b')).toThrow('None of the 1 files is called pack.json');
    expect(() => among('a/pack.json', 'b/pack.json')).toThrow('2 packs');
  });

  it('downloads with progress, and puts server and network failures into words', async () => {
    const answers: Record<string, () => Response> = {
      'https://example.test/packs/tiny/dir/a%20b.bin': () => new Response('12345'),
    };
    vi.stubGlobal('fetch', (url: URL) => {
      const answer = answers[url.href];
      if (url.pathname.endsWith('offline')) return Promise.reject(new TypeError('Failed to fetch'));
      return Promise.resolve(answer ? answer() : new Response('', { status: 404 }));
    });
    const source = siteSource('tiny', 'https://example.test/packs/tiny');
    const seen: number[] = [];
    const content = await source.read('dir/a b.bin', { onBytes: (bytes) => seen.push(bytes) });
    expect(await content.text()).toBe('12345');
    expect(seen.at(-1)).toBe(5);
    await expect(source.read('none')).rejects.toThrow('the server answered 404');
    await expect(source.read('offline')).rejects.toThrow('the connection failed (Failed to fetch)');
  });

  it('reports an empty folder plainly', async () => {
    const source = filesSource('empty', new Map());
    await expect(loadPack(source)).rejects.toThrow('"pack.json" can\'t be read');
  });
});
