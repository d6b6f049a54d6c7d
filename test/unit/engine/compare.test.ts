import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { distributionMetrics } from '../../../src/core/metrics/distribution-metrics';
import { classNumbers, comparedReal } from '../../../src/studio/engine/compare/class-numbers';
import { modesOfClass } from '../../../src/studio/engine/compare/known-modes';
import { withoutLatent } from '../../../src/studio/engine/compare/run-latents';
import type { StoredImage } from '../../../src/studio/engine/result-store';
import type { SampleTruth } from '../../../src/data/sample';
import { MOST_REAL } from '../../../src/studio/state/compare';

const truth: SampleTruth = {
  format: 1,
  renderer: 1,
  seed: 1,
  size: 1,
  archive: { file: 'a', folder: 'f', encoding: 'e', bytes: 1, sha256: '' },
  classes: [
    {
      slug: 'bell',
      name: 'bell',
      images: 3,
      outliers: 1,
      modes: [
        { slug: 'brass', name: 'brass', share: 0.5, images: 1 },
        { slug: 'tin', name: 'tin', share: 0.5, images: 1 },
      ],
    },
  ],
  images: [
    { file: 'bell/0.jpg', class: 'bell', mode: 'tin', outlier: null, shows: null, sha256: '' },
    { file: 'bell/1.jpg', class: 'bell', mode: null, outlier: 'stranger', shows: null, sha256: '' },
    { file: 'bell/2.jpg', class: 'bell', mode: 'brass', outlier: null, shows: null, sha256: '' },
  ],
};

const read = (path: string) => ({
  source: { path, size: 1, open: () => Promise.resolve(new Blob()) },
  sha256: '',
});

describe('known modes', () => {
  it('follow the order of the images, -1 for outliers and strangers', () => {
    const images = ['f/bell/2.jpg', 'f/bell/1.jpg', 'f/bell/0.jpg', 'f/bell/new.jpg'].map(read);
    const known = modesOfClass(truth, 'bell', images);
    expect(known?.count).toBe(2);
    expect([...(known?.ofReal ?? [])]).toEqual([0, -1, 1, -1]);
    expect(modesOfClass(truth, 'another class', images)).toBeNull();
  });
});

describe('what a set is compared with', () => {
  it('is the whole class, or the same draw of it every time', () => {
    const small = { data: Float32Array.of(1, 2), rows: 2, columns: 1 };
    expect(comparedReal(small, 'x', null).real.data).toBe(small.data);
    const rows = MOST_REAL + 10;
    const large = { data: Float32Array.from({ length: rows }, (_, i) => i), rows, columns: 1 };
    const modes = { ofReal: Int32Array.from({ length: rows }, (_, i) => i % 7), count: 7 };
    const drawn = comparedReal(large, 'x', modes);
    expect(drawn.real.rows).toBe(MOST_REAL);
    expect(new Set(drawn.real.data).size).toBe(MOST_REAL);
    expect(drawn.real.data.every((row, i) => drawn.modes?.ofReal[i] === row % 7)).toBe(true);
    expect(comparedReal(large, 'x', modes).real.data).toEqual(drawn.real.data);
  });
});

describe('latents that have to be made', () => {
  const image = (latent: Float32Array | null): StoredImage => ({
    origin: 'generated',
    pixels: new Uint8Array(3),
    side: 1,
    latent,
    seconds: 1,
    steps: [],
  });

  it('are those of exports and of other models', () => {
    const images = [image(new Float32Array(4)), image(null), image(new Float32Array(5))];
    expect(withoutLatent(images, true, 4)).toEqual([1, 2]);
    expect(withoutLatent(images, false, 4)).toEqual([0, 1, 2]);
  });
});

describe('the numbers of a class', () => {
  const real = matrix(
    Float64Array.from({ length: 8 }, (_, i) => i),
    8,
    1,
  );

  it('name what is missing in the words of the view', () => {
    const report = distributionMetrics(real, matrix(Float64Array.of(0, 7), 2, 1));
    const numbers = classNumbers(report, [0, 0]);
    expect(numbers.images).toBe(2);
    expect(numbers.recall).toBeNull();
    expect(numbers.missing['recall']).toMatch(/needs at least 6/);
    expect(numbers.missing['modesHit']).toMatch(/not known/);
    expect(numbers.secondsPerImage).toBeNull();
    expect(numbers.missing['secondsPerImage']).toMatch(/export/);
  });

  it('give the transport distance in the unit of the points', () => {
    // Every point moves by 10: the 2-Wasserstein distance is 10.
    const moved = matrix(
      real.data.map((value) => value + 10),
      8,
      1,
    );
    const numbers = classNumbers(distributionMetrics(real, moved), [1, 3]);
    expect(numbers.transport).toBeCloseTo(10, 9);
    expect(numbers.secondsPerImage).toBe(2);
  });
});
