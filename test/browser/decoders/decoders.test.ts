/**
 * The page's pictures and Node's: the same bytes for what collections are made of (JPEG, PNG, GIF,
 * opaque WebP), whatever their sampling, order of scans, profile, gamma and orientation: the numbers that
 * stand in the file, as Pillow gives them. Transparent WebP differs by rounding, AVIF with halved colour by
 * what two decoders make of it: the decoder's name is part of every image's key.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode, resizePart } from '../../../src/command/decode';
import { openCollection } from '../../../src/command/open-collection';
import { chunk, chunksOf, PNG_SIGNATURE } from '../../../src/data/export/png-chunks';
import { frameBox } from '../../../src/data/ingest/crop';
import { pixelHashOf } from '../../../src/data/ingest/pixel-hash';
import { readBytes } from '../../../src/data/ingest/read-bytes';
import { launchChromium } from '../../support/chromium';
import { buildAndServe } from '../../support/serve';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SAMPLES = path.join(ROOT, 'public', 'samples', 'stillroom-samples.zip');
const IMAGENETTE = path.join(ROOT, '..', 'shared', 'data', 'imagenette-96-train.tar');
const MODEL_SIDE = 64;
const [WIDTH, HEIGHT] = [61, 43];

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

let page: Page;
let close = () => Promise.resolve();
beforeAll(async () => {
  const served = await buildAndServe(path.join(import.meta.dirname, 'page'));
  const browser = await launchChromium({ webgpu: false });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(served.url);
  await page.waitForFunction(() => 'decoders' in globalThis);
  close = async () => {
    await browser.close();
    await served.close();
  };
});
afterAll(() => close());

/** What the page reads; a code where it refuses. @param side 0: nothing is resized */
async function onPage(files: readonly Uint8Array[], side: number) {
  const texts = files.map((file) => Buffer.from(file).toString('base64'));
  return page.evaluate(([all, size]) => decoders.read(all, size), [texts, side] as const);
}

/** The largest difference of a byte between the two ways. @param side 0: nothing is resized */
async function differences(files: readonly Uint8Array[], side: number): Promise<number[]> {
  const theirs = await onPage(files, side);
  return Promise.all(
    files.map(async (file, i) => {
      const picture = await decode(Uint8Array.from(file));
      const box = frameBox(picture.width, picture.height, 'crop');
      const target = side === 0 ? box.width : side;
      const mine = resizePart(picture, box, target, target);
      const read = theirs[i];
      if (read === undefined || typeof read === 'string') throw new Error(`not read: ${read}`);
      expect([read.width, read.height]).toEqual([picture.width, picture.height]);
      const other = Buffer.from(read.pixels, 'base64');
      expect(other.length).toBe(mine.length);
      return mine.reduce(
        (worst, byte, at) => Math.max(worst, Math.abs(byte - (other[at] ?? NaN))),
        0,
      );
    }),
  );
}

/** Some images of every class of an archive, evenly over it. */
async function someOf(archive: string, ofEach: number): Promise<Uint8Array[]> {
  const { classes } = await openCollection([archive]);
  const chosen = classes.flatMap(({ images }) =>
    Array.from({ length: ofEach }, (_, i) => images[Math.floor((i * images.length) / ofEach)]),
  );
  return Promise.all(
    chosen.flatMap((image) => (image === undefined ? [] : [image.open().then(readBytes)])),
  );
}

/** Waves and grain, and alpha of every value. */
function drawn(channels: 1 | 2 | 3 | 4): Sharp {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % WIDTH, Math.floor(i / channels / WIDTH)];
    const isAlpha = channels % 2 === 0 && i % channels === channels - 1;
    if (isAlpha) return (x * 4 + y) % 256;
    return 128 + 60 * Math.sin(x / 9 + (i % channels)) + 45 * Math.cos(y / 7) + ((i * 7919) % 23);
  });
  const picture = sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
  return channels < 3 ? picture.toColourspace('b-w') : picture;
}

/** A PNG that also says what its numbers mean, right before its data: which nobody here asks. */
async function saying(type: string, data: readonly number[]): Promise<Uint8Array> {
  const chunks = [...chunksOf(await drawn(3).png().toBuffer())];
  const isData = chunks.findIndex((one) => one.type === 'IDAT');
  const said = chunk(type, Uint8Array.from(data));
  const parts = chunks.map(({ whole }) => whole).toSpliced(isData, 0, said);
  return Buffer.concat([Uint8Array.from(PNG_SIGNATURE), ...parts]);
}

/** gAMA: 1.0, a picture of linear light. cICP: BT.2020 with PQ, as of a screen of high range. */
const SAYINGS: readonly (readonly [string, readonly number[]])[] = [
  ['gAMA', [0, 1, 0x86, 0xa0]],
  ['cICP', [9, 16, 0, 1]],
  ['sRGB', [0]],
];

/**
 * A JPEG in CMYK as Photoshop writes it (Adobe's marker, inverted), made with Pillow 13 at quality 95: the
 * left half is (40, 200, 90, 30), the right one (0, 60, 255, 120), and Pillow reads these back.
 */
const CMYK = Buffer.from(
  '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAkKCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8AVwbbShhGoFGCWsS7L6c9UoWhqBRglrEu/9k=',
  'base64',
);

/** Ink on white takes its share of what the black leaves. */
function inked(cmyk: readonly [number, number, number, number]): number[] {
  const [black] = cmyk.slice(3);
  return cmyk.slice(0, 3).map((ink) => ((255 - ink) * (255 - (black ?? 0))) / 255);
}

const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
const KINDS: Readonly<Record<string, () => Sharp>> = {
  'RGB PNG': () => drawn(3).png(),
  'transparent PNG': () => drawn(4).png(),
  'palette PNG': () => drawn(4).png({ palette: true }),
  'grey PNG': () => drawn(1).png(),
  'grey transparent PNG': () => drawn(2).png(),
  '16-bit PNG': () => drawn(3).toColourspace('rgb16').png(),
  'full-colour JPEG': () => drawn(3).jpeg({ chromaSubsampling: '4:4:4' }),
  'interlaced PNG': () => drawn(3).png({ progressive: true }),
  'halved-colour JPEG': () => drawn(3).jpeg({ chromaSubsampling: '4:2:0' }),
  'progressive JPEG': () => drawn(3).jpeg({ progressive: true }),
  'grey JPEG': () => drawn(1).jpeg(),
  'JPEG with a wide profile': () => drawn(3).withIccProfile('p3').jpeg(),
  GIF: () => drawn(3).gif(),
  'transparent GIF': () => drawn(4).gif(),
  'lossy WebP': () => drawn(3).webp({ quality: 80 }),
};

describe('a picture has the same bytes on the page and on Node', () => {
  it.each(Object.entries(KINDS))('as %s', async (_, make) => {
    const file = await make().toBuffer();
    expect(await differences([file], 0)).toEqual([0]);
    const { width, height, rgba } = await decode(Uint8Array.from(file));
    expect(await onPage([file], 0)).toEqual([
      expect.objectContaining({ pixelHash: await pixelHashOf(width, height, rgba) }),
    ]);
  });

  it.each(SAYINGS)('whatever a PNG says of its colours by %s', async (type, data) => {
    const file = await saying(type, data);
    expect(await differences([file], 0)).toEqual([0]);
    const silent = await decode(Uint8Array.from(await drawn(3).png().toBuffer()));
    expect(await decode(Uint8Array.from(file))).toEqual(silent);
  });

  it('as CMYK JPEG, whose inks are taken off white', async () => {
    const { width, height, rgba } = await decode(Uint8Array.from(CMYK));
    expect([width, height]).toEqual([16, 16]);
    const expected = [inked([40, 200, 90, 30]), inked([0, 60, 255, 120])];
    expected.forEach((colour, half) => {
      const at = half * 8 * 4;
      colour.forEach((value, i) => {
        expect(Math.abs((rgba[at + i] ?? NaN) - value)).toBeLessThanOrEqual(1);
      });
    });
    expect(await differences([CMYK], 0)).toEqual([0]);
  });

  it('in every orientation', async () => {
    const files = await Promise.all(
      orientations.map((orientation) => drawn(3).withMetadata({ orientation }).jpeg().toBuffer()),
    );
    expect(await differences(files, 0)).toEqual(orientations.map(() => 0));
  });

  it('but for rounding as transparent WebP', async () => {
    const files = [await drawn(4).webp({ lossless: true }).toBuffer()];
    const [worst = NaN] = await differences(files, 0);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('in the sample collection, as the model sees it', async () => {
    const files = await someOf(SAMPLES, 10);
    expect(files.length).toBe(60);
    expect(await differences(files, MODEL_SIDE)).toEqual(files.map(() => 0));
  });

  it.skipIf(!existsSync(IMAGENETTE))('in ImageNette, as the model sees it', async () => {
    const files = await someOf(IMAGENETTE, 10);
    expect(files.length).toBe(100);
    expect(await differences(files, MODEL_SIDE)).toEqual(files.map(() => 0));
  });

  it('or in neither', async () => {
    const whole = await drawn(3).png().toBuffer();
    const broken = [whole.subarray(0, 200), Buffer.from('no picture'), new Uint8Array(0)];
    const texts = broken.map((file) => Buffer.from(file).toString('base64'));
    const theirs = await page.evaluate((files) => decoders.read(files, 0), texts);
    expect(theirs).toEqual(['BadImage', 'BadImage', 'BadImage']);
    for (const file of broken) {
      await expect(decode(file)).rejects.toMatchObject({ code: 'BadImage' });
    }
  });
});
