import { describe, expect, it } from 'vitest';
import type { Framing } from '../../../src/core/framing';
import type { Collection, SourceImage } from '../../../src/data/import/collection';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { heldOutContents, type Split } from '../../../src/core/held-out';
import {
  ClassReader,
  type ImageReader,
  type ReadingObserver,
} from '../../../src/studio/adapters/class-reader';
import { CollectionSource } from '../../../src/studio/adapters/collection-source';

const SIDE = 2;
const never = new AbortController().signal;

function file(path: string): SourceImage {
  return { path, size: 1, open: () => Promise.resolve(new Blob([path])) };
}

function collection(paths: readonly string[], evaluation: readonly string[]): Collection {
  const fox = { folder: 'fox', name: 'fox', images: paths.map(file) };
  return {
    label: 'drawn',
    classes: [evaluation.length === 0 ? fox : { ...fox, heldOut: evaluation.map(file) }],
    rejected: [],
    origin: { kind: 'listing' },
  };
}

/** Reads names: a file called "bad" is none; another one's pixels are its name's length. */
class Names implements ImageReader {
  readonly read: string[] = [];
  readonly framings = new Set<Framing>();
  /** Files after the first wait for it. */
  gate: Promise<void> = Promise.resolve();

  async *readAll(
    sources: readonly SourceImage[],
    { resolution, framing }: Parameters<ImageReader['readAll']>[1],
  ): ReturnType<ImageReader['readAll']> {
    for (const [index, source] of sources.entries()) {
      if (index > 0) await this.gate;
      this.read.push(source.path);
      this.framings.add(framing);
      const { path } = source;
      const rejected = { path, reason: 'is no image' };
      const pixels = new Uint8Array(resolution * resolution * 3).fill(path.length);
      const thumbnail = new Blob([path]);
      // "one copy" shows what "one" shows, in a file of its own.
      const pixelHash = sha256Hex(`shows ${path.replace(' copy', '')}`);
      const hashes = { sha256: sha256Hex(path), pixelHash };
      const image = { ...hashes, thumbnail, pixels, width: 8, height: 6 };
      yield path.includes('bad')
        ? { ok: false, index, source, rejected }
        : { ok: true, index, source, image };
    }
  }

  async readRegions(source: SourceImage): Promise<Uint8Array<ArrayBuffer>[]> {
    return [Uint8Array.of(source.path.length)];
  }
}

interface Drawn {
  readonly names?: Names;
  readonly split?: Split;
  /** Files of its folder for evaluation. */
  readonly evaluation?: readonly string[];
  /** Waited for before each picture. */
  readonly goesOn?: () => Promise<void>;
}

const everyImage: Split = { kind: 'none' };

function opened(paths: readonly string[], drawn: Drawn = {}) {
  const { names = new Names(), split = everyImage, evaluation = [], goesOn } = drawn;
  const told: string[] = [];
  const observer: ReadingObserver = {
    progress: () => undefined,
    thumbnail: (_, path) => void told.push(`thumbnail of ${path}`),
    done: (folder, images, rejected) =>
      void told.push(`${folder}: ${images} images, ${rejected.length} rejected`),
    evaluationDone: (folder, rejected) =>
      void told.push(`${folder}: evaluation read, ${rejected.length} rejected`),
    stopped: (folder) => void told.push(`${folder} stopped`),
    failed: (folder, message) => void told.push(`${folder} failed: ${message}`),
  };
  const reader = new ClassReader(
    collection(paths, evaluation),
    names,
    () => SIDE,
    observer,
    goesOn,
  );
  const source = new CollectionSource(reader, { split, framing: 'crop' });
  return { source, names, told };
}

async function pixelsOf(source: CollectionSource, side: number): Promise<number[]> {
  const images = await source.read('fox', never);
  const values: number[] = [];
  for await (const pixels of source.pixels(images, side, never)) values.push(pixels[0] ?? -1);
  return values;
}

describe('the pictures of a collection', () => {
  it('are read once, in their order, without what is no image', async () => {
    const { source, names, told } = opened(['a', 'bad', 'ccc']);
    expect(source.fingerprint('fox')).toBeNull();
    const [one, two] = await Promise.all([source.read('fox', never), source.read('fox', never)]);
    expect(one.map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['a', sha256Hex('a')],
      ['ccc', sha256Hex('ccc')],
    ]);
    expect(two).toBe(one);
    expect(names.read).toEqual(['a', 'bad', 'ccc']);
    expect(told.at(-1)).toBe('fox: 2 images, 1 rejected');
    expect(source.fingerprint('fox')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stand still between two of them while they are held', async () => {
    let open: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { source, told } = opened(['a', 'bb', 'ccc'], { goesOn: () => held });
    const reading = source.read('fox', never);
    await expect.poll(() => told).toEqual(['thumbnail of a']);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    expect(told).toEqual(['thumbnail of a']);
    open();
    expect(await reading).toHaveLength(3);
    expect(told).toContain('thumbnail of ccc');
  });

  it('are named by their content: a broken file beside them changes nothing', async () => {
    const [clean, broken] = [opened(['a', 'ccc']), opened(['a', 'bad', 'ccc'])];
    await clean.source.read('fox', never);
    await broken.source.read('fox', never);
    expect(broken.source.fingerprint('fox')).toBe(clean.source.fingerprint('fox'));
  });

  it('become squares as it is asked, and are then kept under another decoder', async () => {
    const { source, names } = opened(['a', 'ccc']);
    expect(await pixelsOf(source, SIDE)).toEqual([1, 3]);
    expect([source.decoder, ...names.framings]).toEqual(['browser', 'crop']);
    const squashed = source.under({ framing: 'squash' });
    expect(await pixelsOf(squashed, SIDE)).toEqual([1, 3]);
    expect([squashed.decoder, ...names.framings]).toEqual(['browser-squash', 'crop', 'squash']);
    // What was cut out at the first reading is no square of the whole: it is decoded for it.
    expect(names.read).toEqual(['a', 'ccc', 'a', 'ccc']);
    expect(squashed.fingerprint('fox')).toBe(source.fingerprint('fox'));
  });

  it('are another class without what a person left out, and the same again with it', async () => {
    const { source, names } = opened(['a', 'bb', 'ccc']);
    await source.read('fox', never);
    const fewer = source.without(new Map([['fox', ['bb', 'gone']]]));
    expect((await fewer.read('fox', never)).map(({ path }) => path)).toEqual(['a', 'ccc']);
    expect(fewer.fileOf('fox', 1)?.path).toBe('ccc');
    const other = opened(['a', 'ccc']).source;
    await other.read('fox', never);
    expect(fewer.fingerprint('fox')).toBe(other.fingerprint('fox'));
    expect(await fewer.under({ split: everyImage }).read('fox', never)).toHaveLength(2);
    const again = fewer.without(new Map());
    expect(again.fingerprint('fox')).toBe(source.fingerprint('fox'));
    expect(names.read).toEqual(['a', 'bb', 'ccc']);
  });

  it('go on being read when one who waits for them has stopped', async () => {
    const names = new Names();
    let open: () => void = () => undefined;
    names.gate = new Promise((resolve) => (open = resolve));
    const { source } = opened(['a', 'ccc'], { names });
    const abort = new AbortController();
    const stopped = source.read('fox', abort.signal);
    const patient = source.read('fox', never);
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    open();
    expect(await patient).toHaveLength(2);
  });

  it('are not decoded again at the size at which they were read, and are at another', async () => {
    const { source, names } = opened(['a', 'bad', 'ccc']);
    expect(await pixelsOf(source, SIDE)).toEqual([1, 3]);
    expect(names.read).toHaveLength(3);
    expect(await pixelsOf(source, 2 * SIDE)).toEqual([1, 3]);
    expect(names.read.slice(3)).toEqual(['a', 'ccc']);
  });

  it('can be counted among the readable ones once they are known', async () => {
    const { source } = opened(['bad', 'ccc']);
    expect(source.fileOf('fox', 0)?.path).toBe('bad');
    await source.read('fox', never);
    expect(source.fileOf('fox', 0)?.path).toBe('ccc');
    expect(source.fileOf('fox', 5)).toBeUndefined();
  });

  it('are refused for a class that is not there', async () => {
    const { source } = opened(['a']);
    await expect(source.read('owl', never)).rejects.toMatchObject({ code: 'BadParameter' });
    const stranger = { folder: 'fox', path: 'zzz', sha256: '', pixelHash: '', width: 1, height: 1 };
    await expect(source.regions(stranger, [], never)).rejects.toMatchObject({
      code: 'PermissionDenied',
    });
  });
});

const paths = (images: readonly { readonly path: string }[]): string[] =>
  images.map(({ path }) => path);

/** Sixty files, three of them pictures that stand before them. */
const SIXTY = Array.from({ length: 60 }, (_, i) => (i % 20 === 19 ? `${i - 1} copy` : `${i}`));
const DIFFERENT = SIXTY.filter((path) => !path.includes('copy'));

function split(listed: readonly string[], percent: number): { used: string[]; held: string[] } {
  const contents = heldOutContents(listed.map(sha256Hex), percent);
  return {
    used: listed.filter((path) => !contents.has(sha256Hex(path))),
    held: listed.filter((path) => contents.has(sha256Hex(path))),
  };
}

describe('the held-out pictures of a collection', () => {
  it('are not among those that are read, and need no second reading', async () => {
    const { source, names } = opened(SIXTY, { split: { kind: 'share', percent: 30 } });
    expect(source.heldOutSoFar('fox')).toBeNull();
    // Which pictures there are is not known, which files is: a folder is shown before it is read.
    expect(source.fileOf('fox', 0)).toBeUndefined();
    expect(source.listedFile('fox', 0)?.path).toBe(SIXTY[0]);
    expect(source.listedFile('fox', SIXTY.length)).toBeUndefined();
    const expected = split(DIFFERENT, 30);
    expect(paths(await source.read('fox', never))).toEqual(expected.used);
    expect(paths(await source.heldOut('fox', never))).toEqual(expected.held);
    expect(source.heldOutSoFar('fox')).toBe(expected.held.length);
    expect(source.fileOf('fox', 3)?.path).toBe(expected.used[3]);
    const { length } = expected.used;
    expect(source.fileOf('fox', length)?.path).toBe(expected.held[0]);
    expect(source.fileOf('fox', DIFFERENT.length - 1)?.path).toBe(expected.held.at(-1));
    expect(source.fileOf('fox', DIFFERENT.length)).toBeUndefined();
    expect(await source.leftOut('fox', never)).toBe(0);
    expect(names.read).toHaveLength(SIXTY.length);
  });

  it('become others under another share without a file being decoded again', async () => {
    const { source, names } = opened(SIXTY, { split: { kind: 'share', percent: 20 } });
    const before = await source.read('fox', never);
    const other = source.under({ split: { kind: 'share', percent: 40 } });
    expect(paths(await other.read('fox', never))).toEqual(split(DIFFERENT, 40).used);
    expect(other.fingerprint('fox')).not.toBe(source.fingerprint('fox'));
    const pixels = other.pixels(await other.heldOut('fox', never), SIDE, never);
    let drawn = 0;
    for await (const one of pixels) drawn += one.length > 0 ? 1 : 0;
    expect(drawn).toBe(split(DIFFERENT, 40).held.length);
    expect(names.read).toHaveLength(SIXTY.length);
    // Work that began before keeps what it began with.
    expect(await source.read('fox', never)).toBe(before);
  });

  it('of a folder are read when they are asked for, without those that are seen in training', async () => {
    const { source, names, told } = opened(['a', 'ccc'], {
      split: { kind: 'folders' },
      evaluation: ['v1', 'a copy', 'bad', 'v2', 'v1 copy'],
    });
    expect(paths(await source.read('fox', never))).toEqual(['a', 'ccc']);
    expect(names.read).toEqual(['a', 'ccc']);
    expect(source.heldOutSoFar('fox')).toBe(5);
    expect(paths(await source.heldOut('fox', never))).toEqual(['v1', 'v2']);
    expect(await source.leftOut('fox', never)).toBe(2);
    expect(source.heldOutSoFar('fox')).toBe(2);
    expect(names.read).toHaveLength(7);
    expect(told.at(-1)).toBe('fox: evaluation read, 1 rejected');
    const drawn = source.pixels(await source.heldOut('fox', never), SIDE, never);
    for await (const pixels of drawn) expect(pixels[0]).toBe('v1'.length);
  });
});
