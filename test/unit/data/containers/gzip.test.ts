import * as fc from 'fast-check';
import { deflateRawSync, gzipSync, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../src/data/crc32';
import { Inflate } from '../../../../src/data/import/deflate/inflate';
import { gunzip } from '../../../../src/data/import/gzip';
import { Pacer } from '../../../../src/core/pacing';
import { contents, failureOf, importArchive } from './contents';
import { rawTar } from '../../../support/raw-tar';
import { bytesOf, joined } from '../../../support/raw-zip';

const tar = rawTar([
  { name: 'a/1.png', data: bytesOf('one') },
  { name: 'b/1.png', data: bytesOf('two '.repeat(3000)) },
]);
const whole = new Map([
  ['x/a/1.png', 'one'],
  ['x/b/1.png', 'two '.repeat(3000)],
]);
const gzip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes));

async function unpacked(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { content } = await gunzip(new Blob([file]), () => undefined, new Pacer());
  return new Uint8Array(await content.arrayBuffer());
}

describe('a gzip file', () => {
  it('may have members, cut anywhere, empty ones too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(tar.length), { maxLength: 5 }),
        fc.constantFrom(0, 1, 6, 9),
        async (cuts, level) => {
          const at = [0, ...cuts.sort((a, b) => a - b), tar.length];
          const members = at
            .slice(1)
            .map((end, i) => new Uint8Array(gzipSync(tar.slice(at[i], end), { level })));
          const collection = await importArchive('x.tar.gz', joined(members));
          expect(await contents(collection)).toEqual(whole);
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it('may carry a name, a comment, an extra field and a checksum in its header', async () => {
    const extra = [4, 0, 0x41, 0x42, 0, 0];
    const header = [0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, ...extra, 0x61, 0, 0x62, 0, 9, 9];
    const plain = gzip(tar);
    const file = joined([Uint8Array.from(header), plain.slice(10)]);
    expect(await unpacked(file)).toEqual(tar);
  });

  it('may end in zeros, and in other bytes with a word about them', async () => {
    const padded = await importArchive('x.tgz', joined([gzip(tar), new Uint8Array(1000)]));
    expect(await contents(padded)).toEqual(whole);
    expect(padded.reading?.parts).toEqual([]);
    const noisy = await importArchive('x.tgz', joined([gzip(tar), bytesOf('signature')]));
    expect(await contents(noisy)).toEqual(whole);
    expect(noisy.reading?.parts.map(({ text }) => text)).toEqual([
      'x.tgz has 9 bytes behind its end that belong to no file; they were passed over.',
    ]);
  });

  it('that is cut says so, wherever it was cut', async () => {
    const file = joined([gzip(tar.slice(0, 300)), gzip(tar.slice(300))]);
    // At the seam of the two members the first alone is a whole gzip file, of half a header.
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (length) => {
        const { code } = await failureOf(importArchive('x.tgz', file.slice(0, length)));
        expect(code).toBe('BadArchive');
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('that was changed is found out by its checksum', async () => {
    const file = joined([gzip(tar)]);
    const at = file.length - 6;
    file[at] = (file[at] ?? 0) ^ 1;
    expect((await failureOf(importArchive('x.tgz', file))).message).toContain('checksum differs');
  });

  it('that unpacks to hundreds of times its size is not unpacked to the end', async () => {
    const zeros = new Uint8Array(2 ** 26);
    const member = gzip(zeros);
    const file = joined(Array.from({ length: 5 }, () => member));
    let bytes = 0;
    const work = gunzip(
      new Blob([file]),
      (so) => {
        bytes = so;
      },
      new Pacer(),
    );
    expect((await failureOf(work)).message).toContain('which pictures never do');
    // 128 MB are free, and a piece that was read unpacks to 64 MB at most.
    expect(bytes).toBeLessThan(200 * 2 ** 20);
  }, 60_000);

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const work = gunzip(
      new Blob([gzip(new Uint8Array(2 ** 25))]),
      () => {
        controller.abort();
      },
      new Pacer(controller.signal),
    );
    expect((await failureOf(work)).code).toBe('Aborted');
  });
});

describe('the inflater', () => {
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY];

  it('gives what was deflated, in any pieces, and the place of the end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.constantFrom(...strategies),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 700 }),
        fc.uint8Array({ maxLength: 40 }),
        (bytes, strategy, level, size, tail) => {
          const repeated = joined([bytes, bytes, new Uint8Array(400), bytes]);
          const packed = new Uint8Array(deflateRawSync(repeated, { strategy, level }));
          const stream = joined([packed, tail]);
          const out: Uint8Array[] = [];
          const inflate = new Inflate((piece) => out.push(piece));
          let at = 0;
          for (let state = 'more'; state === 'more';) {
            const piece = stream.subarray(at, at + size);
            at += piece.length;
            state = inflate.push(piece, at >= stream.length);
            if (state !== 'more') expect(state).toBe('done');
          }
          expect(at - inflate.unused).toBe(packed.length);
          expect(crc32(joined(out))).toBe(crc32(repeated));
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});
