import { describe, expect, it } from 'vitest';
import type { Collection, SourceImage } from '../../../src/data/import/collection';
import {
  CollectionSource,
  type ImageReader,
  type ReadingObserver,
} from '../../../src/studio/adapters/collection-source';

const SIDE = 2;
const never = new AbortController().signal;

function file(path: string): SourceImage {
  return { path, size: 1, open: () => Promise.resolve(new Blob([path])) };
}

function collection(paths: readonly string[]): Collection {
  return {
    label: 'drawn',
    classes: [{ folder: 'fox', name: 'fox', images: paths.map(file) }],
    rejected: [],
    origin: { kind: 'listing' },
  };
}

/** Reads names: a file called "bad" is none; another one's pixels are its name's length. */
class Names implements ImageReader {
  readonly read: string[] = [];
  /** Files after the first wait for it. */
  gate: Promise<void> = Promise.resolve();

  async *readAll(
    sources: readonly SourceImage[],
    { resolution }: Parameters<ImageReader['readAll']>[1],
  ): ReturnType<ImageReader['readAll']> {
    for (const [index, source] of sources.entries()) {
      if (index > 0) await this.gate;
      this.read.push(source.path);
      const { path } = source;
      const rejected = { path, reason: 'is no image' };
      const pixels = new Uint8Array(resolution * resolution * 3).fill(path.length);
      const thumbnail = new Blob([path]);
      const image = { sha256: `hash of ${path}`, thumbnail, pixels, width: 8, height: 6 };
      yield path.includes('bad')
        ? { ok: false, index, source, rejected }
        : { ok: true, index, source, image };
    }
  }

  async readRegions(source: SourceImage): Promise<Uint8Array<ArrayBuffer>[]> {
    return [Uint8Array.of(source.path.length)];
  }
}

function opened(paths: readonly string[], names = new Names()) {
  const told: string[] = [];
  const observer: ReadingObserver = {
    progress: () => undefined,
    thumbnail: (_, path) => void told.push(`thumbnail of ${path}`),
    done: (folder, images, rejected) =>
      void told.push(`${folder}: ${images} images, ${rejected.length} rejected`),
    failed: (folder, message) => void told.push(`${folder} failed: ${message}`),
  };
  const source = new CollectionSource(collection(paths), names, () => SIDE, observer);
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
      ['a', 'hash of a'],
      ['ccc', 'hash of ccc'],
    ]);
    expect(two).toBe(one);
    expect(names.read).toEqual(['a', 'bad', 'ccc']);
    expect(told.at(-1)).toBe('fox: 2 images, 1 rejected');
    expect(source.fingerprint('fox')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are named by their content: a broken file beside them changes nothing', async () => {
    const [clean, broken] = [opened(['a', 'ccc']), opened(['a', 'bad', 'ccc'])];
    await clean.source.read('fox', never);
    await broken.source.read('fox', never);
    expect(broken.source.fingerprint('fox')).toBe(clean.source.fingerprint('fox'));
  });

  it('go on being read when one who waits for them has stopped', async () => {
    const names = new Names();
    let open: () => void = () => undefined;
    names.gate = new Promise((resolve) => (open = resolve));
    const { source } = opened(['a', 'ccc'], names);
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
    const stranger = { folder: 'fox', path: 'zzz', sha256: '', width: 1, height: 1 };
    await expect(source.regions(stranger, [], never)).rejects.toMatchObject({
      code: 'PermissionDenied',
    });
  });
});
