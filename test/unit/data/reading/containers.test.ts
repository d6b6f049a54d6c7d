import { describe, expect, it } from 'vitest';
import { choose, folders, partsOf, pictures, read, shape, texts } from './read';

describe('folders that name nothing', () => {
  it.each(['images', 'img', 'JPEGImages', 'Photos', 'png'])('%s', async (name) => {
    const collection = await read([
      ...pictures(`set/train/n01440764/${name}`, 1),
      ...pictures(`set/train/n03028079/${name}`, 1),
      ...pictures(`set/val/${name}`, 3),
    ]);
    expect(collection.classes.map((one) => [one.folder, one.name])).toEqual([
      ['n01440764', 'tench'],
      ['n03028079', 'church'],
    ]);
    expect(collection.rejected.map(({ path }) => path)).toEqual([`set/val/${name}`]);
  });

  it('are those that all classes share, whatever they are called', async () => {
    const collection = await read(['cat', 'dog'].flatMap((one) => pictures(`pets/${one}/2019-06`)));
    expect(folders(collection)).toEqual(['cat', 'dog']);
    expect(texts(collection)[0]).toContain('"2019-06" holds the images of its folder');
  });

  it('are those that were copied into themselves, whose classes are one', async () => {
    // As Kaggle's chest_xray holds all of itself once more.
    const splits = ['chest', 'chest/Chest'].flatMap((set) => [`${set}/test`, `${set}/train`]);
    const paths = splits.flatMap((split) => pictures(`${split}/normal`, 1));
    const [test, train, otherTest, otherTrain] = paths;
    expect(shape(await read(paths))).toEqual([['normal', [otherTrain, train], [otherTest, test]]]);
  });

  it('may lie in each other, and share a class', async () => {
    const paths = [
      ...pictures('set/cat/images/jpg', 1),
      ...pictures('set/cat/images/png', 1),
      ...pictures('set/dog', 1),
    ];
    expect(shape(await read(paths)).map(([folder, images]) => [folder, images.length])).toEqual([
      ['cat', 2],
      ['dog', 1],
    ]);
  });

  it('are classes where others lie beside them, or nothing above', async () => {
    const beside = [...pictures('set/images', 1), ...pictures('set/drawings', 1)];
    expect(folders(await read(beside))).toEqual(['drawings', 'images']);
    expect(folders(await read(pictures('images')))).toEqual(['images']);
    expect(folders(await read(pictures('cups/images')))).toEqual(['cups']);
  });

  it('can be made classes', async () => {
    const paths = ['cat', 'dog'].flatMap((name) => pictures(`pets/${name}/images`, 1));
    const [part] = partsOf(await read(paths));
    expect(part?.id).toBe('container images');
    const chosen = await read(paths, choose(['container images', 'classes']));
    expect(folders(chosen)).toEqual(['cat/images', 'dog/images']);
  });
});
