import { makeZip } from 'client-zip';
import * as fc from 'fast-check';
import { zipSync, type Zippable } from 'fflate';
import { packTar } from 'modern-tar';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../src/data/import/collection';
import { importRoots } from '../../../src/data/import/import-roots';
import { readZipDirectory } from '../../../src/data/import/zip-directory';
import { fileRoot } from './memory-source';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const LONG = 'long'.repeat(40);

async function contents(collection: Collection): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { images } of collection.classes) {
    for (const image of images) {
      const blob = await image.open();
      expect(blob.size).toBe(image.size);
      texts[image.path] = await blob.text();
    }
  }
  return texts;
}

const zipped = (files: Zippable): Uint8Array<ArrayBuffer> => new Uint8Array(zipSync(files));

async function streamed(files: Iterable<{ name: string; input: string }>): Promise<Blob> {
  return new Response(makeZip(files) as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
}

function tarOf(files: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  return packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: bytes(body).length, type: 'file' as const },
      body: bytes(body),
    })),
  );
}

describe('a zip', () => {
  it('is read from its directory, deflated and stored entries alike', async () => {
    const archive = zipped({
      'pets/cat/1.png': bytes('one '.repeat(99)),
      'pets/cat/2.png': [bytes('two'), { level: 0 }],
      'pets/dog/': new Uint8Array(0),
      'pets/dog/1.png': bytes(''),
      '__MACOSX/pets/cat/._1.png': bytes('x'),
    });
    const collection = await importRoots([fileRoot('pets.zip', archive)]);
    expect(collection.label).toBe('pets');
    expect(await contents(collection)).toEqual({
      'pets/pets/cat/1.png': 'one '.repeat(99),
      'pets/pets/cat/2.png': 'two',
      'pets/pets/dog/1.png': '',
    });
  });

  it('of loose images is a class of its own name', async () => {
    const collection = await importRoots([fileRoot('tench.zip', zipped({ '1.png': bytes('a') }))]);
    expect(collection.classes.map(({ folder }) => folder)).toEqual(['tench']);
  });

  it('that was streamed (sizes behind the data, Zip64 version) reads as well', async () => {
    const archive = await streamed([{ name: '\u{1f40b}/é.png', input: 'whale' }]);
    const collection = await importRoots([fileRoot('sea.zip', archive)]);
    expect(await contents(collection)).toEqual({ 'sea/\u{1f40b}/é.png': 'whale' });
  });

  it('with over 65,535 entries needs Zip64 records, which are read', async () => {
    const archive = await streamed(
      Array.from({ length: 66_000 }, (_, i) => ({ name: `c/${i}.png`, input: '' })),
    );
    const names: string[] = [];
    for await (const entry of readZipDirectory(archive)) names.push(entry.name);
    expect(names).toEqual(Array.from({ length: 66_000 }, (_, i) => `c/${i}.png`));
  }, 30_000);

  it('may stand behind other bytes', async () => {
    const archive = new Blob([
      bytes('#!/bin/sh self-extracting\n'),
      zipped({ 'a/1.png': bytes('a') }),
    ]);
    const collection = await importRoots([{ ...fileRoot('x.zip', archive) }]);
    expect(await contents(collection)).toEqual({ 'x/a/1.png': 'a' });
  });

  it('cannot lead out of its folder', async () => {
    const archive = zipped({ '../../etc/1.png': bytes('a'), '/root\\b\\2.png': bytes('b') });
    const collection = await importRoots([fileRoot('x.zip', archive)]);
    expect(collection.classes.map(({ folder }) => folder)).toEqual(['b', 'etc']);
  });

  it('that is damaged is named, wherever it was cut', async () => {
    const archive = zipped({ 'a/1.png': bytes('one '.repeat(99)) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: archive.length - 1 }), async (length) => {
        const work = importRoots([fileRoot('x.zip', archive.slice(0, length))]);
        await expect(work).rejects.toMatchObject({ code: 'BadArchive' });
      }),
      { numRuns: 50 },
    );
  });

  it('with a damaged entry says so when the entry is opened', async () => {
    const archive = zipped({ 'a/1.png': bytes('one two three four five six') });
    archive[45] = (archive[45] ?? 0) ^ 0xff;
    const collection = await importRoots([fileRoot('x.zip', archive)]);
    await expect(collection.classes[0]?.images[0]?.open()).rejects.toMatchObject({
      code: 'BadArchive',
      data: { reason: expect.stringContaining('damaged') as string },
    });
  });

  it('with an encrypted entry says so when the entry is opened', async () => {
    const archive = zipped({ 'a/1.png': bytes('secret') });
    const directory = archive.findIndex((_, i) => archive[i] === 0x50 && archive[i + 2] === 1);
    archive[directory + 8] = 1;
    const collection = await importRoots([fileRoot('x.zip', archive)]);
    await expect(collection.classes[0]?.images[0]?.open()).rejects.toThrow(/encrypted/);
  });
});

describe('a tar', () => {
  const files = {
    'pets/cat/1.png': 'one',
    'pets/cat/2.png': 'x'.repeat(1500),
    [`pets/${LONG}/${LONG}.png`]: 'long',
    'pets/\u{1f40b}/é.png': 'whale',
    'pets/empty/0.png': '',
  };
  const expected = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`pets/${path}`, text]),
  );

  it('is read by its headers', async () => {
    const collection = await importRoots([fileRoot('pets.tar', await tarOf(files))]);
    expect(await contents(collection)).toEqual(expected);
  });

  it.each(['pets.tgz', 'pets.tar.gz'])('is unpacked first when it is %s', async (name) => {
    const packed = new Uint8Array(gzipSync(await tarOf(files)));
    const unpacked: number[] = [];
    const collection = await importRoots([fileRoot(name, packed)], {
      onProgress: ({ archive }) => unpacked.push(archive?.unpackedBytes ?? 0),
    });
    expect(await contents(collection)).toEqual(expected);
    expect(Math.max(...unpacked)).toBe((await tarOf(files)).length);
  });
});
