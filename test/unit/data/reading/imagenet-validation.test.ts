import { describe, expect, it } from 'vitest';
import { called, choose, folders, pictures, readWith, shape, texts } from './read';

const WORDNET = ['n01440764', 'n02085620', 'n01440764', 'n02085620'] as const;
const names = WORDNET.map((_, i) => `ILSVRC2012_val_0000000${i + 1}`);
const paths = names.map((name) => `imagenet/val/${name}.JPEG`);
const train = [...new Set(WORDNET)].flatMap((id) => pictures(`imagenet/train/${id}`));

describe("ImageNet's validation part", () => {
  it.each([
    ['a box', (id: string) => `${id} 110 89 483 372`],
    ['one box or two', (id: string, i: number) => `${id} 1 2 3 4 ${i > 0 ? `${id} 5 6 7 8 ` : ''}`],
  ])('is labelled by classes with %s behind', async (_, cell) => {
    const rows = names.map((name, i) => `${name},${cell(WORDNET[i] ?? '', i)}`);
    const csv = `ImageId,PredictionString\n${rows.join('\n')}\n`;
    const read = await readWith(paths, new Map([['imagenet/LOC_val_solution.csv', csv]]));
    expect(shape(read)).toEqual([
      ['n01440764', [paths[0], paths[2]], []],
      ['n02085620', [paths[1], paths[3]], []],
    ]);
    expect(called(read).map(([, name]) => name)).toEqual(['tench', 'Chihuahua']);
  });
  it('is of no class where boxes of several are in it', async () => {
    const cells = ['a 1 2 3 4 b 1 2 3 4', 'b 1 2 3 4', 'b 1 2 3 4', 'a 1 2 3 4', 'a 5 6 7 8'];
    const csv = `id,boxes\n${cells.map((cell, i) => `${i}.png,${cell}`).join('\n')}\n`;
    const read = await readWith(pictures('set', 5), new Map([['set/boxes.csv', csv]]));
    expect(shape(read)).toEqual([
      ['a', ['set/3.png', 'set/4.png'], []],
      ['b', ['set/1.png', 'set/2.png'], []],
    ]);
  });
  it.each(['', 'ILSVRC2012_devkit_t12/data/'])(
    'is of numbered classes where its ground truth in "%s" is a number a line',
    async (folder) => {
      const file = `imagenet/${folder}ILSVRC2012_validation_ground_truth.txt`;
      const read = await readWith(paths, new Map([[file, '490\n361\n490\n361\n']]));
      expect(shape(read)).toEqual([
        ['361', [paths[1], paths[3]], []],
        ['490', [paths[0], paths[2]], []],
      ]);
      expect(texts(read)).toEqual([
        `${file} labels 4 images: 2 classes by "a line for each image, in the order of their numbers".`,
      ]);
      const asFolder = choose([`labels ${file}`, 'folders']);
      const flat = await readWith(paths, new Map([[file, '490\n361\n490\n361\n']]), asFolder);
      expect(folders(flat)).toEqual(['val']);
    },
  );
  it.each([
    ['a line is missing', paths, '490\n361\n490\n'],
    ['an image is missing', paths.toSpliced(1, 1), '490\n490\n361\n'],
  ])('is of no class by lines where %s', async (_, own, lines) => {
    const file = 'imagenet/ILSVRC2012_validation_ground_truth.txt';
    expect(folders(await readWith(own, new Map([[file, lines]])))).toEqual(['val']);
  });
  it('is told that numbers name none of its class folders', async () => {
    const path = 'imagenet/ILSVRC2012_validation_ground_truth.txt';
    const read = await readWith([...train, ...paths], new Map([[path, '490\n361\n490\n361\n']]));
    expect(folders(read)).toEqual(['n01440764', 'n02085620']);
    const [told] = read.rejected;
    expect(told?.path).toBe(path);
    expect(told?.reason).toMatch(/^has a label for each image.* LOC_val_solution\.csv/);
  });
  it('is held out by lines that are the numbers of class folders', async () => {
    const own = [...pictures('set/train/1'), ...pictures('set/train/2'), ...pictures('set/val', 4)];
    const read = await readWith(own, new Map([['set/val_labels.txt', '2\n1\n1\n2\n']]));
    expect(shape(read).map(([folder, , held]) => [folder, held])).toEqual([
      ['1', ['set/val/1.png', 'set/val/2.png']],
      ['2', ['set/val/0.png', 'set/val/3.png']],
    ]);
  });
  it('is not named by the places in a list that has ids of its own', async () => {
    // The ground truth counts the classes in another order than their ids.
    const tables = new Map([
      ['imagenet/ILSVRC2012_validation_ground_truth.txt', '1\n2\n1\n2\n'],
      ['imagenet/LOC_synset_mapping.txt', 'n01440764 tench, Tinca tinca\nn02085620 Chihuahua\n'],
    ]);
    const read = await readWith(paths, tables);
    expect(called(read).map(([, name]) => name)).toEqual(['1', '2']);
  });
});
