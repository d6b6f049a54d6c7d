import { describe, expect, it } from 'vitest';
import { choose, folders, partsOf, pictures, readWith, shape, texts } from './read';
import { four, labelled, lines, rows } from './bird-labels';

describe('a table of labels beside flat pictures', () => {
  it("of CVAT's is written in XML, with splits of its own", async () => {
    const xml = `<annotations>${[
      ['0', 'Train', 'a &amp; b'],
      ['1', 'Train', 'c'],
      ['2', 'Test', 'a &amp; b'],
    ]
      .map(
        ([n, subset, label]) =>
          `<image name="${n}.png" subset="${subset}"><tag label="${label}"/></image>`,
      )
      .join('')}</annotations>`;
    const read = await readWith(pictures('birds', 3), new Map([['birds/annotations.xml', xml]]));
    expect(shape(read)).toEqual([
      ['a & b', ['birds/0.png'], ['birds/2.png']],
      ['c', ['birds/1.png'], []],
    ]);
  });

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
    [
      // CVAT's own format; a picture without a label, and one with a second label of the same kind.
      'annotations.xml',
      `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<meta><task><labels><label><name>jay</name></label></labels></task></meta>\n${lines(
        '',
        (f, l) =>
          `<image id="1" name="${f}" subset="default" width="9" height="9">\n<box label="${l}" xtl="1" ytl="1"></box>\n<tag label="${l}" source="manual">\n</tag></image>`,
      )}<image id="9" name="no.png" width="9" height="9"/>\n</annotations>`,
    ],
    [
      // Datumaro's.
      'default.json',
      JSON.stringify({
        info: {},
        categories: { label: { labels: [{ name: 'jay', parent: '' }, { name: 'owl' }] } },
        items: rows.map(([file, label]) => ({
          id: file.replace('.png', ''),
          annotations: [{ id: 0, type: 'label', label_id: label === 'owl' ? 1 : 0 }],
          image: { path: file },
        })),
      }),
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
