import { describe, expect, it } from 'vitest';
import { isAbort } from '../../../../src/core/errors';
import type { SourceImage } from '../../../../src/data/import/collection';
import { listZip } from '../../../../src/data/import/zip';
import { Pacer } from '../../../../src/core/pacing';
import { contents, failureOf, folders, importArchive } from './contents';
import { bytesOf, joined, rawZip, zipParts } from '../../../support/raw-zip';
import { sparseBlob } from './sparse-blob';

const first = (archive: Uint8Array<ArrayBuffer>) =>
  importArchive('x.zip', archive).then(({ classes }) => classes[0]?.images[0]);

/** The same archive with a comment at its end. */
function commented(archive: Uint8Array<ArrayBuffer>, comment: string): Uint8Array<ArrayBuffer> {
  const out = joined([archive, bytesOf(comment)]);
  new DataView(out.buffer).setUint16(archive.length - 2, comment.length, true);
  return out;
}

describe('a zip with other bytes around it', () => {
  const archive = rawZip([{ name: 'a/1.png', data: bytesOf('one') }]);
  const whole = new Map([['x/a/1.png', 'one']]);

  it.each([
    ['a program in front', joined([bytesOf('#!/bin/sh\nexit\n'), archive])],
    ['zeros behind', joined([archive, new Uint8Array(5000)])],
    [
      'a signature without a record behind',
      joined([archive, bytesOf('PK\x05\x06 and no more than that')]),
    ],
    [
      'a comment that speaks of zips',
      commented(archive, 'PK\x05\x06 is how an end begins. '.repeat(200)),
    ],
    ['both', joined([bytesOf('MZ'), archive, bytesOf('tail'.repeat(50_000))])],
  ])('reads with %s', async (_, bytes) => {
    expect(await contents(await importArchive('x.zip', bytes))).toEqual(whole);
  });
});

describe('a zip that was written to twice', () => {
  it('has the later of two files of one name, as who unpacks it', async () => {
    const archive = rawZip([
      { name: 'a/1.png', data: bytesOf('old') },
      { name: 'a/2.png', data: bytesOf('two') },
      { name: './a//1.png', data: bytesOf('new') },
    ]);
    const collection = await importArchive('x.zip', archive);
    expect(collection.classes[0]?.images.map(({ path }) => path)).toEqual([
      'x/a/1.png',
      'x/a/2.png',
    ]);
    expect((await contents(collection)).get('x/a/1.png')).toBe('new');
  });
});

describe('a link in a zip', () => {
  it('is said, not taken for a picture', async () => {
    const archive = rawZip([
      { name: 'a/1.png', data: bytesOf('one') },
      { name: 'a/2.png', data: bytesOf('1.png') },
    ]);
    const view = new DataView(archive.buffer);
    let record = archive.length - 4;
    while (view.getUint32(record, true) !== 0x02014b50) record--;
    // Made on Unix; a symbolic link by its mode.
    archive[record + 5] = 3;
    view.setUint32(record + 38, 0o120777 * 2 ** 16, true);
    const collection = await importArchive('x.zip', archive);
    expect(await contents(collection)).toEqual(new Map([['x/a/1.png', 'one']]));
    expect(collection.rejected).toEqual([
      {
        path: 'x/a/2.png',
        reason: 'is a link, not a file; pack the folder again with its links followed',
      },
    ]);
  });
});

describe('a zip that was split', () => {
  it('is called its last part, not taken for a whole one', async () => {
    const archive = rawZip([{ name: 'a/1.png', data: bytesOf('one') }]);
    // The number of the part that holds the record, and of that where the directory starts.
    const view = new DataView(archive.buffer);
    view.setUint16(archive.length - 18, 2, true);
    view.setUint16(archive.length - 16, 2, true);
    const { code, message } = await failureOf(importArchive('x.zip', archive));
    expect(code).toBe('BadArchive');
    expect(message).toContain(
      'the last of the 3 parts of an archive that was split. Join its parts',
    );
  });
});

describe('a zip that was made to harm', () => {
  it('is refused when its entries lie over each other', async () => {
    const data = bytesOf('x'.repeat(100));
    const archive = rawZip([
      { name: 'a/1.png', data },
      { name: 'a/2.png', data, statedOffset: 0 },
    ]);
    expect((await failureOf(importArchive('x.zip', archive))).message).toContain('over each other');
  });

  it('is refused when a megabyte unpacks to a gigabyte', async () => {
    const data = new Uint8Array(2 ** 20);
    // Each entry is true; it is their number that would fill the memory.
    const entry = { data, deflate: true };
    const archive = rawZip(
      Array.from({ length: 1024 }, (_, i) => ({ ...entry, name: `a/${i}.bmp` })),
    );
    expect(archive.length).toBeLessThan(2 * 2 ** 20);
    const { code, message } = await failureOf(importArchive('x.zip', archive));
    expect([code, message]).toEqual(['BadArchive', expect.stringContaining('unpack from 1.')]);
  });

  it('is not believed about a size that its data cannot have', async () => {
    const archive = rawZip([
      { name: 'a/1.png', data: bytesOf('small'), deflate: true, statedSize: 100 * 2 ** 20 },
    ]);
    const { message } = await failureOf((await first(archive))?.open() ?? Promise.resolve());
    expect(message).toContain('a size that its data cannot have');
  });

  it('gives no entry over half a gigabyte', async () => {
    const archive = rawZip([{ name: 'a/1.png', deflate: true, statedSize: 600 * 2 ** 20 }]);
    // Behind four megabytes of a program it is no bomb by its ratio.
    const whole = joined([new Uint8Array(4 * 2 ** 20), archive]);
    const image = await first(whole);
    const { message } = await failureOf(image?.open() ?? Promise.resolve());
    expect(message).toContain('files over 512 MB are not read');
  });

  it('stops unpacking when the signal fires', async () => {
    const archive = rawZip([{ name: 'a/1.png', data: new Uint8Array(2 ** 22), deflate: true }]);
    const image = await first(archive);
    const controller = new AbortController();
    const work = image?.open(controller.signal) ?? Promise.resolve();
    controller.abort();
    expect(isAbort(await failureOf(work))).toBe(true);
  });
});

describe('a zip over 4 GB without the records for that, as macOS writes it', () => {
  const far = 2 ** 32 + 1000;
  const entries = ['near/1.png', 'far/1.png'].map((name) => ({ name, data: bytesOf(name) }));
  const { locals, directory, end } = zipParts(entries, (i) => [0, far][i] ?? 0, far + 5000);
  const [near = new Uint8Array(0), beyond = new Uint8Array(0)] = locals;
  const pieces = (shift: number): { at: number; bytes: Uint8Array }[] => [
    { at: shift, bytes: near },
    { at: shift + far, bytes: beyond },
    { at: shift + far + 5000, bytes: directory },
    { at: shift + far + 5000 + directory.length, bytes: end },
  ];

  it.each([0, 77])(
    'reads whole, though its 32-bit offsets have wrapped; shifted by %i',
    async (shift) => {
      const archive = sparseBlob(shift + far + 5000 + directory.length + end.length, pieces(shift));
      const found = new Map<string, string>();
      for await (const image of listZip(archive, 'x', new Pacer())) {
        found.set(image.path, await (await image.open()).text());
      }
      expect(found).toEqual(
        new Map(['near/1.png', 'far/1.png'].map((name) => [`x/${name}`, name])),
      );
    },
  );

  it('names the cause where an entry is nowhere', async () => {
    const [, ...others] = pieces(0);
    const archive = sparseBlob(far + 5000 + directory.length + end.length, others);
    const image = await listZip(archive, 'x', new Pacer()).next();
    const { message } = await failureOf((image.value as SourceImage).open());
    expect(message).toContain('it is over 4 GB, and was written without the records for that');
  });
});

describe('names of a zip', () => {
  it('cannot lead out, whichever slash they use', async () => {
    const archive = rawZip([{ name: '..\\..\\etc\\1.png' }, { name: 'C:/win/../2.png' }]);
    expect(folders(await importArchive('x.zip', archive))).toEqual(['etc', 'win']);
  });
});
