/**
 * The page's pictures and Node's: the same bytes for what collections are made of (JPEG, PNG, GIF,
 * opaque WebP), whatever their sampling, order of scans, profile and orientation. Transparent WebP
 * differs by rounding. AVIF with halved colour, and JPEG in CMYK, differ by what two decoders make of
 * them: the decoder's name is part of every image's key.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode, resizePart } from '../../../src/command/decode';
import { openCollection } from '../../../src/command/open-collection';
import { frameBox } from '../../../src/data/ingest/crop';
import { readBytes } from '../../../src/data/ingest/read-bytes';
import { launchChromium } from '../../support/chromium';
import { buildAndServe } from '../../support/serve';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SAMPLES = path.join(ROOT, 'public', 'samples', 'stillroom-samples.zip');
const IMAGENETTE = path.join(ROOT, '..', 'shared', 'data', 'imagenette-96-train.tar');
const MODEL_SIDE = 64;
const [WIDTH, HEIGHT] = [61, 43];

let page: Page;
let close = () => Promise.resolve();
beforeAll(async () => {
  const served = await buildAndServe(path.join(import.meta.dirname, 'page'));
  const browser = await launchChromium({ webgpu: false });
  page = await browser.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'decoders' in globalThis);
  close = async () => {
    await browser.close();
    await served.close();
  };
});
afterAll(() => close());

/** The largest difference of a byte between the two ways. @param side 0: nothing is resized */
async function differences(files: readonly Uint8Array[], side: number): Promise<number[]> {
  const texts = files.map((file) => Buffer.from(file).toString('base64'));
  const theirs = await page.evaluate(([all, size]) => decoders.read(all, size), [
    texts,
    side,
  ] as const);
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

const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
const KINDS: Readonly<Record<string, () => Sharp>> = {
  'RGB PNG': () => drawn(3).png(),
  'transparent PNG': () => drawn(4).png(),
  'palette PNG': () => drawn(4).png({ palette: true }),
  'grey PNG': () => drawn(1).png(),
  'grey transparent PNG': () => drawn(2).png(),
  '16-bit PNG': () => drawn(3).toColourspace('rgb16').png(),
  'full-colour JPEG': () => drawn(3).jpeg({ chromaSubsampling: '4:4:4' }),
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
    expect(await differences([await make().toBuffer()], 0)).toEqual([0]);
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
