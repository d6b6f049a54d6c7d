import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../src/core/density/adjusted-rand-index';
import { scoreDiscovery } from '../../../src/core/metrics/discovery-truth';

const truth = { modeOf: Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, -1, -1), modes: 3 };

const cases = fc
  .array(
    fc.record({ mode: fc.integer({ min: -1, max: 3 }), label: fc.integer({ min: -1, max: 4 }) }),
    { minLength: 1, maxLength: 40 },
  )
  .map((images) => ({
    truth: { modeOf: Int32Array.from(images, ({ mode }) => mode), modes: 4 },
    labels: images.map(({ label }) => label),
  }));

describe('discovery against the truth', () => {
  it('is perfect where clusters are modes and noise is the outliers', () => {
    expect(scoreDiscovery(truth, [5, 5, 5, 0, 0, 0, 3, 3, -1, -1], [1, 4, 7])).toEqual({
      adjustedRand: 1,
      compared: 8,
      adjustedRandOfAll: 1,
      images: 10,
      modesFound: 1,
      modes: 3,
      outliersCalledNoise: 2,
      outliers: 2,
      ordinaryCalledNoise: 0,
    });
  });

  it('looks at ordinary clustered images alone, beside the index of all', () => {
    // One outlier in a cluster, one ordinary image lost; what is left is still the modes.
    const labels = [0, 0, -1, 1, 1, 1, 2, 2, 2, -1];
    const score = scoreDiscovery(truth, labels, [0]);
    expect(score).toMatchObject({ adjustedRand: 1, compared: 7, ordinaryCalledNoise: 1 });
    expect(score.outliersCalledNoise).toBe(1);
    expect(score.adjustedRandOfAll).toBe(adjustedRandIndex(truth.modeOf, labels));
    expect(score.adjustedRandOfAll).toBeLessThan(1);
  });

  it('counts a mode as found by ordinary images of it only', () => {
    const labels = new Int32Array(10);
    expect(scoreDiscovery(truth, labels, [0, 1, 2]).modesFound).toBeCloseTo(1 / 3, 12);
    expect(scoreDiscovery(truth, labels, [8, 9]).modesFound).toBe(0);
    expect(scoreDiscovery(truth, labels, []).modesFound).toBeNull();
  });

  it('has no index over clustered images when all is noise', () => {
    const score = scoreDiscovery(truth, new Int32Array(10).fill(-1), []);
    expect(score).toMatchObject({
      adjustedRand: null,
      compared: 0,
      adjustedRandOfAll: 0,
      outliersCalledNoise: 2,
      ordinaryCalledNoise: 8,
    });
  });

  it('adds up, and does not care how clusters are numbered', () => {
    fc.assert(
      fc.property(cases, ({ truth: given, labels }) => {
        const score = scoreDiscovery(given, labels, []);
        const ordinary = score.images - score.outliers;
        expect(score.compared + score.ordinaryCalledNoise).toBe(ordinary);
        const renumbered = labels.map((label) => (label < 0 ? -1 : 7 - label));
        expect(scoreDiscovery(given, renumbered, [])).toEqual(score);
      }),
    );
  });

  it('refuses labels of other images and cores outside the class', () => {
    expect(() => scoreDiscovery(truth, [0, 1], [])).toThrow(
      expect.objectContaining({ code: 'ShapeMismatch' }),
    );
    for (const image of [10, -1, 0.5]) {
      expect(() => scoreDiscovery(truth, new Int32Array(10), [image])).toThrow(
        expect.objectContaining({ code: 'BadParameter' }),
      );
    }
  });
});
