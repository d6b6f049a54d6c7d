import { describe, expect, it } from 'vitest';
import { called, choose, folders, pictures, readWith, shape, texts } from './read';

const voc = (...names: string[]): string =>
  `<annotation><folder>x</folder>${names.map((name) => `<object>\n<name>${name}</name><part><name>head</name></part></object>`).join('')}</annotation>`;
const of = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const kind = (i: number): string => (i % 2 === 1 ? 'owl' : 'jay');

describe('a file of labels beside each picture', () => {
  it.each([
    ['set/000', '.cls', kind, 'set/*.cls'],
    ['set/000', '.json', (i: number) => `{"label": "${kind(i)}", "id": ${i}}`, 'set/*.json'],
    [
      'set/000',
      '.json',
      (i: number) => `{"shapes": [{"label": "${kind(i)}"}, {"label": "${kind(i)}"}]}`,
      'set/*.json',
    ],
  ])('makes classes: %s%s', async (stem, extension, text, table) => {
    // More than the tables of a folder that are looked into one by one.
    const paths = of(30, (i) => `${stem}${i}.png`);
    const sides = new Map(of(30, (i) => [`${stem}${i}${extension}`, text(i)] as const));
    const read = await readWith(paths, sides);
    expect(shape(read)).toEqual([
      ['jay', of(15, (i) => `${stem}${2 * i}.png`), []],
      ['owl', of(15, (i) => `${stem}${2 * i + 1}.png`), []],
    ]);
    expect(read.rejected).toEqual([]);
    expect(texts(read)).toEqual([`${table} labels 30 images: 2 classes by "label".`]);
    expect(folders(await readWith(paths, sides, choose([`labels ${table}`, 'folders'])))).toEqual([
      'set',
    ]);
  });

  it('is found in the folder of annotations, by the objects of Pascal VOC', async () => {
    const sides = new Map(
      of(
        4,
        (i) =>
          [`VOC/Annotations/${i}.xml`, voc(...(i === 3 ? ['owl', 'jay'] : [kind(i)]))] as const,
      ),
    );
    const read = await readWith(pictures('VOC/JPEGImages', 4), sides);
    expect(shape(read)).toEqual([
      ['jay', ['VOC/JPEGImages/0.png', 'VOC/JPEGImages/2.png'], []],
      ['owl', ['VOC/JPEGImages/1.png'], []],
    ]);
  });

  it.each([
    ['pets/train/images', 'pets/train/labels', 'pets/valid/images', 'pets/valid/labels'],
    ['pets/images/train', 'pets/labels/train', 'pets/images/val', 'pets/labels/val'],
  ])('is found for %s in %s, by the boxes of YOLO and their names', async (...places) => {
    const [train, trainLabels, valid, validLabels] = places;
    const box = (i: number): string => `${i % 2} 0.5 0.5 0.25 1e-1\n${i % 2} 0.1 0.5 0.2 0.3\n`;
    const sides = new Map([
      ...of(2, (i) => [`${trainLabels}/${i}.txt`, box(i)] as const),
      ...of(2, (i) => [`${validLabels}/${i}.txt`, box(i)] as const),
      ['pets/data.yaml', "train: ../train/images\nnc: 2\nnames: ['cat', 'dog']\n"] as const,
    ]);
    const read = await readWith([...pictures(train), ...pictures(valid)], sides);
    expect(shape(read)).toEqual([
      ['0', [`${train}/0.png`], [`${valid}/0.png`]],
      ['1', [`${train}/1.png`], [`${valid}/1.png`]],
    ]);
    expect(called(read).map(([, name]) => name)).toEqual(['cat', 'dog']);
    expect(read.rejected).toEqual([]);
  });

  it('joins the shards of one set', async () => {
    const paths = ['wds-000000', 'wds-000001'].flatMap((shard) => pictures(shard, 2));
    const sides = new Map(
      paths.map((path) => [path.replace('png', 'cls'), `${path.slice(-5, -4)}\n`]),
    );
    expect(shape(await readWith(paths, sides))).toEqual([
      ['0', ['wds-000000/0.png', 'wds-000001/0.png'], []],
      ['1', ['wds-000000/1.png', 'wds-000001/1.png'], []],
    ]);
  });

  it('that speaks of several things names none, and is said', async () => {
    const sides = new Map(of(4, (i) => [`set/${i}.xml`, voc('owl', 'jay')] as const));
    const read = await readWith(pictures('set', 4), sides);
    expect(folders(read)).toEqual(['set']);
    expect(texts(read)).toEqual([
      'set/*.xml: 4 images of 4 show several things, so that these files name no class; classes are read from the folders.',
    ]);
  });

  it('of other things is none', async () => {
    const captions = new Map(
      of(
        30,
        (i) =>
          [
            [`set/${i}.txt`, `a photo of ${i} owls`],
            [
              `set/${i}.json`,
              `{"caption": "a photo of ${i} owls", "key": "${i}", "status": "success"}`,
            ],
          ] as const,
      ).flat(),
    );
    expect(texts(await readWith(pictures('set', 30), captions))).toEqual([]);
  });

  it('is not read where folders say the classes', async () => {
    const paths = [...pictures('set/cat'), ...pictures('set/dog')];
    const sides = new Map(paths.map((path) => [path.replace('png', 'xml'), voc('beak')]));
    const read = await readWith(paths, sides);
    expect(folders(read)).toEqual(['cat', 'dog']);
    expect(texts(read)).toEqual([]);
  });
});
