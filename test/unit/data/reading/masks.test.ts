import { describe, expect, it } from 'vitest';
import { choose, folders, pictures, read, shape, texts } from './read';

describe('masks', () => {
  it.each([
    ['beside images', ['a/images', 'b/images'], ['a/masks', 'b/masks']],
    ['below their class', ['cells/a', 'cells/b'], ['cells/a/mask', 'cells/b/mask']],
    ['beside all images', ['set/images/a', 'set/images/b'], ['set/masks/a', 'set/masks/b']],
    ['of VOC', ['VOC/JPEGImages'], ['VOC/SegmentationClass', 'VOC/SegmentationObject']],
    ['beside splits', ['s/train/a', 's/val/a'], ['s/train_masks', 's/val_masks']],
    ['annotations', ['pets/images'], ['pets/annotations/trimaps']],
  ])('%s are set aside and said', async (_, images, masks) => {
    const collection = await read([...images, ...masks].flatMap((folder) => pictures(folder)));
    const listed = shape(collection).flatMap(([, own, held]) => [...own, ...held]);
    expect(listed.sort()).toEqual(images.flatMap((folder) => pictures(folder)).sort());
    expect(texts(collection).join()).toContain('masks of other images, set aside');
  });

  it('beside their own pictures are set aside as well', async () => {
    const paths = ['us/benign/b (1).png', 'us/benign/b (1)_mask.png', 'us/benign/b (1)_mask_1.png'];
    const collection = await read([...paths, 'us/benign/death_mask.png', 'us/normal/n.png']);
    expect(shape(collection).map(([, images]) => images)).toEqual([
      ['us/benign/b (1).png', 'us/benign/death_mask.png'],
      ['us/normal/n.png'],
    ]);
    expect(texts(collection)).toEqual([
      '2 images named as masks of others, such as us/benign/b (1)_mask.png: set aside.',
    ]);
  });

  it('to wear are a class', async () => {
    const wear = ['hats', 'masks', 'gloves'].flatMap((name) => pictures(`wear/${name}`));
    expect(folders(await read(wear))).toEqual(['gloves', 'hats', 'masks']);
    expect(folders(await read(pictures('masks')))).toEqual(['masks']);
  });

  it('can be taken as classes', async () => {
    const paths = [...pictures('set/images'), ...pictures('set/masks')];
    const collection = await read(paths, choose(['masks masks', 'classes']));
    expect(folders(collection)).toEqual(['images', 'masks']);
  });
});

describe('thumbnails', () => {
  it('beside their pictures are set aside, and can be taken', async () => {
    const names = ['cat', 'dog'].flatMap((name) => [
      ...pictures(`pets/${name}`),
      ...pictures(`pets/${name}/thumbs`),
    ]);
    const collection = await read(names);
    expect(shape(collection).map(([folder, images]) => [folder, images.length])).toEqual([
      ['cat', 2],
      ['dog', 2],
    ]);
    expect(texts(collection)).toEqual([
      '"thumbs": 4 images, small copies of other images, set aside.',
    ]);
    const taken = await read(names, choose(['thumbnails', 'classes']));
    expect(taken.classes.map(({ images }) => images.length)).toEqual([4, 4]);
  });

  it('are known by marks of their own, and beside a folder of the pictures', async () => {
    const marked = ['pets/cat/1.jpg', 'pets/cat/Thumbnails/tn_1.png', 'pets/dog/2.jpg'];
    expect(folders(await read(marked))).toEqual(['cat', 'dog']);
    const beside = [...pictures('pets/images/cat'), ...pictures('pets/thumbnails/cat')];
    expect(shape(await read(beside)).map(([folder, images]) => [folder, images.length])).toEqual([
      ['cat', 2],
    ]);
  });

  it('are a class where they are thumbs', async () => {
    const hands = ['fist', 'thumbs'].flatMap((name) => pictures(`hands/${name}`));
    expect(folders(await read(hands))).toEqual(['fist', 'thumbs']);
    expect(folders(await read([...hands, 'hands/overview.png']))).toContain('thumbs');
  });
});
