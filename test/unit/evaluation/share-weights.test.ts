import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/core/formats/canonical-json';
import { partOfSet } from '../../../src/run/evaluation/sets/part-of-set';
import { shareWeights } from '../../../src/run/evaluation/sets/share-weights';

const images = fc.array(
  fc.record({
    label: fc.integer({ min: 0, max: 3 }),
    share: fc.double({ min: 0.001, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('weights by share', () => {
  it('are 1 on average in every class, in the ratios of the shares', () => {
    fc.assert(
      fc.property(images, (set) => {
        const weights = shareWeights(set) ?? new Float32Array(set.length).fill(1);
        for (const label of new Set(set.map((one) => one.label))) {
          const own = [...set.keys()].filter((i) => set[i]?.label === label);
          const sum = own.reduce((total, i) => total + (weights[i] ?? NaN), 0);
          expect(sum / own.length).toBeCloseTo(1, 5);
          for (const i of own) {
            const [first = 0] = own;
            const ratio = (set[i]?.share ?? NaN) / (set[first]?.share ?? NaN);
            expect((weights[i] ?? NaN) / (weights[first] ?? NaN) / ratio).toBeCloseTo(1, 4);
          }
        }
      }),
    );
  });

  it('are none where all images stand for as much', () => {
    for (let count = 1; count <= 60; count++) {
      const set = Array.from({ length: count }, () => ({ label: 0, share: 1 / count }));
      expect(shareWeights(set)).toBeNull();
    }
    expect(shareWeights([{ label: 0 }, { label: 1 }])).toBeNull();
    expect(
      shareWeights([
        { label: 0, share: 0 },
        { label: 0, share: 0 },
      ]),
    ).toBeNull();
  });

  it('leave a class alone of which they are not all known', () => {
    const known = [
      { label: 1, share: 0.75 },
      { label: 1, share: 0.25 },
    ];
    const half = [{ label: 0, share: 0.9 }, { label: 0 }];
    expect(shareWeights([...half, ...known])).toEqual(Float32Array.of(1, 1, 1.5, 0.5));
  });

  it('are 1 on average in every class of a part too', async () => {
    const set = {
      id: 'own',
      name: 'Own',
      kind: 'run',
      weights: 'share',
      imagesPerClass: 4,
      seconds: null,
      content: () => Promise.resolve('own'),
      images: () =>
        Promise.resolve({
          side: 1,
          pixels: new Uint8Array(8 * 3),
          labels: Uint16Array.of(0, 0, 0, 0, 1, 1, 1, 1),
          weights: Float32Array.of(2.25, 0.75, 0.5, 0.5, 1, 0.5, 1.5, 1),
        }),
    } as const;
    const firstTwo = (labels: Uint16Array) => Array.from(labels, (_, image) => image % 4 < 2);
    const facts = { id: 'part', name: 'Part', imagesPerClass: 2, causes: () => ({}) };
    const part = partOfSet(set, { ...facts, isIn: firstTwo });
    const { weights } = await part.images(0, 1, new AbortController().signal);
    // 2.25 and 0.75 over their mean 1.5; 1 and 0.5 over 0.75.
    expect(weights).toEqual(Float32Array.of(1.5, 0.5, 1 / 0.75, 0.5 / 0.75));
    const lastTwo = (labels: Uint16Array) => firstTwo(labels).map((isFirst) => !isFirst);
    const rest = partOfSet(set, { ...facts, isIn: lastTwo });
    expect((await rest.images(0, 1, new AbortController().signal)).weights).toEqual(
      Float32Array.of(1, 1, 1.5 / 1.25, 1 / 1.25),
    );
    // As trainings were called whose parts had the weights of the whole set.
    const before = canonicalHash({ of: 'own' });
    const { signal } = new AbortController();
    expect(await part.content(0, signal)).not.toBe(before);
    const alike = partOfSet({ ...set, weights: 'equal' }, { ...facts, isIn: firstTwo });
    expect(await alike.content(0, signal)).toBe(before);
  });
});
