import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSampleTruth } from '../../../src/data/sample';
import { truthOfClass } from '../../../src/studio/engine/sample-truth';
import { truthParts } from '../../../src/studio/explore/truthText';

const file = new URL('../../../public/samples/truth.json', import.meta.url);
const truth = parseSampleTruth(JSON.parse(readFileSync(file, 'utf8')));

describe('truth of a class', () => {
  it.each(truth.classes.map(({ slug }) => slug))('counts the modes and outliers of %s', (slug) => {
    const described = truth.classes.find((one) => one.slug === slug);
    const paths = truth.images
      .filter((image) => image.class === slug)
      .map((image) => `${truth.archive.folder}/${image.file}`);
    const found = truthOfClass(truth, slug, paths);
    expect(found?.modes).toBe(described?.modes.length);
    const counts = described?.modes.map(
      (_, mode) => found?.modeOf.filter((value) => value === mode).length,
    );
    expect(counts).toEqual(described?.modes.map(({ images }) => images));
    expect(found?.modeOf.filter((value) => value < 0)).toHaveLength(described?.outliers ?? -1);
  });

  it('follows the order of the images, whatever lies above their folder', () => {
    const [first, last] = [truth.images[0], truth.images[239]];
    const one = truthOfClass(truth, 'cactus', [`a/b/${last?.file}`, first?.file ?? '']);
    const other = truthOfClass(truth, 'cactus', [first?.file ?? '', last?.file ?? '']);
    expect([...(one?.modeOf ?? [])].reverse()).toEqual([...(other?.modeOf ?? [])]);
  });

  it('knows nothing of other classes, and takes strangers for outliers', () => {
    expect(truthOfClass(truth, 'tench', ['tench/1.jpg'])).toBeNull();
    expect([...(truthOfClass(truth, 'cactus', ['cactus/mine.jpg'])?.modeOf ?? [])]).toEqual([-1]);
  });
});

it('says in words what was found', () => {
  const score = {
    adjustedRand: 0.934,
    compared: 190,
    adjustedRandOfAll: 0.5,
    images: 240,
    modesFound: 0.8,
    modes: 5,
    outliersCalledNoise: 7,
    outliers: 12,
    ordinaryCalledNoise: 38,
  };
  expect(truthParts(score).map((part) => part.join(' '))).toEqual([
    'modes with a core 4 of 5',
    'outliers called noise 7 of 12',
    'adjusted Rand index 0.93 over 190 clustered, 0.50 over all 240',
  ]);
  const none = { ...score, adjustedRand: null, compared: 0, modesFound: null };
  const parts = new Map(truthParts(none));
  expect(parts.get('modes with a core')).toBe('no cores');
  expect(parts.get('adjusted Rand index')).toMatch(/^none over 0/);
});
