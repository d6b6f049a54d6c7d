/** Files of a pack from a server into the browser's cache: pieces, hashes, what a cut leaves and how it goes on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PackFile } from '../../../src/core/formats/pack';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { downloadFile } from '../../../src/runtime/download/file-download';
import { isWhole, KeptModels } from '../../../src/runtime/download/kept-models';
import type { ServeFile } from '../../../src/runtime/download/line';
import { loadPack } from '../../../src/runtime/pack-loader';
import { keptSource } from '../../../src/runtime/pack-source';
import { weightCache, type CacheLike } from '../../../src/runtime/weight-cache';
import { TINY_PACK } from '../../support/small-model';

const ORIGIN = 'http://localhost';
const FOLDER = 'https://example.org/tiny/';

/** A cache in memory, which has room for so many bytes. */
function memoryCache(room = Infinity) {
  const kept = new Map<string, { readonly body: Blob; readonly headers: Headers }>();
  const nameOf = (request: RequestInfo | URL) =>
    request instanceof Request ? request.url : String(request);
  const cache: CacheLike = {
    match: async (request) => {
      const entry = kept.get(nameOf(request));
      return entry && new Response(entry.body, { headers: entry.headers });
    },
    put: async (request, response) => {
      const body = await response.blob();
      const used = [...kept.values()].reduce((sum, one) => sum + one.body.size, 0);
      if (used + body.size > room) throw new DOMException('full', 'QuotaExceededError');
      kept.set(nameOf(request), { body, headers: response.headers });
    },
    delete: async (request) => kept.delete(nameOf(request)),
    keys: async () => [...kept.keys()].map((url) => new Request(url)),
  };
  const opened = Promise.resolve(cache);
  const weights = weightCache(opened, ORIGIN);
  return { kept, weights, models: new KeptModels(opened, weights, ORIGIN) };
}

const CONTENT = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7919) % 251);
const FILE: PackFile = { path: 'unet/weights.bin', bytes: 1000, sha256: sha256Hex(CONTENT) };

/** A server of one content, in parts, which knows ranges or not and may fail behind some byte. */
function server(
  content: Uint8Array<ArrayBuffer> = CONTENT,
  { ranges = true, cut = Infinity, part = 64 } = {},
) {
  const asked: (readonly [path: string, from: number])[] = [];
  const serve: ServeFile = (path, from) => {
    asked.push([path, from]);
    const start = ranges ? from : 0;
    async function* bytes() {
      for (let at = start; at < content.length; at += part) {
        if (at >= cut) throw new Error('the connection broke');
        yield content.slice(at, at + part);
      }
    }
    return Promise.resolve({ status: start > 0 ? 206 : 200, bytes: bytes() });
  };
  return { serve, asked };
}

function fetchFile(
  place: ReturnType<typeof memoryCache>,
  serve: ServeFile,
  file = FILE,
  pieceBytes = 256,
) {
  const told: number[] = [];
  const parts = { weights: place.weights, serve, pieceBytes, tell: (n: number) => told.push(n) };
  const done = downloadFile(file, { ...parts, signal: new AbortController().signal });
  return { told, done };
}

const bytesOf = async (blob: Blob | null) => new Uint8Array((await blob?.arrayBuffer()) ?? []);

describe('a file that is fetched', () => {
  it('is kept in pieces and given back whole, and asked for once', async () => {
    const place = memoryCache();
    const { serve, asked } = server();
    const { told, done } = fetchFile(place, serve);
    await done;
    // Four pieces of 256 bytes or less, and the entry that says that they are the file.
    expect(place.kept.size).toBe(5);
    expect(Math.max(...[...place.kept.values()].map(({ body }) => body.size))).toBe(256);
    expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
    expect(told.at(-1)).toBe(1000);
    await fetchFile(place, serve).done;
    expect(asked).toEqual([['unet/weights.bin', 0]]);
  });

  it('goes on behind the last byte that came, and counts for nothing before it is whole', async () => {
    const place = memoryCache();
    await expect(fetchFile(place, server(CONTENT, { cut: 640 }).serve).done).rejects.toThrow(
      'the connection broke',
    );
    expect(await place.weights.get(FILE.sha256)).toBeNull();
    expect(await bytesOf(await place.weights.begun(FILE.sha256))).toEqual(CONTENT.slice(0, 640));
    const { serve, asked } = server();
    await fetchFile(place, serve).done;
    expect(asked).toEqual([['unet/weights.bin', 640]]);
    expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
  });

  it('begins anew where the server knows no ranges', async () => {
    const place = memoryCache();
    await expect(fetchFile(place, server(CONTENT, { cut: 320 }).serve).done).rejects.toThrow();
    await fetchFile(place, server(CONTENT, { ranges: false }).serve).done;
    expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
  });

  it('counts for nothing when a piece of it is gone, and is fetched again from there', async () => {
    const place = memoryCache();
    await fetchFile(place, server().serve).done;
    const lost = [...place.kept.keys()].find((name) => name.endsWith('/512')) ?? '';
    expect(place.kept.delete(lost)).toBe(true);
    expect(await place.weights.get(FILE.sha256)).toBeNull();
    const { serve, asked } = server();
    await fetchFile(place, serve).done;
    expect(asked).toEqual([['unet/weights.bin', 512]]);
    expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
  });

  it('is refused, and not kept, when it hashes wrong or is longer than it should be', async () => {
    const place = memoryCache();
    const damaged = CONTENT.slice();
    damaged[500] = 255;
    await expect(fetchFile(place, server(damaged).serve).done).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringContaining(sha256Hex(damaged)),
    });
    expect(place.kept.size).toBe(0);
    const long = new Uint8Array([...CONTENT, 1]);
    await expect(fetchFile(place, server(long).serve).done).rejects.toThrow('sends more');
    expect(await place.weights.get(FILE.sha256)).toBeNull();
  });

  it('that is here stays when another pack.json gives its hash other bytes, and that one is refused', async () => {
    const place = memoryCache();
    await fetchFile(place, server().serve).done;
    for (const bytes of [999, 1001]) {
      await expect(fetchFile(place, server().serve, { ...FILE, bytes }).done).rejects.toMatchObject(
        {
          code: 'PackInvalid',
          data: { file: FILE.path, expectedBytes: bytes, receivedBytes: 1000 },
        },
      );
      expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
    }
  });

  it('that ends early says where it goes on', async () => {
    await expect(
      fetchFile(memoryCache(), server(CONTENT.slice(0, 300)).serve).done,
    ).rejects.toThrow('after 300 of 1000 bytes');
  });

  it('says that there is no more room, and leaves what found some', async () => {
    const place = memoryCache(600);
    await expect(fetchFile(place, server().serve).done).rejects.toMatchObject({
      code: 'QuotaExceeded',
    });
    expect((await place.weights.begun(FILE.sha256)).size).toBe(512);
  });

  it('says so too where the room ends behind its last byte', async () => {
    const place = memoryCache();
    const complete = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const full = { ...place, weights: { ...place.weights, complete } };
    await expect(fetchFile(full, server().serve).done).rejects.toMatchObject({
      code: 'QuotaExceeded',
      data: { file: FILE.path },
    });
    await fetchFile(place, server(CONTENT, { cut: 0 }).serve).done;
    expect(await bytesOf(await place.weights.get(FILE.sha256))).toEqual(CONTENT);
  });
});

describe('a kept model', () => {
  const text = readFileSync(join(TINY_PACK, 'pack.json'), 'utf8');
  const record = { address: FOLDER, text };
  const fromDisk: ServeFile = (path, from) => {
    const content = Uint8Array.from(readFileSync(join(TINY_PACK, path)));
    return server(content, { part: 65_536 }).serve(path, from, new AbortController().signal);
  };

  it('is listed with what is here, loads without its server, and leaves with its files', async () => {
    const place = memoryCache();
    await place.models.keep(record);
    const [begun] = (await place.models.list()).models;
    if (begun === undefined) throw new Error('nothing is kept');
    expect([isWhole(begun), begun.files.map(({ here }) => here)]).toEqual([
      false,
      begun.files.map(() => 0),
    ]);
    const source = () => keptSource(begun.hash, text);
    await expect(loadPack(source(), { cache: place.weights })).rejects.toThrow(
      'no longer kept in this browser',
    );
    for (const file of begun.files) await fetchFile(place, fromDisk, file, 1e6).done;
    const [whole] = (await place.models.list()).models;
    expect(whole !== undefined && isWhole(whole)).toBe(true);
    const loaded = await loadPack(source(), { cache: place.weights });
    expect([loaded.hash, loaded.warnings]).toEqual([begun.hash, []]);
    await place.models.remove(begun.hash);
    expect(place.kept.size).toBe(0);
    await expect(
      loadPack(keptSource(begun.hash, await place.models.text(begun.hash))),
    ).rejects.toThrow('pack.json of this model is no longer kept');
  });

  it('of whose file another number of bytes is here has nothing of it', async () => {
    const place = memoryCache();
    const [file] = (await place.models.described(record)).files;
    if (file === undefined) throw new Error('the pack has no file');
    await fetchFile(place, fromDisk, file, 1e6).done;
    for (const bytes of [file.bytes - 1, file.bytes + 1]) {
      const other = text.replace(`"bytes": ${file.bytes}`, `"bytes": ${bytes}`);
      expect(other).not.toBe(text);
      const model = await place.models.described({ address: FOLDER, text: other });
      expect(model.files[0]).toMatchObject({ sha256: file.sha256, bytes, here: 0 });
    }
  });

  it('for whose pack.json there is no room says so', async () => {
    await expect(memoryCache(text.length - 1).models.keep(record)).rejects.toMatchObject({
      code: 'QuotaExceeded',
      data: { file: 'pack.json' },
    });
  });

  it('whose pack.json this version does not take is told of beside the others, and leaves with its own files', async () => {
    const place = memoryCache();
    await place.models.keep(record);
    const [whole] = (await place.models.list()).models;
    const own = sha256Hex(Uint8Array.of(1));
    const shared = whole?.files[0]?.sha256 ?? '';
    const strange = JSON.stringify({
      format: 'another',
      files: [{ sha256: shared }, { sha256: own }],
    });
    await place.models.keep({ address: 'https://example.org/strange/', text: strange });
    await place.weights.put(own, new Blob([Uint8Array.of(1)]));
    await place.weights.put(shared, new Blob([Uint8Array.of(2, 3)]));
    const { models, refused } = await place.models.list();
    expect(models).toEqual([expect.objectContaining({ hash: sha256Hex(text) })]);
    expect(refused).toEqual([
      {
        hash: sha256Hex(strange),
        address: 'https://example.org/strange/',
        // The byte of its own file and the two of the one that the other model has too.
        here: 3,
        problem: expect.stringContaining('pack.json'),
      },
    ]);
    await place.models.remove(sha256Hex(strange));
    expect(await place.models.list()).toMatchObject({ models: [{}], refused: [] });
    expect(await place.weights.get(own)).toBeNull();
    expect((await place.weights.get(shared))?.size).toBe(2);
  });

  it('that goes leaves the files that another one has too', async () => {
    const place = memoryCache();
    await place.models.keep(record);
    const other = text.replace('"version":', '"version" :');
    expect(other).not.toBe(text);
    await place.models.keep({ address: FOLDER, text: other });
    const [first, second] = (await place.models.list()).models;
    for (const file of first?.files ?? []) await fetchFile(place, fromDisk, file, 1e6).done;
    await place.models.remove(first?.hash ?? '');
    const { models: left } = await place.models.list();
    expect(left.map(({ hash }) => hash)).toEqual([second?.hash]);
    expect(left.every(isWhole)).toBe(true);
  });
});
