import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  basisOf,
  namedSet,
  trainingSet,
  withTest,
  type NamedSet,
  type SetPlace,
} from '../../../src/command/evaluation-sets';
import { imageValuesEvent } from '../../../src/command/image-values-event';
import { FileStorage } from '../../../src/command/file-storage';
import { NodeSource } from '../../../src/command/node-source';
import { openCollection } from '../../../src/command/open-collection';
import { reportText } from '../../../src/command/reports/evaluation-text';
import { valuesText } from '../../../src/command/reports/image-values-text';
import { resolveProtocol } from '../../../src/core/training/protocol';
import { quick } from '../../../src/core/training/protocols/quick';
import { USUAL_SPLIT } from '../../../src/core/held-out';
import { Runs } from '../../../src/run/results/runs';
import { writeDrawnFolders } from '../../support/command/drawn-folders';
import { manifest, recipe } from '../../support/sample-recipe';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-sets-'));
const data = join(folder, 'data');
beforeAll(() => {
  writeDrawnFolders(data, 3, 2);
  mkdirSync(join(folder, 'unpacked', 'train', 'cat'), { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a set', () => {
  it('is what its word says', async () => {
    expect(await namedSet('random')).toEqual({ kind: 'random' });
    expect(await namedSet('full')).toEqual({ kind: 'full' });
    expect(await namedSet(data)).toEqual({ kind: 'folder', name: 'data', path: data });
    expect(await namedSet(join(folder, 'manifest.json'))).toMatchObject({ kind: 'export' });
  });

  it('of a class called "train" is the folder that it lies in', async () => {
    const path = join(folder, 'vehicles');
    for (const name of ['bus', 'car', 'train']) {
      mkdirSync(join(path, name), { recursive: true });
      writeFileSync(join(path, name, '0.png'), '');
    }
    expect(await namedSet(path)).toMatchObject({ kind: 'folder', path });
  });

  it('that was unpacked is its folder for training', async () => {
    const path = join(folder, 'unpacked');
    expect(await namedSet(path)).toMatchObject({ kind: 'folder', path: join(path, 'train') });
  });
});

describe('an export that was unpacked', () => {
  /** Two classes whose names some disk cannot take, and their set unpacked in `folder`. */
  async function unpacked() {
    const pets = join(folder, 'pets');
    const set = join(folder, 'pets-set');
    const classes = [
      { folder: 'cat: large', directory: 'cat_ large', name: 'large cat', prompt: 'cat' },
      { folder: 'cat: small', directory: 'cat_ small', name: 'small cat', prompt: 'cat' },
    ];
    const [made = '', other = ''] = writeDrawnFolders(join(folder, 'drawn'), 2, 3);
    for (const [i, { folder: own, directory }] of classes.entries()) {
      cpSync(join(folder, 'drawn', i === 0 ? made : other), join(pets, own), { recursive: true });
      mkdirSync(join(set, 'train', directory), { recursive: true });
      const picture = join(folder, 'drawn', made, `00${i}.png`);
      copyFileSync(picture, join(set, 'train', directory, '0000.png'));
    }
    const written = {
      ...manifest,
      recipe: {
        ...recipe,
        classes: classes.map(({ folder: own, name, prompt }) => ({ folder: own, name, prompt })),
      },
      classes: classes.map(({ folder: own, directory, name }) => ({
        folder: own,
        directory,
        name,
      })),
      withoutCores: [],
      images: [],
    };
    writeFileSync(join(set, 'manifest.json'), JSON.stringify(written));
    return { set, collection: await openCollection([pets]) };
  }

  it('has the classes and the split that its manifest says, under their own names', async () => {
    const { set, collection } = await unpacked();
    const signal = new AbortController().signal;
    const wish = { imagesPerClass: 1, weights: 'equal' } as const;
    for (const path of [set, join(set, 'train')]) {
      const named = await namedSet(path);
      const { classes, split } = basisOf([named], collection);
      expect(classes.map((entry) => entry.folder)).toEqual(['cat: large', 'cat: small']);
      expect(split).toEqual({ kind: 'none' });
      const source = new NodeSource(collection, { split });
      const runs = new Runs(new FileStorage(join(folder, 'kept')));
      const place: SetPlace = { source, resolution: 16, runs };
      const found = await trainingSet(named, place, classes, wish, signal);
      const { labels } = await found.images(0, 16, signal);
      expect([...labels]).toEqual([0, 1]);
    }
  });
});

describe('an unpacked export whose images stand for shares of their classes', () => {
  /** @param shares of the images of each class, whose files lie below train */
  async function weighing(set: string, names: readonly string[], shares: readonly number[][]) {
    const images = names.flatMap((name, own) =>
      (shares[own] ?? []).map((share, index) => {
        const file = `train/${name}/00${index}.png`;
        const sha256 = createHash('sha256')
          .update(readFileSync(join(set, file)))
          .digest('hex');
        const place = { file, kind: 'distilled', folder: name, index };
        return { ...place, sources: [], guidance: {}, share, sha256, key: sha256 };
      }),
    );
    const classes = names.map((name) => ({ folder: name, name, directory: name }));
    const named = classes.map(({ folder: own, name }) => ({ folder: own, name, prompt: name }));
    const written = { ...manifest, recipe: { ...recipe, classes: named }, classes, images };
    writeFileSync(join(set, 'manifest.json'), JSON.stringify({ ...written, withoutCores: [] }));
    const collection = await openCollection([data]);
    const source = new NodeSource(collection, { split: { kind: 'none' } });
    const runs = new Runs(new FileStorage(join(folder, 'kept')));
    const { signal } = new AbortController();
    return async (weights: 'equal' | 'share') => {
      const wish = { imagesPerClass: 1, weights };
      const place = { source, resolution: 16, runs };
      const found = await trainingSet(await namedSet(set), place, named, wish, signal);
      const { weights: own } = await found.images(0, 16, signal);
      return { kind: found.weights, own: own && [...own], content: await found.content(0, signal) };
    };
  }

  it('counts them by these where that is asked for', async () => {
    const set = join(folder, 'shared-set');
    const names = writeDrawnFolders(join(set, 'train'), 2, 2);
    const weightsOf = await weighing(set, names, [
      [0.75, 0.25],
      [0.5, 0.5],
    ]);
    const [equal, shared] = [await weightsOf('equal'), await weightsOf('share')];
    expect([equal.kind, equal.own]).toEqual(['equal', undefined]);
    // Shares over their mean in the class.
    expect([shared.kind, shared.own]).toEqual(['share', [1.5, 0.5, 1, 1]]);
    expect(shared.content).not.toBe(equal.content);
  });

  it('counts one picture for all that its class has it for, and for nothing of another class', async () => {
    const set = join(folder, 'twice-in-a-set');
    const names = writeDrawnFolders(join(set, 'train'), 2, 3);
    const [first = '', second = ''] = names.map((name) => join(set, 'train', name));
    copyFileSync(join(first, '000.png'), join(first, '001.png'));
    copyFileSync(join(first, '000.png'), join(second, '000.png'));
    const weightsOf = await weighing(set, names, [
      [0.25, 0.5, 0.25],
      [0.5, 0.25, 0.25],
    ]);
    // A picture is read once: shares of 3/4 and 1/4 over their mean 1/2; 1/2 and two of 1/4 over 1/3.
    const { own } = await weightsOf('share');
    expect(own?.map((weight) => Math.round(1e6 * weight) / 1e6)).toEqual([
      1.5, 0.5, 1.5, 0.75, 0.75,
    ]);
  });
});

describe('a set of reduced images', () => {
  it('is not taken for the images of its run', async () => {
    const path = join(folder, 'reduced.json');
    writeFileSync(path, JSON.stringify({ ...manifest, reduced: { side: 224, from: 256 } }));
    const set = await namedSet(path);
    const wish = { imagesPerClass: 1, weights: 'equal' } as const;
    await expect(
      trainingSet(set, {} as SetPlace, [], wish, new AbortController().signal),
    ).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringMatching(/reduced from 256 to 224 px.*folder train/) as string,
    });
  });
});

describe('what an evaluation stands on', () => {
  it('is the collection, or what the first export was made under', async () => {
    const collection = await openCollection([data]);
    const alone = basisOf([{ kind: 'full' }], collection);
    expect(alone.split).toEqual(USUAL_SPLIT);
    expect(alone.classes).toHaveLength(3);
    const sets: NamedSet[] = [{ kind: 'random' }, await namedSet(join(folder, 'manifest.json'))];
    expect(basisOf(sets, collection)).toEqual({ classes: recipe.classes, split: { kind: 'none' } });
  });

  it('may hold out the images of another folder, of the same classes', async () => {
    const collection = await openCollection([data]);
    const test = join(folder, 'test');
    writeDrawnFolders(test, 2, 1);
    const held = withTest(collection, await openCollection([test]));
    expect(held.classes.map(({ heldOut = [] }) => heldOut.length)).toEqual([1, 1, 0]);
    // What the data itself holds out is no part of another folder's measure.
    const parted = join(folder, 'parted');
    writeDrawnFolders(join(parted, 'train'), 3, 2);
    writeDrawnFolders(join(parted, 'val'), 3, 1);
    const own = await openCollection([parted]);
    expect(own.classes.map(({ heldOut = [] }) => heldOut.length)).toEqual([1, 1, 1]);
    const instead = withTest(own, await openCollection([test]));
    expect(instead.classes.map(({ heldOut = [] }) => heldOut.length)).toEqual([1, 1, 0]);
    mkdirSync(join(folder, 'others', 'zebra'), { recursive: true });
    writeFileSync(join(folder, 'others', 'zebra', '1.png'), '');
    const others = await openCollection([join(folder, 'others')]);
    expect(() => withTest(collection, others)).toThrow(/no class of the data.*zebra/);
  });
});

describe('a report', () => {
  it('says accuracy, spread, and the paired difference with its interval', () => {
    const set = {
      imagesPerClass: 10,
      weights: 'equal' as const,
      seconds: null,
      best: 0.5,
      belowFull: null,
      belowFullInterval: null,
      ars: null,
      protocol: resolveProtocol(quick, { imagesPerClass: 10, classes: 10 }),
      problem: null,
    };
    const trained = { ...set, name: 'coda.zip', mean: 0.424, sd: 0.012, values: [0.41, 0.44] };
    const random = {
      ...set,
      name: '10 random',
      seconds: 0,
      mean: 0.36,
      sd: 0.02,
      values: [0.35, 0.37],
    };
    const text = reportText({
      event: 'report',
      protocol: 'quick',
      network: 'ConvNet-3 (width 32)',
      teacher: { accuracy: 0.801, seconds: 9 },
      side: 32,
      backend: 'wasm',
      heldOut: { split: '10 % of each class', images: 50, leftOut: 0 },
      sets: [
        { ...random, ior: null, interval: null },
        {
          ...trained,
          weights: 'share',
          seconds: 1.2345,
          ior: 0.064,
          interval: [-0.01, 0.14],
          belowFull: 0.2,
          ars: 0.29,
        },
        {
          ...set,
          name: 'bad',
          mean: null,
          sd: null,
          values: [],
          ior: null,
          interval: null,
          problem: 'It is empty.',
        },
      ],
    });
    expect(text.split('\n')).toEqual([
      'Accuracy on 50 held-out images (10 % of each class); protocol quick, ConvNet-3 (width 32) at 32 pixels, labels of a teacher with 80.1 %:',
      '  10 random: 36.0 % +- 2.0 over 2 repeats',
      '  coda.zip, weighted by share: 42.4 % +- 1.2 over 2 repeats, +6.4 points over random (95 %: -1.0 to +14.0), +20.0 below all real images, made in 1.2 s, ARS 0.29',
      '  bad: It is empty.',
    ]);
  });
});

describe('what images are worth', () => {
  it('is said for both ends, with the matrix, each image by its class and place in it', () => {
    const spread = (mean: number) => ({ mean, deviation: 0, count: 1 });
    const classes = ['cat', 'dog'].map((name) => ({ folder: name, name, prompt: name }));
    const event = imageValuesEvent(
      'coda.zip',
      12,
      {
        values: [0.01, -0.01, -0.03, 0.03].map((mean, image) => ({
          image,
          label: image >> 1,
          value: { mean, interval: image === 2 ? [-0.05, -0.01] : null, count: 12 },
        })),
        redundancy: {
          parts: ['image 1', 'image 2'].map((name, i) => ({
            name,
            images: 2,
            byOthers: spread([0.25, 0.75][i] ?? 0),
          })),
          accuracy: [
            [spread(1), spread(0.75)],
            [spread(0.25), spread(1)],
          ],
        },
      },
      classes,
    );
    expect(event.values[3]).toEqual({
      image: 3,
      class: 'dog',
      index: 1,
      value: 0.03,
      interval: null,
    });
    expect(event.redundancy.accuracy).toEqual([
      [1, 0.75],
      [0.25, 1],
    ]);
    expect(valuesText(event).split('\n')).toEqual([
      "coda.zip: what an image is worth in place of its class's mean image, from 12 pairs of halves:",
      '  least',
      '    dog, image 1: -3.0 points (95 %: -5.0 to -1.0)',
      '    cat, image 2: -1.0 points',
      '  most',
      '    cat, image 1: +1.0 points',
      '    dog, image 2: +3.0 points',
      '  Trained on a part of each class, % named rightly of the other parts:',
      '    image 1: -  75.0',
      '    image 2: 25.0  -',
      '    by the others: 25.0  75.0; the higher, the more of it the others say too',
    ]);
  });
});
