/** Flat pictures whose own names say what they show, and sets that came in several archives. */
import { describe, expect, it } from 'vitest';
import { choose, folders, pictures, read, readWith, shape, texts } from './read';

const named = (folder: string, ...names: string[]): string[] =>
  names.map((name) => `${folder}/${name}.jpg`);

describe('classes by the names of flat pictures', () => {
  it.each([
    ['cat.0', 'cat.1', 'dog.0', 'dog.1'],
    ['cat_001', 'cat_002', 'dog_001', 'dog_17'],
    ['0_cat', '1_dog', '2_cat', '3_dog'],
    ['cat (1)', 'cat (2)', 'dog (1)', 'dog (2)'],
    ['cat-1', 'dog-2', 'cat-3', 'dog-4'],
  ])('are read: %s', async (...names) => {
    const collection = await read(named('set/train', ...names));
    expect(folders(collection)).toEqual(['cat', 'dog']);
    expect(collection.classes.map(({ images }) => images.length)).toEqual([2, 2]);
    expect(texts(collection)).toContain('set/train: 2 classes by the names of 4 images.');
  });

  it('keep the words of a name, and the splits', async () => {
    const collection = await read([
      ...named('pets/train', 'great_pyrenees_1', 'great_pyrenees_2', 'siamese_1', 'siamese_2'),
      ...named('pets/test', 'great_pyrenees_3', 'siamese_8'),
    ]);
    expect(shape(collection)).toEqual([
      [
        'great_pyrenees',
        named('pets/train', 'great_pyrenees_1', 'great_pyrenees_2'),
        named('pets/test', 'great_pyrenees_3'),
      ],
      ['siamese', named('pets/train', 'siamese_1', 'siamese_2'), named('pets/test', 'siamese_8')],
    ]);
    expect(collection.classes[0]?.name).toBe('great pyrenees');
  });

  it('leave unnamed pictures of another split aside', async () => {
    const collection = await read([
      ...named('k/train', 'cat.0', 'cat.1', 'dog.0', 'dog.1'),
      ...named('k/test1', '1', '2', '3'),
    ]);
    expect(shape(collection).map(([folder, , held]) => [folder, held])).toEqual([
      ['cat', []],
      ['dog', []],
    ]);
    expect(collection.rejected.map(({ path }) => path)).toEqual(['k/test1']);
  });

  it('are read where a table has numbers for them', async () => {
    const flat = named('pets/images', 'Abyssinian_1', 'Abyssinian_2', 'pug_1', 'pug_2');
    const table =
      '#Image CLASS-ID SPECIES BREED ID\n' +
      'Abyssinian_1 1 1 1\nAbyssinian_2 1 1 1\npug_1 2 2 1\npug_2 2 2 1\n';
    const collection = await readWith(flat, new Map([['pets/annotations/list.txt', table]]));
    expect(folders(collection)).toEqual(['Abyssinian', 'pug']);
  });

  it('can be left: the folder is then the class', async () => {
    const paths = named('set/images', 'cat.0', 'cat.1', 'dog.0', 'dog.1');
    const chosen = choose(['names of files', 'folders']);
    expect((await read(paths, chosen)).classes).toHaveLength(1);
  });

  it.each([
    ['cameras', ['IMG_001', 'IMG_002', 'DSC_001', 'DSC_002']],
    ['one name', ['cat_1', 'cat_2', 'cat_3', 'cat_4']],
    ['names of their own', ['anna', 'berta', 'carla', 'dora']],
    ['a name that stands once', ['cat_1', 'cat_2', 'cat_3', 'dog_1']],
    ['screenshots', ['Screenshot_1', 'Screenshot_2', 'image_1', 'image_2']],
  ])('are none of %s', async (_, names) => {
    const collection = await read(named('set/images', ...names));
    expect(collection.classes).toHaveLength(1);
    expect(texts(collection).join()).not.toContain('by the names');
  });

  it('are none where folders or a table say them', async () => {
    const inFolders = [
      ...named('set/a', 'cat.0', 'cat.1', 'dog.0', 'dog.1'),
      ...named('set/b', 'cat.0', 'cat.1', 'dog.0', 'dog.1'),
    ];
    expect(folders(await read(inFolders))).toEqual(['a', 'b']);
    const flat = named('set/images', 'cat.0', 'cat.1', 'dog.0', 'dog.1');
    const table = 'file,label\ncat.0.jpg,x\ncat.1.jpg,y\ndog.0.jpg,x\ndog.1.jpg,y\n';
    expect(folders(await readWith(flat, new Map([['set/labels.csv', table]])))).toEqual(['x', 'y']);
  });
});

describe('the parts of a set that a cloud packed', () => {
  it.each([
    ['pets-20240131T093015Z-001', 'pets-20240131T093015Z-002'],
    ['pets-20240131T093015Z-1-001', 'pets-20240131T093015Z-1-002'],
    ['OneDrive_1_31-1-2024', 'OneDrive_2_31-1-2024'],
  ])('are one: %s', async (first, second) => {
    const collection = await read([
      ...pictures(`${first}/pets/cat`, 2),
      `${second}/pets/cat/7.png`,
      ...pictures(`${second}/pets/dog`, 2),
    ]);
    expect(folders(collection)).toEqual(['cat', 'dog']);
    expect(collection.classes[0]?.images).toHaveLength(3);
  });

  it('are two where the clouds packed two', async () => {
    const collection = await read([
      ...pictures('mine-20240131T093015Z-001/pets/cat', 2),
      ...pictures('yours-20240131T093015Z-001/pets/cat', 2),
    ]);
    expect(collection.classes).toHaveLength(2);
  });
});
