import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSampleTruth, truthOfClass } from '../../../src/data/sample';

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

  it('has no mode for an outlier, even one that shows a mode of its class', () => {
    const odd = truth.images.filter(({ outlier, mode }) => outlier !== null && mode !== null);
    // Two of three kinds of outliers, four of each, in six classes.
    expect(odd.length).toBe(48);
    for (const { class: folder, file } of odd) {
      expect([...(truthOfClass(truth, folder, [file])?.modeOf ?? [])]).toEqual([-1]);
    }
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
