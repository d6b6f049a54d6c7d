import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptOf } from '../../../../src/data/import/collection';
import { STAND_IN_PACK } from '../../../support/run/stand-in-model';
import { called, folders, pictures, read } from './read';

const set = (...names: string[]): Promise<[string, string, string][]> =>
  read(names.flatMap((name) => pictures(`set/${name}`, 1))).then(called);

describe('names of classes', () => {
  it('leave ids, numbers and underscores to the folder', async () => {
    expect(
      await set(
        'n02085620-Chihuahua',
        'n99999999_some_thing',
        'tench_n01440764',
        '001.Black_footed_Albatross',
        '00012_Animalia_Aves',
        'church_building',
        '2-door',
        '747-400',
        'T-shirt',
        'AnnualCrop',
        'McLaren',
        'NORMAL',
      ),
    ).toEqual([
      ['001.Black_footed_Albatross', ...twice('Black footed Albatross')],
      ['2-door', ...twice('2-door')],
      ['00012_Animalia_Aves', ...twice('Animalia Aves')],
      ['747-400', ...twice('747-400')],
      ['AnnualCrop', ...twice('Annual Crop')],
      ['McLaren', ...twice('McLaren')],
      ['NORMAL', ...twice('NORMAL')],
      ['T-shirt', ...twice('T-shirt')],
      ['church_building', ...twice('church building')],
      ['n02085620-Chihuahua', ...twice('Chihuahua')],
      ['n99999999_some_thing', ...twice('some thing')],
      ['tench_n01440764', ...twice('tench')],
    ]);
  });

  it('have no numbers where all of them count', async () => {
    expect((await set('0_cat', '1_dog', '10_owl')).map(([, name]) => name)).toEqual([
      'cat',
      'dog',
      'owl',
    ]);
    expect((await set('2-door', '4-door')).map(([, name]) => name)).toEqual(['2-door', '4-door']);
  });

  it('have no word for pictures where it is behind all of them, as Teachable Machine puts it', async () => {
    expect(await set('Cat-samples', '2_Big_Dog-samples')).toEqual([
      ['2_Big_Dog-samples', ...twice('2 Big Dog')],
      ['Cat-samples', ...twice('Cat')],
    ]);
    expect((await set('wood-samples', 'steel')).map(([, name]) => name)).toEqual([
      'steel',
      'wood-samples',
    ]);
  });

  it('are told apart by the rest of their WordNet entries', async () => {
    expect(
      await set('n02012849', 'n03126707', 'n03710637', 'n03710721', 'n02113186', 'n02963159'),
    ).toEqual([
      ['n02012849', ...twice('crane, wading bird')],
      ['n02113186', ...twice('Cardigan, Cardigan Welsh corgi')],
      ['n02963159', ...twice('cardigan, sweater')],
      ['n03126707', ...twice('crane, lifting device')],
      ['n03710637', ...twice('maillot, tights')],
      ['n03710721', ...twice('maillot, tank suit')],
    ]);
    const [crane] = (await read([...pictures('s/n02012849', 1), ...pictures('s/n03126707', 1)]))
      .classes;
    expect(crane?.synonyms).toEqual(['crane']);
  });

  it('leave folders that all share out, and those of pictures out of prompts', async () => {
    // As Office-31 has them.
    const paths = ['amazon', 'dslr'].flatMap((place) =>
      ['bike', 'mug'].flatMap((name) => pictures(`office/${place}/images/${name}`, 1)),
    );
    expect(called(await read(paths))).toEqual([
      ['amazon/images/bike', 'bike (amazon)', 'bike, amazon'],
      ['amazon/images/mug', 'mug (amazon)', 'mug, amazon'],
      ['dslr/images/bike', 'bike (dslr)', 'bike, dslr'],
      ['dslr/images/mug', 'mug (dslr)', 'mug, dslr'],
    ]);
  });

  it('keep folders that some of them share, and their whole paths where nothing less tells them apart', async () => {
    const some = ['a/images/cat', 'a/images/dog', 'a/photos/cat', 'b/images/cat'];
    const paths = some.flatMap((folder) => pictures(`s/${folder}`, 1));
    expect(called(await read(paths)).map(([folder, name]) => [folder, name])).toEqual([
      ['a/images/cat', 'cat (a/images)'],
      ['b/images/cat', 'cat (b/images)'],
      ['dog', 'dog'],
      ['photos/cat', 'cat (photos)'],
    ]);
    const alike = ['a/x', 'b/x'].flatMap((place) => [`${place}/cat`, `${place}/001.cat`]);
    const numbers = alike.flatMap((folder) => pictures(`s/${folder}`, 1));
    expect(called(await read(numbers)).map(([, name]) => name)).toEqual(alike.toSorted());
  });

  it('stay short where nothing else has them', async () => {
    expect(await set('n02012849')).toEqual([['n02012849', ...twice('crane')]]);
  });

  it('are told apart by the folders above, and by the folder in the end', async () => {
    expect(
      called(
        await read([...pictures('s/a/cat', 1), ...pictures('s/b/cat', 1), ...pictures('s/dog', 1)]),
      ),
    ).toEqual([
      ['a/cat', 'cat (a)', 'cat, a'],
      ['b/cat', 'cat (b)', 'cat, b'],
      ['dog', 'dog', 'dog'],
    ]);
    expect(await set('church_building', 'church building', '100_euro', '200_euro')).toEqual([
      ['100_euro', ...twice('100 euro')],
      ['200_euro', ...twice('200 euro')],
      ['church building', ...twice('church building')],
      ['church_building', ...twice('church_building')],
    ]);
  });

  it('that differ in capitals alone keep them, without the folders above', async () => {
    expect(await set('Cat', 'cat', 'dog')).toEqual([
      ['dog', ...twice('dog')],
      ['set/Cat', ...twice('Cat')],
      ['set/cat', ...twice('cat')],
    ]);
  });

  it('that look the same have numbers', async () => {
    const alike = ['cat', 'cat ', ' cat', 'c\u200bat', 'cat\0', 'cat\u00a0'];
    const collection = await read(alike.map((name) => `s/${name}/1.png`));
    expect(folders(collection).toSorted()).toEqual(alike.toSorted());
    const seen = collection.classes.map(({ name }) =>
      name
        .replaceAll(/[\u200b\0]/g, '')
        .replaceAll('\u00a0', ' ')
        .trim(),
    );
    expect(new Set(seen)).toEqual(new Set(['cat', ...[2, 3, 4, 5, 6].map((n) => `cat #${n}`)]));
  });

  it('never agree, whatever the folders are', async () => {
    const segment = fc.constantFrom(
      ...'cat Cat 001.cat 002.cat cat_ a train images masks n02012849 n03126707'.split(' '),
      ...'n02012849-crane constructor __proto__'.split(' '),
    );
    const folder = fc
      .array(segment, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(folder, { minLength: 1, maxLength: 8 }), async (all) => {
        const collection = await read(all.map((one) => `s/${one}/1.png`)).catch(
          (error: unknown) => {
            // Everything may be of a split without labels.
            expect(error).toMatchObject({ code: 'TooFewImages' });
            return undefined;
          },
        );
        const classes = collection?.classes ?? [];
        for (const values of [
          classes.map(({ folder }) => folder),
          classes.map(({ name }) => name),
        ]) {
          expect(new Set(values).size).toBe(values.length);
        }
        expect(
          classes.every(
            (entry) => promptOf(entry, STAND_IN_PACK) !== '' && entry.images.length > 0,
          ),
        ).toBe(true);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe('folders called like parts of the language', () => {
  const odd = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'then'];

  it('are classes like any other', async () => {
    const sorted = [...odd].sort();
    expect(folders(await read(odd.flatMap((name) => pictures(`set/${name}`, 1))))).toEqual(sorted);
    const splits = ['train', 'val'].flatMap((split) =>
      odd.flatMap((name) => pictures(`set/${split}/${name}/images`, 1)),
    );
    const { classes } = await read(splits);
    expect(classes.map(({ folder, heldOut }) => [folder, heldOut?.length])).toEqual(
      sorted.map((name) => [name, 1]),
    );
  });
});

function twice(name: string): [string, string] {
  return [name, name];
}
