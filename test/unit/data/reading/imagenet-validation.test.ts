import { describe, expect, it } from 'vitest';
import { called, pictures, readWith, shape } from './read';

const WORDNET = ['n01440764', 'n02085620', 'n01440764', 'n02085620'] as const;
const names = WORDNET.map((_, i) => `ILSVRC2012_val_0000000${i + 1}`);
const paths = names.map((name) => `imagenet/val/${name}.JPEG`);

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
});
