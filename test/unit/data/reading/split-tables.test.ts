import { describe, expect, it } from 'vitest';
import { choose, folders, partsOf, pictures, readWith, shape, texts } from './read';

const BIRDS = ['001.Black_footed_Albatross', '002.Laysan_Albatross'] as const;
const photos = BIRDS.flatMap((folder) => pictures(folder, 4));
const rowsOf = (cell: (path: string, i: number) => string): string =>
  photos.map((path, i) => `${i + 1} ${cell(path, i)}\n`).join('');
const TABLES = new Map([
  ['CUB/images.txt', rowsOf((path) => path)],
  ['CUB/image_class_labels.txt', rowsOf((_, i) => (i < 4 ? '1' : '2'))],
  ['CUB/train_test_split.txt', rowsOf((_, i) => (i % 4 === 3 ? '0' : '1'))],
  ['CUB/classes.txt', BIRDS.map((folder, i) => `${i + 1} ${folder}\n`).join('')],
  ['CUB/bounding_boxes.txt', rowsOf(() => '60.0 27.0 325.0 304.0')],
]);
const birds = photos.map((path) => `CUB/images/${path}`);

describe('a table that splits the images of class folders', () => {
  it('is made of those that share the numbers of images, as CUB-200 has them', async () => {
    const read = await readWith(birds, TABLES);
    expect(shape(read)).toEqual(
      BIRDS.map((folder) => [
        folder,
        [0, 1, 2].map((i) => `CUB/images/${folder}/${i}.png`),
        [`CUB/images/${folder}/3.png`],
      ]),
    );
    expect(texts(read)).toEqual([
      '"train": 2 classes, 6 images, distilled from.',
      '"test": 2 classes, 2 images, held out for evaluation.',
      'CUB/images.txt + image_class_labels.txt + train_test_split.txt says which of 8 images are of which split; classes are read from the folders.',
    ]);
    expect(read.rejected.map(({ path }) => path)).toEqual([
      'CUB/bounding_boxes.txt',
      'CUB/classes.txt',
    ]);
  });
  it('may be put aside', async () => {
    const all = await readWith(birds, TABLES, choose(['split test', 'train']));
    expect(shape(all).map(([, own, held]) => [own.length, held.length])).toEqual([
      [4, 0],
      [4, 0],
    ]);
  });
  it('may have the split alone, or the labels of the folders beside it', async () => {
    const paths = [...pictures('set/cat', 2), ...pictures('set/dog', 2)];
    for (const label of ['', ',label']) {
      const rows = ['cat', 'dog'].flatMap((name) =>
        ['train', 'test'].map((split, i) => `${name}/${i}.png,${split}${label && `,${name}`}\n`),
      );
      const csv = `file,split${label}\n${rows.join('')}`;
      const read = await readWith(paths, new Map([['set/list.csv', csv]]));
      expect(shape(read)).toEqual([
        ['cat', ['set/cat/0.png'], ['set/cat/1.png']],
        ['dog', ['set/dog/0.png'], ['set/dog/1.png']],
      ]);
    }
  });
  it('is not asked where folders are splits', async () => {
    const paths = ['train', 'test'].flatMap((split) =>
      ['cat', 'dog'].flatMap((name) => pictures(`set/${split}/${name}`, 2)),
    );
    const rows = paths.map((path, i) => `${path.slice(4)},${i % 2 === 0 ? 'train' : 'test'}\n`);
    const csv = `file,split\n${rows.join('')}`;
    const read = await readWith(paths, new Map([['set/list.csv', csv]]));
    expect(folders(read)).toEqual(['cat', 'dog']);
    expect(shape(read).map(([, own, held]) => [own.length, held.length])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(partsOf(read).some(({ kind }) => kind === 'labels')).toBe(false);
  });
});
