import { describe, expect, it } from 'vitest';
import { importRoots } from '../../../../src/data/import/import-roots';
import { fileRoot, rootsOf } from '../memory-source';
import { choose, folders, partsOf, pictures, readWith, shape, texts } from './read';

const four = pictures('birds', 4);
const labelled = [
  ['jay', ['birds/0.png', 'birds/2.png'], []],
  ['owl', ['birds/1.png', 'birds/3.png'], []],
];
const rows = [0, 1, 2, 3].map((i) => [`${i}.png`, i % 2 === 1 ? 'owl' : 'jay'] as const);
const lines = (head: string, line: (file: string, label: string) => string): string =>
  `${head}${rows.map(([file, label]) => line(file, label)).join('\n')}\n`;

describe('a table of labels beside flat pictures', () => {
  it.each([
    ['metadata.csv', lines('file_name,label\n', (f, l) => `${f},${l}`)],
    ['labels.csv', lines('\ufeffId;Image;Class\r\n', (f, l) => `9;"${f}";"${l}"\r`)],
    ['annotations.tsv', lines('', (f, l) => `${f}\t${l}\t0\t0\t9`)],
    ['metadata.jsonl', lines('', (f, l) => JSON.stringify({ file_name: f, category: l }))],
    ['labels.json', JSON.stringify(Object.fromEntries(rows))],
    ['data.json', JSON.stringify(rows.map(([file, label]) => ({ image: file, species: label })))],
    ['list.txt', lines('', (f, l) => `${f} ${l}`)],
    ['train.csv', lines('image_id,breed,age\n', (f, l) => `${f.replace('.png', '')},${l},3`)],
    ['paths.csv', lines('path,label\n', (f, l) => `C:\\my data\\birds\\${f},${l}`)],
    [
      'truth.csv',
      lines('image,owl,jay\n', (f, l) => `${f},${l === 'owl' ? '1.0,0.0' : '0.0,1.0'}`),
    ],
    [
      'dataset.json',
      JSON.stringify({ labels: rows.map(([file, label]) => [file, label === 'owl' ? 1 : 0]) }),
      ['0', '1'],
    ],
    ['pairs.json', JSON.stringify(rows)],
    [
      'instances.json',
      JSON.stringify({
        images: rows.map(([file], i) => ({ id: 10 + i, file_name: file, width: 9 })),
        annotations: rows.map(([, label], i) => ({
          id: i,
          image_id: 10 + i,
          category_id: label === 'owl' ? 7 : 3,
          bbox: [0, 0, 9, 9],
        })),
        categories: [
          { id: 3, name: 'jay' },
          { id: 7, name: 'owl' },
        ],
      }),
    ],
    [
      'export.json',
      JSON.stringify(
        rows.map(([file, label], i) => ({
          id: i,
          data: { image: `/data/upload/1/${file}` },
          annotations: [
            {
              id: 90 + i,
              result: [{ type: 'choices', value: { choices: [label] } }],
              lead_time: i,
            },
          ],
        })),
      ),
    ],
    ['old-mac.csv', lines('file,label\n', (f, l) => `${f},${l}`).replaceAll('\n', '\r')],
    ['old-mac.txt', lines('', (f, l) => `${f} ${l}`).replaceAll('\n', '\r')],
    [
      'decimal.csv',
      lines('file;weight, kg;note, if any;label\n', (f, l) => `${f};1,5;blue, red;${l}`),
    ],
    ['predictions.csv', lines('ImageId,PredictionString\n', (f, l) => `${f},${l}`)],
    ['lines.csv', lines('file,label,note\n', (f, l) => `${f},${l},"of two\nlines"`)],
    [
      'excel.csv',
      lines('sep=;\nsize;label;file\n', (f, l) => `${f < '2' ? 'big' : 'small'};${l};${f}`),
    ],
    ['capitals.csv', lines('file,label\n', (f, l) => `${f.toUpperCase()},${l}`)],
    ['before.csv', lines('file,label\n', (f, l) => `${f.replace('.png', '.jpg')},${l}`)],
    [
      'labels.json',
      JSON.stringify({
        classes: ['owl', 'jay'],
        labels: Object.fromEntries(rows.map(([f, l]) => [f.slice(0, -4), l === 'owl' ? 0 : 1])),
      }),
    ],
    [
      'samples.json',
      JSON.stringify({
        samples: rows.map(([file, label], i) => ({
          filepath: `data/${file}`,
          tags: [i < 2 ? 'early' : 'late'],
          ground_truth: { _cls: 'Classification', label },
        })),
      }),
    ],
    [
      'cut.jsonl',
      `${lines('', (f, l) => JSON.stringify({ file_name: f, label: l }))}{"file_name": "9.p`,
    ],
    [
      'python.json',
      JSON.stringify(rows.map(([file, label]) => ({ area: 0, file, label }))).replaceAll(
        '0,',
        'NaN,',
      ),
    ],
    ['by-label.json', '{"owl": ["1.png", "3.png"], "jay": ["0.png", "2.png"]}'],
    [
      'wrapped.json',
      JSON.stringify({
        version: 2,
        info: {},
        data: rows.map(([file, label]) => ({ file, label })),
      }),
    ],
    ['titled.csv', lines('# Birds\n# by hand\nfile,label\n', (f, l) => `${f},${l}`)],
    ['signed.csv', lines('url,label\n', (f, l) => `https://example.org/birds/${f}?key=1#x,${l}`)],
    ['two-words.txt', lines('', (f, l) => `${f} great  ${l}`), ['great jay', 'great owl']],
    ['both.csv', lines('file,label,label_name\n', (f, l) => `${f},${l === 'owl' ? 0 : 1},${l}`)],
  ] as [string, string, string[]?][])(
    'makes classes: %s',
    async (name: string, text: string, called = ['jay', 'owl']) => {
      const collection = await readWith(four, new Map([[`birds/${name}`, text]]));
      expect(shape(collection)).toEqual(labelled.map(([, ...images], i) => [called[i], ...images]));
      expect(texts(collection)[0]).toContain(`birds/${name} labels 4 images: 2 classes`);
      expect(collection.rejected).toEqual([]);
    },
  );

  it('is passed over in each class that has one of its own, numbered folders too', async () => {
    const paths = ['00000', '00001'].flatMap((name) => pictures(`signs/Images/${name}`, 2));
    const table = (id: number): string =>
      `Filename;Width;ClassId\n0.png;29;${id}\n1.png;30;${id}\n`;
    const tables = new Map([
      ['signs/Images/00000/GT-00000.csv', table(0)],
      ['signs/Images/00001/GT-00001.csv', table(1)],
    ]);
    expect(folders(await readWith(paths, tables))).toEqual(['00000', '00001']);
  });

  it('takes no label of a picture that shows several things', async () => {
    const file = {
      images: rows.map(([name], i) => ({ id: i, file_name: name })),
      annotations: [0, 1, 2, 3, 0].map((image, i) => ({
        image_id: image,
        category_id: i === 4 || i % 2 === 1 ? 1 : 2,
      })),
      categories: [
        { id: 1, name: 'owl' },
        { id: 2, name: 'jay' },
      ],
    };
    const tables = new Map([['birds/coco.json', JSON.stringify(file)]]);
    expect(shape(await readWith(four, tables))).toEqual([
      ['jay', ['birds/2.png'], []],
      ['owl', ['birds/1.png', 'birds/3.png'], []],
    ]);
  });

  it('joins shards that a tool cut a set into', async () => {
    const paths = ['00000/img0', '00000/img1', '00001/img2', '00001/img3'].map(
      (name) => `set/${name}.png`,
    );
    const labels = paths.map((path, i) => [path.slice(4), i % 2]);
    const tables = new Map([['set/dataset.json', JSON.stringify({ labels })]]);
    expect(shape(await readWith(paths, tables))).toEqual([
      ['0', ['set/00000/img0.png', 'set/00001/img2.png'], []],
      ['1', ['set/00000/img1.png', 'set/00001/img3.png'], []],
    ]);
  });

  it('may begin with the class and go on with boxes', async () => {
    const paths = [
      ...pictures('train/n01440764', 1),
      ...pictures('train/n03028079', 1),
      'val/a.png',
      'val/b.png',
    ];
    const table =
      'ImageId,PredictionString\na,n03028079 85 1 499 272\nb,n01440764 0 1 2 3 n01440764 4 5 6 7\n';
    expect(shape(await readWith(paths, new Map([['LOC_val_solution.csv', table]])))).toEqual([
      ['n01440764', ['train/n01440764/0.png'], ['val/b.png']],
      ['n03028079', ['train/n03028079/0.png'], ['val/a.png']],
    ]);
  });

  it('may lie above them, and above splits of its own name', async () => {
    const paths = [...pictures('set/train', 2), ...pictures('set/test', 2)];
    const tables = new Map([
      ['set/train.csv', 'id,label\n0,owl\n1,jay\n'],
      ['set/test.csv', 'id,label\n0,jay\n1,owl\n'],
    ]);
    expect(shape(await readWith(paths, tables))).toEqual([
      ['jay', ['set/train/1.png'], ['set/test/0.png']],
      ['owl', ['set/train/0.png'], ['set/test/1.png']],
    ]);
  });

  it.each([
    ['filename,label', 'filename,label', 2],
    ['', '', 2],
    ['filename,label', 'filename,label', 4],
  ])(
    'is read with those of the other splits of one folder, headed "%s" and "%s"',
    async (one, other, train) => {
      // As mini-ImageNet lies: pictures of every split in one folder, of its classes in turn.
      const paths = pictures('mini/images', train + 4);
      const table = (head: string, from: number, count: number): string =>
        [
          ...(head === '' ? [] : [head]),
          ...Array.from(
            { length: count },
            (_, i) => `${from + i}.png,${i % 2 === 0 ? 'jay' : 'owl'}`,
          ),
        ].join('\n');
      const tables = new Map([
        ['mini/train.csv', table(one, 0, train)],
        ['mini/val.csv', table(other, train, 2)],
        ['mini/test.csv', table(other, train + 2, 2)],
      ]);
      const collection = await readWith(paths, tables);
      const at = (first: number, second: number): string[] =>
        Array.from({ length: second - first }, (_, i) => first + i).map(
          (i) => `mini/images/${i}.png`,
        );
      const ofLabel = (images: string[], odd: number): string[] =>
        images.filter((_, i) => i % 2 === odd);
      expect(shape(collection)).toEqual(
        ['jay', 'owl'].map((name, odd) => [
          name,
          ofLabel(at(0, train), odd),
          ofLabel(at(train, train + 4), odd),
        ]),
      );
      expect(collection.rejected).toEqual([]);
      expect(texts(collection).slice(0, 4)).toEqual([
        `"train.csv": 2 classes, ${train} images, distilled from.`,
        '"val.csv": 2 classes, 2 images, held out for evaluation.',
        '"test.csv": 2 classes, 2 images, held out for evaluation.',
        `mini/test.csv + mini/train.csv + mini/val.csv label ${train + 4} images: 2 classes by "${one === '' ? 'column 2' : 'label'}".`,
      ]);
      for (const split of partsOf(collection).slice(0, 3)) {
        expect(split?.choices.map(({ id }) => id)).toEqual(['train', 'held-out', 'ignore']);
      }
      const flipped = await readWith(paths, tables, choose(['split val.csv', 'ignore']));
      expect(flipped.classes.map(({ heldOut }) => heldOut?.length)).toEqual([1, 1]);
    },
  );

  it('of other columns than the other splits have is read alone', async () => {
    const tables = new Map([
      ['birds/train.csv', lines('id,label\n', (f, l) => `${f},${l}`)],
      ['birds/test.csv', 'id\n9.png\n8.png\n'],
    ]);
    const collection = await readWith(four, tables);
    expect(shape(collection)).toEqual(labelled);
    expect(texts(collection)[0]).toContain('birds/train.csv labels 4 images');
  });

  it('labels a flat split of classes that folders name', async () => {
    const paths = [
      ...pictures('tiny/train/n01440764/images', 1),
      ...pictures('tiny/train/n03028079/images', 1),
      ...pictures('tiny/val/images', 2),
    ];
    const text = '0.png\tn03028079\t0\t9\n1.png\tn01440764\t0\t9\n';
    const collection = await readWith(paths, new Map([['tiny/val/val_annotations.txt', text]]));
    expect(shape(collection)).toEqual([
      ['n01440764', ['tiny/train/n01440764/images/0.png'], ['tiny/val/images/1.png']],
      ['n03028079', ['tiny/train/n03028079/images/0.png'], ['tiny/val/images/0.png']],
    ]);
  });

  it('joins pieces that a set was cut into', async () => {
    const paths = ['skin/part_1/a.jpg', 'skin/part_1/b.jpg', 'skin/part_2/c.jpg'];
    const table = 'image_id,dx\na,nv\nb,mel\nc,nv\n';
    expect(shape(await readWith(paths, new Map([['skin/meta.csv', table]])))).toEqual([
      ['mel', ['skin/part_1/b.jpg'], []],
      ['nv', ['skin/part_1/a.jpg', 'skin/part_2/c.jpg'], []],
    ]);
  });

  it('says which pictures it does not know', async () => {
    const table = 'file_name,label\n0.png,owl\n1.png,jay\n2.png,\n';
    const collection = await readWith(four, new Map([['birds/metadata.csv', table]]));
    expect(folders(collection)).toEqual(['jay', 'owl']);
    expect(texts(collection)).toContain(
      'birds: 2 images that its table of labels does not know, set aside.',
    );
  });

  it('is only offered where folders say the classes, and passed over where it agrees', async () => {
    const paths = [...pictures('pets/cat', 2), ...pictures('pets/dog', 2)];
    const rows = paths.map((path) => path.slice(5));
    const sex = `file_name,label\n${rows.map((row, i) => `${row},${i % 2 ? 'f' : 'm'}`).join('\n')}`;
    const collection = await readWith(paths, new Map([['pets/metadata.csv', sex]]));
    expect(folders(collection)).toEqual(['cat', 'dog']);
    expect(texts(collection)).toEqual([
      'pets/metadata.csv has labels for 4 images; classes are read from the folders.',
    ]);
    const same = `file_name,label\n${rows.map((row) => `${row},${row.slice(0, 3)}`).join('\n')}`;
    const agreeing = await readWith(paths, new Map([['pets/metadata.csv', same]]));
    expect(texts(agreeing)).toEqual([]);
    expect(agreeing.rejected[0]?.reason).toContain('as their folders or names do');
  });

  it('can be read by another column, or not at all', async () => {
    const table = `file_name,label,place\n0.png,owl,wood\n1.png,jay,wood\n2.png,owl,town\n3.png,jay,town\n`;
    const tables = new Map([['birds/metadata.csv', table]]);
    const id = 'labels birds/metadata.csv';
    expect(folders(await readWith(four, tables, choose([id, 'column place'])))).toEqual([
      'town',
      'wood',
    ]);
    expect(folders(await readWith(four, tables, choose([id, 'folders'])))).toEqual(['birds']);
  });

  it('of other things is no table of labels', async () => {
    const texts = new Map([
      ['birds/README.txt', 'All birds were photographed\nby nobody in particular\n'],
      ['birds/stats.csv', 'day,count\n1,2\n2,3\n'],
      ['birds/broken.json', '{'],
      ['birds/boxes.txt', '0.png\t0\t9\t1\n1.png\t0\t9\t1\n2.png\t3\t9\t2\n3.png\t3\t8\t2\n'],
    ]);
    const collection = await readWith(four, texts);
    expect(folders(collection)).toEqual(['birds']);
    expect(collection.rejected.map(({ reason }) => reason)).toEqual([
      'is not an image (.txt)',
      'is not an image (.txt)',
      'is not an image (.json)',
      'is not an image (.csv), nor a table of the images here, which has a column of their names and one of labels',
    ]);
  });
});

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
  it.each(['little', 'big'])('are read in UTF-16, %s end first', async (order) => {
    const csv = `\ufefffile,label\n${rows.map((row) => row.join(',')).join('\n')}`;
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
