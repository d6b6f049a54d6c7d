/** Places that come to a collection: what is one, what is told apart, what is read again. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { addedRoots } from '../../../src/data/import/added-roots';
import { importRoots } from '../../../src/data/import/import-roots';
import type { ImportRoot } from '../../../src/data/import/roots';
import { directoryHandle, fileRoot, rootsOf } from './memory-source';

async function classesOf(roots: readonly ImportRoot[]): Promise<[string, number, number][]> {
  const { classes } = await importRoots(roots);
  return classes.map(({ folder, images, heldOut = [] }) => [folder, images.length, heldOut.length]);
}

function handleOf(id: string, name: string): ImportRoot {
  const handle = Object.assign(
    directoryHandle(name, { cat: { '1.png': id }, dog: { '1.png': id } }),
    {
      id,
      isSameEntry: (other: object) => Promise.resolve('id' in other && other.id === id),
    },
  );
  return { kind: 'directory', handle };
}

/** All of one size and time, as files that were unpacked together may be. */
function archiveRoot(name: string, path: string): ImportRoot {
  const bytes = zipSync({ [path]: new Uint8Array(3) });
  return { kind: 'file', path: name, file: new File([bytes], name, { lastModified: 5 }) };
}

describe('places that are added', () => {
  it('make one collection, and keep their names where these differ', async () => {
    const before = await addedRoots([], rootsOf(['cat/1.png', 'cat/2.png', 'dog/1.png']));
    const { roots, again, renamed } = await addedRoots(before.roots, rootsOf(['birds/owl/1.png']));
    expect([again, renamed]).toEqual([[], []]);
    expect(await classesOf(roots)).toEqual([
      ['cat', 2, 0],
      ['dog', 1, 0],
      ['owl', 1, 0],
    ]);
  });

  it('of one name are told apart, and so are their classes', async () => {
    const before = await addedRoots([], rootsOf(['pets/cat/1.png', 'lone/1.png']));
    const added = rootsOf(['pets/cat/1.png', 'pets/cat/2.png', 'Lone/7.png']);
    const { roots, renamed } = await addedRoots(before.roots, added);
    expect(renamed).toEqual([
      { from: 'pets', to: 'pets (2)' },
      { from: 'Lone', to: 'Lone (2)' },
    ]);
    expect(await classesOf(roots)).toEqual([
      ['Lone (2)', 1, 0],
      ['lone', 1, 0],
      ['pets (2)/cat', 2, 0],
      ['pets/cat', 1, 0],
    ]);
    const { classes } = await importRoots(roots);
    // What the model is asked for is the same: a copy's number is nothing to see.
    expect(classes.find(({ folder }) => folder === 'Lone (2)')).toMatchObject({
      name: 'Lone (2)',
      words: 'Lone',
    });
  });

  it('with one class each, of one name, keep it, told apart by their places', async () => {
    const before = await addedRoots([], rootsOf(['a/fox/1.png', 'a/fox/2.png']));
    expect(await classesOf(before.roots)).toEqual([['fox', 2, 0]]);
    const { roots } = await addedRoots(before.roots, rootsOf(['b/fox/1.png']));
    const { classes, reading } = await importRoots(roots);
    expect(classes.map(({ folder, name, words }) => [folder, name, words])).toEqual([
      ['a/fox', 'fox (a)', 'fox, a'],
      ['b/fox', 'fox (b)', 'fox, b'],
    ]);
    // Whose folders are the classes says so.
    const part = reading?.parts[0];
    expect([part?.taken, part?.text]).toEqual(['classes', expect.stringContaining('"fox"')]);
    const above = await importRoots(roots, { choices: new Map([[part?.id ?? '', 'above']]) });
    expect(above.classes.map(({ folder }) => folder)).toEqual(['a', 'b']);
    // Within one place it names nothing, as before.
    const within = await importRoots(rootsOf(['all/cat/crops/1.png', 'all/dog/crops/1.png']));
    expect(within.classes.map(({ folder }) => folder)).toEqual(['cat', 'dog']);
  });

  it('are one class where one holds what the other is trained on', async () => {
    const before = await addedRoots([], rootsOf(['train/cat/1.png', 'train/cat/2.png']));
    const { roots } = await addedRoots(before.roots, rootsOf(['val/cat/3.png']));
    expect(await classesOf(roots)).toEqual([['cat', 2, 1]]);
  });

  it('that were here already take the place of what they were', async () => {
    const first = rootsOf(['pets/cat/1.png', 'pets/dog/2.png']);
    const before = await addedRoots([], first);
    const files = await addedRoots(before.roots, first.toReversed());
    expect([files.again, files.roots.length, files.renamed]).toEqual([['pets'], 2, []]);

    const handles = await addedRoots([], [handleOf('a', 'pets'), handleOf('b', 'pets')]);
    expect(handles.renamed).toEqual([{ from: 'pets', to: 'pets (2)' }]);
    const more = await addedRoots(handles.roots, [handleOf('b', 'pets'), handleOf('c', 'pets')]);
    expect([more.again, more.renamed]).toEqual([['pets (2)'], [{ from: 'pets', to: 'pets (3)' }]]);
    expect(await classesOf(more.roots)).toEqual([
      ['pets (2)/cat', 1, 0],
      ['pets (2)/dog', 1, 0],
      ['pets (3)/cat', 1, 0],
      ['pets (3)/dog', 1, 0],
      ['pets/cat', 1, 0],
      ['pets/dog', 1, 0],
    ]);
  });

  it('may be archives: the file is called otherwise, and its content is its own', async () => {
    const { roots, renamed } = await addedRoots(
      [fileRoot('set.tar.gz', 'a')],
      [fileRoot('set.tar.gz', 'bc')],
    );
    expect(renamed).toEqual([{ from: 'set.tar.gz', to: 'set (2).tar.gz' }]);
    const [, second] = roots;
    if (second?.kind !== 'file') throw new Error('no file');
    expect([second.path, await second.file.text()]).toEqual(['set (2).tar.gz', 'bc']);
  });
});

describe('archives', () => {
  it('of one size and time are not one', async () => {
    const brought = ['cat', 'dog'].map((name) => archiveRoot(`${name}.zip`, `${name}/1.png`));
    const { roots, again } = await addedRoots([], brought);
    expect(again).toEqual([]);
    expect(await classesOf(roots)).toEqual([
      ['cat', 1, 0],
      ['dog', 1, 0],
    ]);
    expect((await addedRoots(roots, brought)).again).toEqual(['cat.zip', 'dog.zip']);
  });

  it('and a folder of its stem are two', async () => {
    const folder = rootsOf(['pets/cat/1.png']);
    const { roots, renamed } = await addedRoots([archiveRoot('pets.zip', 'cat/1.png')], folder);
    expect(renamed).toEqual([{ from: 'pets', to: 'pets (2)' }]);
    const { classes } = await importRoots(roots);
    const paths = classes.flatMap(({ images }) => images.map(({ path }) => path));
    expect(paths.toSorted()).toEqual(['pets (2)/cat/1.png', 'pets/cat/1.png']);
  });
});
