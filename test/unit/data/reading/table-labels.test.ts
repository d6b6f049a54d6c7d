import { describe, expect, it } from 'vitest';
import { importRoots } from '../../../../src/data/import/import-roots';
import { fileRoot, rootsOf } from '../memory-source';
import { four, labelled, lines, rows } from './bird-labels';
import { choose, folders, partsOf, pictures, readWith, shape, texts } from './read';

describe('labels of a table', () => {
  it.each(['', 'set/', 'C:\\x\\'])(
    'of pictures that are not here are not those of others, under "%s"',
    async (root) => {
      const rows = ['train/0,cat', 'train/1,dog', 'test/0,dog', 'test/1,cat'];
      const csv = `file,label\n${rows.map((row) => root + row.replace(',', '.png,')).join('\n')}\n`;
      const read = await readWith(pictures('set/train'), new Map([['set/labels.csv', csv]]));
      expect(shape(read)).toEqual([
        ['cat', ['set/train/0.png'], []],
        ['dog', ['set/train/1.png'], []],
      ]);
    },
  );
  it('of several kinds for one picture are none', async () => {
    const csv =
      'file,label,x\n0.png,cat,1\n0.png,dog,5\n1.png,cat,2\n1.png,cat,7\n2.png,dog,3\n3.png,dog,3\n';
    const read = await readWith(pictures('set', 4), new Map([['set/boxes.csv', csv]]));
    expect(shape(read).map(([folder, own]) => [folder, own.length])).toEqual([
      ['cat', 1],
      ['dog', 2],
    ]);
    expect(read.reading?.parts.find(({ kind }) => kind === 'labels')?.text).toContain(
      'labels 4 images',
    );
  });
  it('find names whatever their accents are made of', async () => {
    const csv = 'file,label\nK\u00e4fer 1.png,a\nK\u00e4fer 2.png,b\n';
    const paths = ['set/Ka\u0308fer 1.png', 'set/Ka\u0308fer 2.png'];
    expect(folders(await readWith(paths, new Map([['set/labels.csv', csv]])))).toEqual(['a', 'b']);
  });
  it('know numbers that a spreadsheet took the zeros off', async () => {
    const csv = ',id,label\n0,3,a\n1,2,a\n2,1,b\n3,0,b\n';
    const paths = [0, 1, 2, 3].map((i) => `set/0000${i}.jpg`);
    const read = await readWith(paths, new Map([['set/labels.csv', csv]]));
    expect(shape(read)).toEqual([
      ['a', ['set/00002.jpg', 'set/00003.jpg'], []],
      ['b', ['set/00000.jpg', 'set/00001.jpg'], []],
    ]);
  });
  it('belong to files, not to the numbers of rows', async () => {
    // As pandas writes a table: its own numbers first.
    const csv = ',file,label\n0,3.png,a\n1,2.png,a\n2,1.png,b\n3,0.png,b\n';
    const read = await readWith(pictures('set', 4), new Map([['set/labels.csv', csv]]));
    expect(shape(read)).toEqual([
      ['a', ['set/2.png', 'set/3.png'], []],
      ['b', ['set/0.png', 'set/1.png'], []],
    ]);
  });
  it.each([
    ['little', '\ufeff'],
    ['big', '\ufeff'],
    ['little', ''],
    ['big', ''],
  ])('are read in UTF-16, %s end first, marked by "%s"', async (order, mark) => {
    const csv = `${mark}file,label\n${rows.map((row) => row.join(',')).join('\n')}`;
    const units = Uint16Array.from(csv, (character) => character.charCodeAt(0));
    const bytes = new Uint8Array(units.buffer);
    const ordered = order === 'little' ? bytes : bytes.map((_, i) => bytes[i ^ 1] ?? 0);
    const file = fileRoot('birds/labels.csv', ordered);
    expect(shape(await importRoots([...rootsOf(four), file]))).toEqual(labelled);
  });
  it('come with the split of each picture where a column says it', async () => {
    const parts = ['train', 'train', 'test', 'test'];
    const csv = lines('file,split,label\n', (f, l) => `${f},${parts[Number(f[0])] ?? ''},${l}`);
    const tables = new Map([['birds/metadata.csv', csv]]);
    const held = await readWith(four, tables);
    expect(shape(held)).toEqual([
      ['jay', ['birds/0.png'], ['birds/2.png']],
      ['owl', ['birds/1.png'], ['birds/3.png']],
    ]);
    expect(texts(held)).toEqual([
      '"train": 2 classes, 2 images, distilled from.',
      '"test": 2 classes, 2 images, held out for evaluation.',
      'birds/metadata.csv labels 4 images: 2 classes by "label".',
    ]);
    const all = await readWith(four, tables, choose(['split test', 'train']));
    expect(shape(all)).toEqual(labelled);
  });
  it('hold out a flat test split beside numbered classes, and make none of pictures beside both', async () => {
    // As GTSRB comes from Kaggle: Meta has a drawing of each class.
    const paths = [
      ...['Train/0', 'Train/1', 'Meta'].flatMap((place) => pictures(`signs/${place}`, 2)),
      ...pictures('signs/Test', 2),
    ];
    const head = 'Width,ClassId,Path\n';
    const tables = new Map([
      [
        'signs/Train.csv',
        `${head}1,0,Train/0/0.png\n1,0,Train/0/1.png\n1,1,Train/1/0.png\n1,1,Train/1/1.png\n`,
      ],
      ['signs/Test.csv', `${head}1,1,Test/0.png\n1,0,Test/1.png\n`],
      ['signs/Meta.csv', 'Path,ClassId\nMeta/0.png,0\nMeta/1.png,1\n'],
    ]);
    const read = await readWith(paths, tables);
    expect(shape(read)).toEqual([
      ['0', ['signs/Train/0/0.png', 'signs/Train/0/1.png'], ['signs/Test/1.png']],
      ['1', ['signs/Train/1/0.png', 'signs/Train/1/1.png'], ['signs/Test/0.png']],
    ]);
    const ids = partsOf(read).map(({ id }) => id);
    expect(ids.filter((id) => id === 'unlabelled signs/Meta')).toHaveLength(1);
    expect(texts(read)).toContain(
      'signs/Meta: 2 images beside the splits, in none of them, set aside.',
    );
  });
  it('that are offered, or not needed, are said to be', async () => {
    const paths = [...pictures('pets/cat', 2), ...pictures('pets/dog', 2)];
    const csv = 'file,label\ncat/0.png,a\ncat/1.png,b\ndog/0.png,a\ndog/1.png,b\n';
    const read = await readWith(paths, new Map([['pets/sexes.csv', csv]]));
    expect(read.rejected).toEqual([
      { path: 'pets/sexes.csv', reason: 'has labels, but classes are read from the folders' },
    ]);
  });
  describe('in more tables than are read', () => {
    const csv = 'file,label\n0.png,a\n1.png,b\n';
    const WHY = 'was not read as a table of labels: at most 24 are, and none of a folder with more';
    const NOTE = (count: number) =>
      `${count} files that may label the images were not read: at most 24 are, and none of a folder with more; put the labels into one table.`;
    it('are said to be passed over where they lie in one folder', async () => {
      const tables = Array.from({ length: 25 }, (_, i) => `pets/tables/${i}.csv`);
      const found = await readWith(
        pictures('pets/set'),
        new Map(tables.map((path) => [path, csv])),
      );
      expect(folders(found)).toEqual(['set']);
      expect(texts(found)).toEqual([NOTE(25)]);
      expect(found.rejected.map(({ reason }) => reason)).toEqual(tables.map(() => WHY));
    });
    it('are said to be passed over where they lie in many', async () => {
      const classes = Array.from({ length: 26 }, (_, i) => `pets/${i}`);
      const tables = new Map(classes.map((folder) => [`${folder}/sizes.csv`, 'a,b\n1,2\n']));
      const found = await readWith(
        classes.flatMap((folder) => pictures(folder)),
        tables,
      );
      expect(texts(found)).toEqual([NOTE(26 - 24)]);
      expect(found.rejected.filter(({ reason }) => reason === WHY)).toHaveLength(26 - 24);
    });
    it('are none where each is the caption of a picture', async () => {
      const paths = pictures('pets/cat', 25);
      const captions = paths.map((path) => path.replace('.png', '.txt'));
      const found = await readWith(
        [...paths, ...pictures('pets/dog')],
        new Map(captions.map((path) => [path, 'a cat'])),
      );
      expect(texts(found)).toEqual([]);
      expect(found.rejected[0]?.reason).toBe('is not an image (.txt)');
    });
  });
  it('that a submission to a competition makes up are none', async () => {
    const paths = [...pictures('cassava/train', 4), 'cassava/test/8.png', 'cassava/test/9.png'];
    const tables = new Map([
      ['cassava/train.csv', lines('image_id,label\n', (f, l) => `${f},${l === 'owl' ? 4 : 3}`)],
      ['cassava/sample_submission.csv', 'image_id,label\n8.png,4\n9.png,3\n'],
    ]);
    const read = await readWith(paths, tables);
    expect(shape(read)).toEqual([
      ['3', ['cassava/train/0.png', 'cassava/train/2.png'], []],
      ['4', ['cassava/train/1.png', 'cassava/train/3.png'], []],
    ]);
    expect(texts(read)).toContain('"test": 2 images set aside.');
  });
  it('that are numbers are no names of files', async () => {
    const csv = 'label,file\n0,a.png\n1,b.png\n0,0.png\n1,1.png\n';
    const paths = ['a', 'b', '0', '1'].map((name) => `set/${name}.png`);
    expect(folders(await readWith(paths, new Map([['set/labels.csv', csv]])))).toEqual(['0', '1']);
  });
});
