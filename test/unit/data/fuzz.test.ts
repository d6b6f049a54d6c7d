/**
 * Damage of every kind to small files of every kind: readers end soon, and end in a result or in a
 * StillroomError.
 */
import * as fc from 'fast-check';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../../src/data/import/reading/labels/parse-table';
import { chunk, PNG_SIGNATURE } from '../../../src/data/export/png-chunks';
import { encodePng } from '../../../src/data/export/png';
import { StillroomError } from '../../../src/core/errors';
import { readHeader } from '../../../src/data/ingest/dimensions';
import { takeOrientation } from '../../../src/data/ingest/orientation';
import { decodePlain, isPlainFormat } from '../../../src/data/ingest/plain/decode-plain';
import { importArchive } from './containers/contents';
import { paxHeader, rawTar } from '../../support/raw-tar';
import { bytesOf, joined, rawZip, unicodePathExtra } from '../../support/raw-zip';
import { effort, patience } from '../../support/fuzz-effort';
import { avif, bmp, gif, jpeg, webp } from '../../support/image-bytes';
import { ppm, tiff } from '../../support/plain-pictures';

/** A PNG whose text says that it lies on its side. */
const exif = '45786966000049492a0008000000010012010300010000000600000000000000';
const text = `\nexif\n      32\n${exif}\n`;
const pngWithText = joined([
  Uint8Array.from(PNG_SIGNATURE),
  chunk('IHDR', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0)),
  chunk('zTXt', joined([bytesOf('Raw profile type exif\0\0'), new Uint8Array(deflateSync(text))])),
  chunk('IDAT', new Uint8Array(deflateSync(new Uint8Array(7)))),
  chunk('IEND', new Uint8Array(0)),
]);

const plain = bytesOf('b/2.png');
const zip = rawZip([
  { name: 'a/1.png', data: bytesOf('one '.repeat(50)), deflate: true },
  { name: plain, extra: unicodePathExtra(plain, 'c/2.png') },
  { name: Uint8Array.of(0x94, 0x4c, 0x2f, 0x31, 0x2e, 0x70, 0x6e, 0x67) },
]);
const tar = rawTar([
  { name: 'a/1.png', data: bytesOf('one') },
  paxHeader({ path: bytesOf('b/2.png'), size: bytesOf('3') }),
  { name: 'x', data: bytesOf('two') },
  { name: 'LongLink', type: 'L', data: bytesOf(`${'c/'.repeat(80)}3.png`) },
  { name: 'y' },
  { name: 'd/4.png', type: '1', link: 'a/1.png', data: new Uint8Array(0) },
]);
const gzip = joined([new Uint8Array(gzipSync(tar)), new Uint8Array(gzipSync('more'))]);

/** Bytes overwritten, parts cut out or repeated, the end cut off. */
function damaged(seed: Uint8Array): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const place = fc.nat(seed.length - 1);
  const strange = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x50, 0x4b);
  const change = fc.tuple(place, fc.oneof(strange, fc.nat(255)));
  return fc
    .tuple(
      fc.array(change, { maxLength: 6 }),
      place,
      place,
      fc.constantFrom('as is', 'cut', 'twice', 'end'),
    )
    .map(([changes, one, two, how]) => {
      const bytes = seed.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      const [from, to] = [Math.min(one, two), Math.max(one, two)];
      if (how === 'cut') return joined([bytes.slice(0, from), bytes.slice(to)]);
      if (how === 'twice') return joined([bytes.slice(0, to), bytes.slice(from)]);
      return how === 'end' ? joined([bytes.slice(0, to)]) : joined([bytes]);
    });
}

async function isKind(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => error instanceof StillroomError,
  );
}

describe('archives that are damaged', () => {
  it.each([
    ['x.zip', zip],
    ['x.tar', tar],
    ['x.tgz', gzip],
  ])(
    '%s',
    async (name, seed) => {
      expect((await importArchive(name, seed)).classes.length).toBeGreaterThan(2);
      await fc.assert(
        fc.asyncProperty(damaged(seed), async (bytes) => {
          const collection = importArchive(name, bytes);
          expect(await isKind(collection)).toBe(true);
          const { classes } = await collection.catch(() => ({ classes: [] }));
          for (const image of classes.flatMap(({ images }) => images)) {
            expect(await isKind(image.open())).toBe(true);
          }
        }),
        effort(300, 7),
      );
    },
    patience(30_000),
  );
});

describe('images that are damaged', () => {
  const ramp = Array.from({ length: 24 }, (_, i) => i * 10);
  const palette = Array.from({ length: 768 }, (_, i) => i);
  it.each([
    ['png', encodePng({ width: 2, height: 1, pixels: new Uint8Array(6) })],
    ['png with Exif as text', pngWithText],
    [
      'jpeg',
      jpeg(3, 2, bytesOf('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0')),
    ],
    ['gif', gif(3, 2)],
    ['bmp', bmp(3, 2)],
    ['webp', webp('VP8X', 3, 2)],
    ['avif', avif(3, 2)],
    ['ppm', ppm(3, 2, () => 9)],
    ['pgm', bytesOf('P2 3 2 9 1 2 3 4 5 6')],
    ['tiff', tiff(4, 2, [ramp.slice(0, 12), ramp.slice(12)], 1, { samples: 3, photometric: 2 })],
    ['packed', tiff(3, 1, [[254, 9]], 1, { photometric: 3, palette, compression: 32773 })],
  ])('%s', (_, seed) => {
    fc.assert(
      fc.property(damaged(seed), (bytes) => {
        try {
          const { format, width, height } = readHeader(bytes);
          takeOrientation(bytes, format);
          // A header may honestly state more pixels than a test should fill.
          if (isPlainFormat(format) && width * height < 1e6) decodePlain(bytes, format);
        } catch (error) {
          expect(error).toBeInstanceOf(StillroomError);
        }
      }),
      effort(1000, 8),
    );
  });
});

describe('tables that are none', () => {
  const named = fc.constantFrom('images', 'annotations', 'categories', 'labels', '__proto__', 'id');
  const odd = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, 1e300, -1, '', 'a.png', true),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(named, tie('value'), { maxKeys: 4 }),
    ),
  })).value;

  it('are a table or none, whatever stands in them', () => {
    fc.assert(
      fc.property(odd, fc.constantFrom('json', 'jsonl', 'csv', 'txt'), (value, extension) => {
        const { columns = [], rows = [] } = parseTable(JSON.stringify(value), extension) ?? {};
        for (const row of rows) {
          expect(row.every((cell) => typeof cell === 'string')).toBe(true);
          if (columns.length > 0) expect(row).toHaveLength(columns.length);
        }
      }),
      effort(1000, 9),
    );
  });

  it.each(['[', '{"a":'])('may go deeper than any stack: %s', (open) => {
    const deep = open.repeat(20_000) + '1' + (open === '[' ? ']' : '}').repeat(20_000);
    expect(parseTable(`[{"b":${deep}}]`, 'json')?.rows.flat().join('') ?? '').toBe('');
  });
});
