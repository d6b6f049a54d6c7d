import { describe, expect, it } from 'vitest';
import { isAbort, StillroomError } from '../../../src/core/errors';
import { promptOf, type Collection } from '../../../src/data/import/collection';
import { importRoots } from '../../../src/data/import/import-roots';
import { readDescription } from '../../../src/runtime/pack-loader';
import { tinySource } from '../../support/tiny-pack';
import { directoryHandle, fileRoot, rootsOf } from './memory-source';

const { pack: TINY } = await readDescription(tinySource());

async function failureOf(work: Promise<unknown>): Promise<StillroomError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StillroomError) return error;
  throw new Error('expected a StillroomError');
}

const shape = (collection: Collection): Record<string, string[]> =>
  Object.fromEntries(
    collection.classes.map(({ folder, images }) => [folder, images.map(({ path }) => path)]),
  );

describe('importing folders', () => {
  it('takes one class folder', async () => {
    const collection = await importRoots(rootsOf(['cat/10.png', 'cat/9.JPEG']));
    expect(shape(collection)).toEqual({ cat: ['cat/9.JPEG', 'cat/10.png'] });
    expect(collection.label).toBe('cat');
  });

  it('takes the folders that directly hold images, however deep', async () => {
    const collection = await importRoots(
      rootsOf(['set/train/dog/1.png', 'set/cat/1.png', 'set/birds/owl/barn/1.png']),
    );
    expect(shape(collection)).toEqual({
      barn: ['set/birds/owl/barn/1.png'],
      cat: ['set/cat/1.png'],
      dog: ['set/train/dog/1.png'],
    });
    expect(collection.label).toBe('set');
  });

  it('tells folders of one name apart by their parents', async () => {
    const collection = await importRoots(
      rootsOf(['s/indoor/cat/1.png', 's/outdoor/Cat/1.png', 's/outdoor/dog/1.png']),
    );
    expect(collection.classes.map(({ folder, name }) => [folder, name])).toEqual([
      ['dog', 'dog'],
      ['indoor/cat', 'cat (indoor)'],
      ['outdoor/Cat', 'Cat (outdoor)'],
    ]);
    const prompts = collection.classes.map((entry) => promptOf(entry, TINY));
    expect(prompts).toEqual([
      'a photo of a dog',
      'a photo of a cat, indoor',
      'a photo of a Cat, outdoor',
    ]);
  });

  it('calls ImageNet classes by their names', async () => {
    const collection = await importRoots(
      rootsOf(['i/n01440764/1.JPEG', 'i/n03000684/1.JPEG', 'i/n99999999/1.JPEG']),
    );
    expect(collection.classes.map(({ folder, name }) => [folder, name])).toEqual([
      ['n01440764', 'tench'],
      ['n03000684', 'chain saw'],
      ['n99999999', 'n99999999'],
    ]);
    expect(collection.classes[0]?.synonyms).toEqual(['Tinca tinca']);
  });

  it('skips hidden files silently and others with a reason', async () => {
    const collection = await importRoots(
      rootsOf([
        'cat/.DS_Store',
        'cat/Thumbs.db',
        'cat/__MACOSX/1.png',
        'cat/.git/2.png',
        'cat/1.png',
        'cat/notes.txt',
        'cat/LICENSE',
        'cat/scan.heic',
        'cat/more.zip',
      ]),
    );
    expect(shape(collection)).toEqual({ cat: ['cat/1.png'] });
    expect(collection.rejected.map(({ path }) => path)).toEqual([
      'cat/LICENSE',
      'cat/more.zip',
      'cat/notes.txt',
      'cat/scan.heic',
    ]);
    expect(collection.rejected[3]?.reason).toContain('convert it to PNG or JPEG');
  });

  it('takes what is handed over, though systems hide its name, where there is nothing else', async () => {
    const hidden = ['.cache/cat/1.png', '.cache/.git/2.png', '.cache/.DS_Store'];
    expect(shape(await importRoots(rootsOf(hidden)))).toEqual({ cat: ['.cache/cat/1.png'] });
    const both = await importRoots(rootsOf([...hidden, 'dog/1.png']));
    expect(shape(both)).toEqual({ dog: ['dog/1.png'] });
    const bare = await failureOf(importRoots(rootsOf(['.git/config'])));
    expect(bare.message).toContain('Received 1 file, but no image');
  });

  it('lists loose images beside classes, and explains when there is nothing else', async () => {
    const mixed = await importRoots(rootsOf(['a.png', 'cat/1.png']));
    expect(mixed.rejected).toEqual([
      { path: 'a.png', reason: 'lies in no folder; a class is a folder of images' },
    ]);
    const loose = await failureOf(importRoots(rootsOf(['a.png', 'b.png'])));
    expect(loose.code).toBe('TooFewImages');
    expect(loose.message).toContain('2 are images outside any folder');
    const none = await failureOf(importRoots(rootsOf(['x/a.txt'])));
    expect(none.message).toContain('x/a.txt, for one, is not an image (.txt).');
    // By itself it may have been meant as an archive.
    const alone = await failureOf(importRoots([fileRoot('model.bin', 'x')]));
    expect(alone.message).toContain(
      'model.bin, for one, is neither an image nor an archive (.bin).',
    );
    expect(alone.message).toContain('.zip, .tar or .tgz');
  });

  it.each([
    ['images.npz', 'is a file of data that is not read (.npz); write its images out as PNG'],
    ['train-00000-of-00001.parquet', '(.parquet)'],
    ['train-images-idx3-ubyte', '(IDX)'],
    ['imagelabels.mat', 'or its labels as .csv'],
    ['labels.xlsx', 'is a spreadsheet (.xlsx); save it as .csv'],
    ['clip.MP4', 'is a video (.mp4); save frames of it as images'],
    ['pets.z01', 'join its parts'],
    ['pets.zip.001', 'join its parts'],
    ['000123', 'has no file extension; add .jpg, .png or its like where it is an image'],
  ])('says what to do with %s', async (name, todo) => {
    const beside = await importRoots(rootsOf(['cat/1.png', `cat/${name}`]));
    expect(beside.rejected).toEqual([
      { path: `cat/${name}`, reason: expect.stringContaining(todo) as string },
    ]);
    const alone = await failureOf(importRoots([fileRoot(name, 'x')]));
    expect(alone.message).toContain(todo);
  });

  it('keeps odd folder names as they are', async () => {
    const names = ['"quoted"', '<img onerror>', '\u{1f40b} whale', 'trailing..', 'a&b'];
    const collection = await importRoots(rootsOf(names.map((name) => `set/${name}/1.png`)));
    expect(new Set(collection.classes.map(({ folder }) => folder))).toEqual(new Set(names));
  });

  it('takes images without an extension where there are no others', async () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
    const roots = ['lfw/cat/1', 'lfw/cat/2', 'lfw/dog/1'].map((path) => ({
      ...fileRoot('1', jpeg),
      path,
    }));
    const licence = { ...fileRoot('LICENSE', 'MIT'), path: 'lfw/LICENSE' };
    const collection = await importRoots([licence, ...roots]);
    expect(collection.classes.map(({ folder, images }) => [folder, images.length])).toEqual([
      ['cat', 2],
      ['dog', 1],
    ]);
    expect(collection.rejected.map(({ path }) => path)).toEqual(['lfw/LICENSE']);
    const mixed = await importRoots([...roots, ...rootsOf(['lfw/owl/1.png'])]);
    expect(mixed.classes.map(({ folder }) => folder)).toEqual(['owl']);
    expect(mixed.rejected.length).toBe(3);
  });

  it('refuses what lies deeper than people make folders, by name', async () => {
    const deep = `pets/${'a/'.repeat(30_000)}1.png`;
    const collection = await importRoots(rootsOf(['pets/cat/1.png', deep]));
    expect(collection.classes.map(({ folder }) => folder)).toEqual(['cat']);
    expect(collection.rejected).toEqual([
      {
        path: `pets/${'a/'.repeat(37)}a…/1.png`,
        reason: 'lies in more than 500 folders, one in the other',
      },
    ]);
  });

  it('gives two folders that differ in Unicode form alone different identities', async () => {
    const collection = await importRoots(rootsOf(['s/caf\u00e9/1.png', 's/cafe\u0301/1.png']));
    expect(new Set(collection.classes.map(({ folder }) => folder)).size).toBe(2);
  });

  it('reads folder handles, and opens files by name later', async () => {
    const handle = directoryHandle('pets', {
      cat: { '1.png': 'one', '.DS_Store': 'x', '2.png': 'two' },
      dog: { deep: { '1.png': 'three' } },
    });
    const collection = await importRoots([{ kind: 'directory', handle }]);
    expect(shape(collection)).toEqual({
      cat: ['pets/cat/1.png', 'pets/cat/2.png'],
      deep: ['pets/dog/deep/1.png'],
    });
    expect(collection.origin).toEqual({ kind: 'handles', handles: [handle] });
    const second = await collection.classes[0]?.images[1]?.open();
    expect(await second?.text()).toBe('two');
  });

  it('names a file that is gone', async () => {
    const tree = { cat: { '1.png': 'one' } };
    const handle = directoryHandle('pets', tree);
    const collection = await importRoots([{ kind: 'directory', handle }]);
    const image = collection.classes[0]?.images[0];
    delete (tree.cat as Record<string, string>)['1.png'];
    const error = await failureOf(image?.open() ?? Promise.resolve());
    expect([error.code, error.data['path']]).toEqual(['BadImage', 'pets/cat/1.png']);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const paths = Array.from({ length: 20_000 }, (_, i) => `cat/${i}.png`);
    const work = importRoots(rootsOf(paths), {
      signal: controller.signal,
      onProgress: ({ files }) => {
        if (files > 0) controller.abort();
      },
    });
    expect(isAbort(await failureOf(work))).toBe(true);
  });

  it('lists 50,000 files in order and reports on the way', async () => {
    const roots = rootsOf(
      Array.from({ length: 50_000 }, (_, i) => `set/${i % 7}/${49_999 - i}.png`),
    );
    const reports: number[] = [];
    const collection = await importRoots(roots, { onProgress: ({ files }) => reports.push(files) });
    expect(collection.classes.map(({ folder }) => folder)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    // Folder 0 has the numbers 49,999 - 7 k: 5, 12, 19 ...
    expect(collection.classes[0]?.images[1]?.path).toBe('set/0/12.png');
    expect(reports.at(-1)).toBe(50_000);
  }, 30_000);
});
