import { describe, expect, it } from 'vitest';
import { countByClass, countPictures, findDuplicates } from '../../../src/data/ingest/duplicates';
import { Pacer } from '../../../src/data/pacing';

const image = (folder: string, path: string, sha256: string) => ({ folder, path, sha256 });
const images = [
  image('cup', '1', 'a'),
  image('cup', '2', 'b'),
  image('cup', '3', 'a'),
  image('__proto__', '4', 'a'),
];

describe('equal pictures', () => {
  it('count once among the different', () => {
    expect(countPictures(images)).toEqual({ images: 4, different: 2 });
    expect(countPictures([])).toEqual({ images: 0, different: 0 });
    expect(countByClass(images)).toEqual(
      new Map([
        ['cup', { images: 3, different: 2 }],
        ['__proto__', { images: 1, different: 1 }],
      ]),
    );
  });

  it('are grouped, and told when they contradict each other', async () => {
    expect(
      (await findDuplicates(images, new Pacer())).map(({ sha256, images, acrossClasses }) => [
        sha256,
        images.length,
        acrossClasses,
      ]),
    ).toEqual([['a', 3, true]]);
  });
});
