import { expect, it } from 'vitest';
import { findDuplicates } from '../../../src/data/ingest/duplicates';
import { Pacer } from '../../../src/core/pacing';

const image = (path: string, pixelHash: string) => ({ path, pixelHash });
const images = [
  image('cup/1', 'a'),
  image('cup/2', 'b'),
  image('cup/3', 'a'),
  image('__proto__/4', 'a'),
  image('cup/5', '__proto__'),
];

it('groups images that show the same, over classes too', async () => {
  const groups = await findDuplicates(images, new Pacer());
  expect(groups.map((group) => group.map(({ path }) => path))).toEqual([
    ['cup/1', 'cup/3', '__proto__/4'],
  ]);
});
