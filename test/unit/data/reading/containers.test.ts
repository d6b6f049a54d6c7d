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

describe('folders that a set was cut into', () => {
  it.each([
    [['pets/part1/cat', 'pets/part1/dog', 'pets/part2/cat', 'pets/part2/dog']],
    [['fold_1/cat', 'fold_1/dog', 'fold_2/cat', 'fold_2/dog']],
    [['pets/cat/batch-1', 'pets/cat/batch-2', 'pets/dog/batch-1', 'pets/dog/batch-2']],
    [
      [
        'pets/cat/DCIM/100CANON',
        'pets/cat/DCIM/101CANON',
        'pets/dog/DCIM/100APPLE',
        'pets/dog/DCIM/Camera',
      ],
    ],
  ])('name no class: %s', async (paths) => {
    const collection = await read(paths.flatMap((folder) => pictures(folder, 1)));
    expect(shape(collection).map(([folder, images]) => [folder, images.length])).toEqual([
      ['cat', 2],
      ['dog', 2],
    ]);
  });

  it('may lie in one class alone, and below a split', async () => {
    const collection = await read([
      ...pictures('pets/train/cat/part_1', 1),
      ...pictures('pets/train/cat/part_2', 1),
      ...pictures('pets/train/dog', 1),
      ...pictures('pets/test/cat', 1),
    ]);
    expect(
      shape(collection).map(([folder, images, held]) => [folder, images.length, held.length]),
    ).toEqual([
      ['cat', 2, 1],
      ['dog', 1, 0],
    ]);
    const pieces = await read([
      ...pictures('part1/train/cat', 1),
      ...pictures('part2/train/cat', 1),
      ...pictures('part2/val/cat', 1),
    ]);
    expect(
      shape(pieces).map(([folder, images, held]) => [folder, images.length, held.length]),
    ).toEqual([['cat', 2, 1]]);
  });

  it('are things where there is nothing else, and where something else lies beside them', async () => {
    const alone = ['part_1', 'part_2'].flatMap((name) => pictures(`machines/${name}`, 1));
    expect(folders(await read(alone))).toEqual(['part_1', 'part_2']);
    const beside = ['lid', 'part_1', 'part_2'].flatMap((name) => pictures(`machines/${name}`, 1));
    expect(folders(await read([...beside, ...pictures('tools/saw', 1)]))).toEqual([
      'lid',
      'part_1',
      'part_2',
      'saw',
    ]);
  });

  it('with splits of their own are sets of their own, of which one trains on what another tests with', async () => {
    const paths = ['fold1/train/cat', 'fold1/test/cat', 'fold2/train/cat', 'fold2/test/cat'];
    const collection = await read(paths.flatMap((folder) => pictures(folder, 1)));
    expect(folders(collection)).toEqual(['fold1/cat', 'fold2/cat']);
  });

  it('can be taken as folders of their own', async () => {
    const paths = ['part1/cat', 'part2/cat'].flatMap((folder) => pictures(folder, 1));
    expect(texts(await read(paths))).toEqual([
      '"part1", "part2" and their like (2 folders, 2 images) are pieces of one set: read as one.',
    ]);
    expect(folders(await read(paths, choose(['shards', 'classes'])))).toEqual([
      'part1/cat',
      'part2/cat',
    ]);
  });
});
