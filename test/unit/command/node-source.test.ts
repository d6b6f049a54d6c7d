import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Framing } from '../../../src/core/framing';
import { heldOutContents } from '../../../src/core/held-out';
import { inOrder } from '../../../src/core/in-order';
import { withTest } from '../../../src/command/evaluation-sets';
import { NodeSource } from '../../../src/command/node-source';
import { openCollection } from '../../../src/command/open-collection';

const { signal } = new AbortController();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillroom-source-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Colour = readonly [red: number, green: number, blue: number];

function flat(width: number, height: number, [r, g, b]: Colour): Promise<Buffer> {
  const create = { width, height, channels: 3, background: { r, g, b } } as const;
  return sharp({ create }).png().toBuffer();
}

/** A class with a wide, a high and a broken picture, and one that is no picture by its name. */
async function petsFolder(): Promise<string> {
  const cat = join(folder, 'pets', 'cat');
  mkdirSync(cat, { recursive: true });
  writeFileSync(join(cat, '10.png'), await flat(6, 4, [200, 100, 0]));
  writeFileSync(join(cat, '2.png'), await flat(4, 8, [1, 2, 3]));
  writeFileSync(join(cat, '3.png'), (await flat(50, 50, [9, 9, 9])).subarray(0, 60));
  writeFileSync(join(cat, 'notes.txt'), 'no picture');
  writeFileSync(join(cat, '.hidden.png'), '');
  symlinkSync(join(folder, 'pets'), join(cat, 'round'));
  return join(folder, 'pets');
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('a collection of the disk', () => {
  it('is listed as the page lists a dropped folder', async () => {
    const collection = await openCollection([await petsFolder()]);
    expect(collection.label).toBe('pets');
    expect(collection.classes.map((one) => one.folder)).toEqual(['cat']);
    const paths = collection.classes[0]?.images.map(({ path }) => path);
    expect(paths).toEqual(['pets/cat/2.png', 'pets/cat/3.png', 'pets/cat/10.png']);
    expect(collection.rejected.map(({ path }) => path)).toEqual([
      'pets/cat/notes.txt',
      'pets/cat/round',
    ]);
  });

  it('has the classes that links lead to, and no round of links', async () => {
    const pets = await petsFolder();
    const linked = join(folder, 'linked');
    mkdirSync(linked);
    symlinkSync(join(pets, 'cat'), join(linked, 'tom'));
    symlinkSync(join(pets, 'cat', '2.png'), join(linked, 'one.png'));
    symlinkSync(join(folder, 'nowhere'), join(linked, 'gone'));
    const { classes } = await openCollection([linked]);
    const files = ['2.png', '3.png', '10.png'];
    expect(classes.find((one) => one.folder === 'tom')?.images.map(({ path }) => path)).toEqual(
      files.map((file) => `linked/tom/${file}`),
    );
    // cat/round leads to pets, which holds cat again.
    const behind = classes.filter((one) => one.folder !== 'tom').flatMap(({ images }) => images);
    expect(behind.map(({ path }) => path).toSorted()).toEqual(['linked/one.png']);
  });

  it('may be an archive, whose pictures are the same', async () => {
    const picture = await flat(5, 5, [7, 8, 9]);
    const archive = join(folder, 'pets.zip');
    writeFileSync(archive, zipSync({ 'pets/dog/1.png': [picture, { level: 0 }] }));
    const source = new NodeSource(await openCollection([archive]));
    const images = await source.read('dog', signal);
    const sha256 = (value: Uint8Array | string) => createHash('sha256').update(value).digest('hex');
    const rgba = Uint8Array.from({ length: 100 }, (_, i) => (i % 4 === 3 ? 255 : 7 + (i % 4)));
    expect(images).toEqual([
      {
        folder: 'dog',
        path: 'pets/pets/dog/1.png',
        sha256: sha256(picture),
        pixelHash: sha256(`5x5/${sha256(rgba)}`),
        width: 5,
        height: 5,
      },
    ]);
  });

  it('of two places with one name has the classes of both, told apart', async () => {
    for (const place of ['indoor', 'outdoor']) {
      const cat = join(folder, place, 'train', 'cat');
      mkdirSync(cat, { recursive: true });
      writeFileSync(join(cat, '1.png'), place);
      const archive = zipSync({ 'dog/1.png': new TextEncoder().encode(place) });
      writeFileSync(join(folder, place, 'more.zip'), archive);
    }
    const places = ['indoor', 'outdoor', 'indoor'].flatMap((place) => [
      join(folder, place, 'train'),
      join(folder, place, 'more.zip'),
    ]);
    const { classes } = await openCollection(places);
    const found = classes.map(async ({ folder: of, images }) => [
      of,
      await Promise.all(images.map(async (image) => (await image.open()).text())),
    ]);
    expect(Object.fromEntries(await Promise.all(found))).toEqual({
      'train/cat': ['indoor'],
      'more/dog': ['indoor'],
      'train (2)/cat': ['outdoor'],
      'more (2)/dog': ['outdoor'],
    });
  });

  it('that is not there is said by its path', async () => {
    const open = openCollection([join(folder, 'nowhere')]);
    await expect(open).rejects.toMatchObject({ code: 'BadParameter' });
    await expect(open).rejects.toThrow('nowhere');
  });
});

describe('a source on Node', () => {
  it('reads a class once, in order, and sets aside what is no picture', async () => {
    const source = new NodeSource(await openCollection([await petsFolder()]));
    const reading = source.read('cat', signal);
    expect(await source.read('cat', signal)).toBe(await reading);
    const sizes = (await reading).map(({ path, width, height }) => [path, width, height]);
    expect(sizes).toEqual([
      ['pets/cat/2.png', 4, 8],
      ['pets/cat/10.png', 6, 4],
    ]);
    expect(source.rejected).toEqual([
      { path: 'pets/cat/3.png', reason: 'is a PNG that is cut short; copy or download it again' },
    ]);
  });

  it('gives the centre square as the model sees it, picture after picture', async () => {
    const source = new NodeSource(await openCollection([await petsFolder()]));
    const images = await source.read('cat', signal);
    const pixels = await all(source.pixels(images, 2, signal));
    expect(pixels.map((bytes) => [...bytes.subarray(0, 3)])).toEqual([
      [1, 2, 3],
      [200, 100, 0],
    ]);
    expect(pixels.map(({ length }) => length)).toEqual([12, 12]);
  });

  it('gives all of a picture, squashed, where that is asked for', async () => {
    mkdirSync(join(folder, 'wide', 'cat'), { recursive: true });
    const ends = await sharp(await flat(8, 4, [0, 0, 200]))
      .composite([{ input: await flat(2, 4, [200, 0, 0]), left: 0, top: 0 }])
      .png()
      .toBuffer();
    writeFileSync(join(folder, 'wide', 'cat', '1.png'), ends);
    const collection = await openCollection([join(folder, 'wide')]);
    const reds = async (framing: Framing) => {
      const source = new NodeSource(collection, { framing });
      const images = await source.read('cat', signal);
      const [pixels] = await all(source.pixels(images, 4, signal));
      return { decoder: source.decoder, red: [0, 1, 2, 3].map((x) => pixels?.[x * 3]) };
    };
    // Two of eight columns are red: they lie outside the middle, and are one of four squashed ones.
    expect(await reds('crop')).toEqual({ decoder: 'sharp', red: [0, 0, 0, 0] });
    const squashed = await reds('squash');
    expect(squashed.decoder).toBe('sharp-squash');
    expect(squashed.red[0]).toBeGreaterThan(180);
    expect(squashed.red[3]).toBeLessThan(20);
  });

  it('cuts parts out of the original pixels, and none that leaves them', async () => {
    const left = { input: await flat(3, 4, [250, 0, 0]), left: 0, top: 0 };
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    const both = await sharp(await flat(6, 4, [0, 0, 250]))
      .composite([left])
      .png()
      .toBuffer();
    writeFileSync(join(folder, 'a', 'b', '1.png'), both);
    const source = new NodeSource(await openCollection([join(folder, 'a')]));
    const [image] = await source.read('b', signal);
    if (image === undefined) throw new Error('nothing was read');
    const part = (x: number, width: number) => ({
      box: { x, y: 1, width, height: 2 },
      width: 1,
      height: 1,
    });
    const parts = await source.regions(image, [part(0, 3), part(3, 3)], signal);
    expect(parts.map((bytes) => [...bytes])).toEqual([
      [250, 0, 0],
      [0, 0, 250],
    ]);
    const outside = source.regions(image, [part(4, 3)], signal);
    await expect(outside).rejects.toMatchObject({ code: 'BadImage' });
  });

  // The quarters red, green / blue, yellow, stored under each statement of TIFF 6.0's tag 274.
  const [RED, GREEN, BLUE, YELLOW] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
  ];
  const UPRIGHT = [
    [RED, GREEN, BLUE, YELLOW],
    [GREEN, RED, YELLOW, BLUE],
    [YELLOW, BLUE, GREEN, RED],
    [BLUE, YELLOW, RED, GREEN],
    [RED, BLUE, GREEN, YELLOW],
    [BLUE, RED, YELLOW, GREEN],
    [YELLOW, GREEN, BLUE, RED],
    [GREEN, YELLOW, RED, BLUE],
  ];
  const quarters = () => {
    const pixels = Uint8Array.from({ length: 40 * 20 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 40, Math.floor(i / 120)];
      return [RED, GREEN, BLUE, YELLOW][2 * Number(y >= 10) + Number(x >= 20)]?.[i % 3] ?? NaN;
    });
    return sharp(pixels, { raw: { width: 40, height: 20, channels: 3 } });
  };

  it.each([
    ['png', { progressive: true }],
    ['jpeg', { quality: 100, chromaSubsampling: '4:4:4' }],
    ['webp', { lossless: true }],
    ['tiff', { compression: 'none' }],
  ] as const)(
    'turns every orientation of a %s upright; the PNGs are interlaced',
    async (format, as) => {
      const files = join(folder, 'turned', 'wheel');
      mkdirSync(files, { recursive: true });
      for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
        const file = await quarters().withMetadata({ orientation }).toFormat(format, as).toBuffer();
        // Adam7 is the last byte of a PNG's header.
        if (format === 'png') expect(file[28]).toBe(1);
        writeFileSync(join(files, `${orientation}.${format}`), file);
      }
      const source = new NodeSource(await openCollection([join(folder, 'turned')]));
      const images = await source.read('wheel', signal);
      expect(images.map(({ width, height }) => [width, height])).toEqual(
        UPRIGHT.map((_, i) => (i < 4 ? [40, 20] : [20, 40])),
      );
      const squares = await all(source.pixels(images, 2, signal));
      squares.forEach((square, i) => {
        const expected = UPRIGHT[i]?.flat() ?? [];
        const off = [...square].map((value, at) => Math.abs(value - (expected[at] ?? NaN)));
        // What the filter takes of the neighbouring quarter.
        expect(Math.max(...off)).toBeLessThan(64);
      });
    },
  );

  it('refuses a class that is not there', async () => {
    const source = new NodeSource(await openCollection([await petsFolder()]));
    await expect(source.read('dog', signal)).rejects.toMatchObject({ code: 'BadParameter' });
  });

  it('stops waiting when it is told to', async () => {
    const source = new NodeSource(await openCollection([await petsFolder()]));
    const stop = new AbortController();
    const reading = source.read('cat', stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
    const images = await source.read('cat', signal);
    await expect(all(source.pixels(images, 2, stop.signal))).rejects.toMatchObject({
      code: 'Aborted',
    });
  });
});

describe('work that is begun ahead', () => {
  it('comes in order, never more at once than was said', async () => {
    let running = 0;
    let most = 0;
    const made = inOrder([30, 1, 20, 2, 10], 3, async (wait) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => {
        setTimeout(resolve, wait);
      });
      running--;
      return wait;
    });
    expect(await all(made)).toEqual([30, 1, 20, 2, 10]);
    expect(most).toBe(3);
  });
});

describe('the held-out pictures of a collection of the disk', () => {
  async function birds(split: string, count: number, from = 0): Promise<void> {
    const wren = join(folder, 'birds', split, 'wren');
    mkdirSync(wren, { recursive: true });
    for (let i = from; i < from + count; i++) {
      writeFileSync(join(wren, `${i}.png`), await flat(4, 4, [i, 2 * i, 3 * i]));
    }
  }
  const paths = (images: readonly { readonly path: string }[]) => images.map(({ path }) => path);

  it('are a tenth by content, as on the page, and the same in another folder', async () => {
    await birds('.', 60);
    const collection = await openCollection([join(folder, 'birds')]);
    const source = new NodeSource(collection);
    expect(source.split).toEqual({ kind: 'share', percent: 10 });
    const every = await new NodeSource(collection, { split: { kind: 'none' } }).read(
      'wren',
      signal,
    );
    const contents = heldOutContents(
      every.map(({ sha256 }) => sha256),
      10,
    );
    const held = every.filter(({ sha256 }) => contents.has(sha256));
    expect(held.length).toBeGreaterThanOrEqual(10);
    expect(await source.heldOut('wren', signal)).toEqual(held);
    const used = every.filter(({ sha256 }) => !contents.has(sha256));
    expect(await source.read('wren', signal)).toEqual(used);
    expect(await all(source.pixels(held, 4, signal))).toHaveLength(held.length);
  });

  it('are those of val beside train, but for what is in both', async () => {
    await birds('train', 4);
    await birds('val', 3, 2);
    const source = new NodeSource(await openCollection([join(folder, 'birds')]));
    expect(source.split).toEqual({ kind: 'folders' });
    expect(await source.read('wren', signal)).toHaveLength(4);
    const held = await source.heldOut('wren', signal);
    expect(paths(held)).toEqual(['birds/val/wren/4.png']);
    expect(await source.leftOut('wren', signal)).toBe(2);
    expect(await all(source.pixels(held, 4, signal))).toEqual([
      Uint8Array.from({ length: 48 }, (_, i) => 4 * ((i % 3) + 1)),
    ]);
  });
});

it('reads pictures of one path where each lies: another place may have its name', async () => {
  for (const [place, red] of [
    ['train', 10],
    ['test', 200],
  ] as const) {
    mkdirSync(join(folder, place, 'pets', 'cat'), { recursive: true });
    writeFileSync(join(folder, place, 'pets', 'cat', '1.png'), await flat(4, 4, [red, 0, 0]));
  }
  const data = await openCollection([join(folder, 'train', 'pets')]);
  const test = await openCollection([join(folder, 'test', 'pets')]);
  const source = new NodeSource(withTest(data, test), { split: { kind: 'folders' } });
  const reds: (number | undefined)[] = [];
  for (const images of [await source.read('cat', signal), await source.heldOut('cat', signal)]) {
    for await (const pixels of source.pixels(images, 4, signal)) reds.push(pixels[0]);
  }
  expect(reds).toEqual([10, 200]);
});
