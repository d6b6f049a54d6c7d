import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../../src/core/errors';
import { choose, folders, partsOf, pictures, read, shape, texts } from './read';

const three = ['train', 'val', 'test'].flatMap((split) =>
  ['cat', 'dog'].flatMap((name) => pictures(`pets/${split}/${name}`, 1)),
);

describe('splits', () => {
  it('keep what is for evaluation apart, and say so', async () => {
    const collection = await read(three);
    expect(shape(collection)).toEqual([
      ['cat', ['pets/train/cat/0.png'], ['pets/test/cat/0.png', 'pets/val/cat/0.png']],
      ['dog', ['pets/train/dog/0.png'], ['pets/test/dog/0.png', 'pets/val/dog/0.png']],
    ]);
    expect(collection.reading?.text).toBe('2 classes, 2 images; 4 images held out.');
    expect(texts(collection)).toEqual([
      '"train": 2 classes, 2 images, distilled from.',
      '"val": 2 classes, 2 images, held out for evaluation.',
      '"test": 2 classes, 2 images, held out for evaluation.',
    ]);
    expect(collection.rejected).toEqual([]);
  });

  it('come in pieces that are counted', async () => {
    const pieces = ['train-00000-of-00002', 'train-00001-of-00002', 'validation-00000-of-00001'];
    const paths = pieces.flatMap((piece, i) =>
      ['cat', 'dog'].map((name) => `pets/${piece}/${name}/${i}.png`),
    );
    const collection = await read(paths);
    expect(shape(collection)).toEqual(
      ['cat', 'dog'].map((name) => [
        name,
        [0, 1].map((i) => `pets/train-0000${i}-of-00002/${name}/${i}.png`),
        [`pets/validation-00000-of-00001/${name}/2.png`],
      ]),
    );
    expect(texts(collection)).toEqual([
      '"train": 2 classes, 4 images, distilled from.',
      '"validation": 2 classes, 2 images, held out for evaluation.',
    ]);
    expect(folders(await read(paths.slice(0, 4)))).toEqual(['cat', 'dog']);
    const unnamed = paths.slice(0, 4).map((path) => path.replace('train', 'data'));
    expect(folders(await read(unnamed))).toEqual(['cat', 'dog']);
  });

  it.each([
    [['Training', 'Validation']],
    [['train_set', 'test-set']],
    [['train2017', 'val2017']],
    [['seg_train', 'seg_test']],
    [['trainset', 'testset']],
    [['TrainImages', 'TestImages']],
    [['训练集', '测试集']],
    [['学習', '検証']],
    [['学習用データ', 'テスト']],
    [['훈련', '검증']],
    [['обучение', 'тест']],
    [['обучающая', 'валидация']],
    [['Training', 'Validierung']],
    [['apprentissage', 'test']],
    [['entrenamiento', 'prueba']],
    [['treino', 'teste']],
    [['addestramento', 'validazione']],
    [['pets_train', 'pets_test']],
  ])('are known by many names: %s', async ([train = '', held = '']) => {
    const collection = await read([
      ...pictures(`set/${train}/cat`, 1),
      ...pictures(`set/${held}/Cat`, 1),
      ...pictures(`set/${train}/dog`, 1),
    ]);
    expect(shape(collection)).toEqual([
      ['cat', [`set/${train}/cat/0.png`], [`set/${held}/Cat/0.png`]],
      ['dog', [`set/${train}/dog/0.png`], []],
    ]);
  });

  it('may lie in themselves, below the classes, or in archives of their own', async () => {
    const twice = await read([
      ...pictures('k/training_set/training_set/cats', 1),
      ...pictures('k/test_set/test_set/cats', 1),
    ]);
    expect(shape(twice)).toEqual([
      ['cats', ['k/training_set/training_set/cats/0.png'], ['k/test_set/test_set/cats/0.png']],
    ]);
    const below = await read([
      ...pictures('set/bottle/train', 1),
      ...pictures('set/bottle/test', 1),
      ...pictures('set/cable/train', 1),
    ]);
    expect(shape(below)).toEqual([
      ['bottle', ['set/bottle/train/0.png'], ['set/bottle/test/0.png']],
      ['cable', ['set/cable/train/0.png'], []],
    ]);
    const apart = await read([...pictures('train/cat', 1), ...pictures('val/cat', 1)]);
    expect(shape(apart)).toEqual([['cat', ['train/cat/0.png'], ['val/cat/0.png']]]);
  });

  it('may be written into the names of their classes', async () => {
    // As CycleGAN's sets are.
    const paths = ['trainA', 'trainB', 'testA', 'testB'].flatMap((name) =>
      pictures(`h2z/${name}`, 1),
    );
    expect(shape(await read(paths))).toEqual([
      ['A', ['h2z/trainA/0.png'], ['h2z/testA/0.png']],
      ['B', ['h2z/trainB/0.png'], ['h2z/testB/0.png']],
    ]);
  });

  it('without classes say so, though they lie in folders of their own names', async () => {
    const collection = await read([
      ...pictures('asl/letters_train/letters_train/a', 1),
      ...pictures('asl/letters_test/letters_test', 2),
    ]);
    expect(folders(collection)).toEqual(['a']);
    expect(collection.rejected).toEqual([
      {
        path: 'asl/letters_test/letters_test',
        reason: 'holds 2 images that nothing says the class of',
      },
    ]);
  });

  it('of one class are the class', async () => {
    expect(shape(await read([...pictures('mugs/train', 1), ...pictures('mugs/test', 1)]))).toEqual([
      ['mugs', ['mugs/train/0.png'], ['mugs/test/0.png']],
    ]);
  });

  it('without labels are said and set aside', async () => {
    const collection = await read([
      ...pictures('leaves/train/oak', 1),
      ...pictures('leaves/train/elm', 1),
      ...pictures('leaves/test', 3),
    ]);
    expect(folders(collection)).toEqual(['elm', 'oak']);
    expect(texts(collection)).toContain(
      'leaves/test: 3 images that nothing says the class of, set aside.',
    );
    expect(collection.rejected).toEqual([
      { path: 'leaves/test', reason: 'holds 3 images that nothing says the class of' },
    ]);
  });

  it('are not seen where train is a thing to travel by', async () => {
    const paths = ['car', 'train', 'bus'].flatMap((name) => pictures(`vehicles/${name}`, 1));
    expect(folders(await read(paths))).toEqual(['bus', 'car', 'train']);
    const tests = ['dev', 'test', 'prod'].flatMap((name) => pictures(`screens/${name}`, 1));
    expect(folders(await read(tests))).toEqual(['dev', 'prod', 'test']);
  });

  it('that hold out all there is are distilled from', async () => {
    const collection = await read([...pictures('s/val/cat', 1), ...pictures('s/test/cat', 1)]);
    expect(shape(collection)).toEqual([['cat', ['s/val/cat/0.png'], ['s/test/cat/0.png']]]);
  });

  it('with classes of their own say which', async () => {
    const collection = await read([
      ...pictures('s/train/cat', 1),
      ...pictures('s/val/cat', 1),
      ...pictures('s/val/dog', 1),
    ]);
    expect(folders(collection)).toEqual(['cat']);
    expect(texts(collection)).toContain('In "val" alone, so not in the set: dog.');
  });

  it.each(['pets/cat', 'pets/images/cat'])(
    'may stand beside the classes that they are of: %s',
    async (cat) => {
      const collection = await read([
        ...pictures(cat, 1),
        ...pictures(cat.replace('cat', 'dog'), 1),
        ...pictures('pets/test/Cat', 1),
        ...pictures('pets/test/bird', 1),
      ]);
      expect(shape(collection)).toEqual([
        ['cat', [`${cat}/0.png`], ['pets/test/Cat/0.png']],
        ['dog', [`${cat.replace('cat', 'dog')}/0.png`], []],
      ]);
      expect(texts(collection)).toContain('In "test" alone, so not in the set: bird.');
    },
  );

  it('are not seen in a class with folders of its own', async () => {
    const paths = ['blood/red', 'blood/white', 'test/red strip'];
    const collection = await read(paths.flatMap((folder) => pictures(`lab/${folder}`, 1)));
    expect(folders(collection)).toEqual(['red', 'red strip', 'white']);
  });

  it('leave pictures beside them out of the set', async () => {
    const collection = await read([
      ...pictures('s/train/cat', 1),
      ...pictures('s/val/cat', 1),
      's/overview.png',
      ...pictures('s/figures', 1),
    ]);
    expect(folders(collection)).toEqual(['cat']);
    expect(collection.rejected.map(({ path }) => path)).toEqual(['s', 's/figures']);
  });
});

describe('what a person chooses about splits', () => {
  it.each([
    ['train', [['cat', 2, 1]]],
    ['held-out', [['cat', 1, 2]]],
    ['ignore', [['cat', 1, 1]]],
  ] as const)('%s', async (choice, expected) => {
    const paths = three.filter((path) => path.includes('cat'));
    const { classes } = await read(paths, choose(['split val', choice]));
    expect(classes.map((one) => [one.folder, one.images.length, one.heldOut?.length])).toEqual(
      expected,
    );
  });

  it('classes of their own', async () => {
    const collection = await read(
      three,
      choose(['split val', 'classes'], ['split test', 'classes'], ['split train', 'classes']),
    );
    expect(folders(collection)).toEqual([
      'test/cat',
      'test/dog',
      'train/cat',
      'train/dog',
      'val/cat',
      'val/dog',
    ]);
  });

  it('can be made of every choice that is offered, and of no other', async () => {
    const paths = [...three, ...pictures('pets/extra', 2)];
    for (const { id, choices, taken } of partsOf(await read(paths))) {
      expect(choices.map((choice) => choice.id)).toContain(taken);
      for (const choice of choices) {
        const again = await read(paths, choose([id, choice.id]));
        // What became of the part stays visible, unless it is no split any more.
        if (choice.id !== 'classes') {
          expect(partsOf(again).find((part) => part.id === id)?.taken).toBe(choice.id);
        }
      }
      await expect(read(paths, choose([id, 'nonsense']))).rejects.toBeInstanceOf(StillroomError);
    }
  });
});
