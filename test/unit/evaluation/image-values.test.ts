/** Marginal values of images, where the true ones are known. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import type { ImageSet } from '../../../src/core/training/image-set';
import { firstHalf, imageValues } from '../../../src/run/evaluation/image-values';
import type { TrainingSet } from '../../../src/run/evaluation/order';
import type { Trainer, TrainJob } from '../../../src/run/ports';
import { countingTrainer, evaluationParts, orderOf } from './evaluation-parts';

const AREA = 4 * 4 * 3;

/** Images that say who they are: every pixel is the image's number. */
function numbered(perClass: number): ImageSet {
  const labels = Uint16Array.from({ length: 3 * perClass }, (_, i) => Math.floor(i / perClass));
  const pixels = Uint8Array.from({ length: labels.length * AREA }, (_, i) => Math.floor(i / AREA));
  return { side: 4, pixels, labels };
}

function setOf(images: ImageSet, perClass: number): TrainingSet {
  return {
    id: 'numbered',
    name: 'Numbered',
    kind: 'run',
    weights: 'equal',
    imagesPerClass: perClass,
    seconds: null,
    content: () => Promise.resolve(`numbered-${perClass}`),
    images: () => Promise.resolve(images),
  };
}

const imagesIn = ({ train }: TrainJob): number[] =>
  Array.from(train.labels, (_, i) => train.pixels[i * AREA] ?? 0);

/** Its accuracy is half, and what the images are worth that it was trained on. */
function knowingTrainer(worth: ReadonlyMap<number, number>, seen: number[][] = []): Trainer {
  const inner = countingTrainer();
  return {
    ...inner,
    train: async (job, control, onEvent) => {
      const result = await inner.train(job, control, onEvent);
      const images = imagesIn(job);
      seen.push(images);
      const accuracy = images.reduce((sum, image) => sum + (worth.get(image) ?? 0), 0.5);
      return { ...result, last: { ...result.last, accuracy } };
    },
  };
}

describe('firstHalf', () => {
  it('takes half of every class, give or take one of an odd one', () => {
    const counts = fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.nat({ max: 999 }), fc.nat({ max: 50 }), (sizes, seed, repeat) => {
        const labels = Uint16Array.from(sizes.flatMap((n, label) => Array<number>(n).fill(label)));
        const isFirst = firstHalf(labels, seed, repeat);
        sizes.forEach((n, label) => {
          const taken = isFirst.filter((is, i) => is && labels[i] === label).length;
          expect([Math.floor(n / 2), Math.ceil(n / 2)]).toContain(taken);
        });
      }),
    );
  });

  it('has none of a single image', () => {
    expect(() => firstHalf(Uint16Array.of(0, 0, 1), 0, 0)).toThrow(/at least two images a class/);
  });
});

describe('imageValues', () => {
  it.each([4, 5])(
    'finds what each of %i images a class is worth beyond its class, in halves that lack nothing',
    async (perClass) => {
      const repeats = 40;
      const seen: number[][] = [];
      const worth = new Map([
        [2, 0.1],
        [9, -0.1],
      ]);
      const parts = evaluationParts({ trainer: knowingTrainer(worth, seen) });
      const { sets: _sets, ...order } = orderOf([], { repeats });
      const set = setOf(numbered(perClass), perClass);
      const outcome = await imageValues(parts, { ...order, set }, new Handle(), () => undefined);
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      const count = 3 * perClass;
      for (let pair = 0; pair < repeats; pair++) {
        const both = [...(seen[2 * pair] ?? []), ...(seen[2 * pair + 1] ?? [])];
        expect(both.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }
      const { values } = outcome;
      expect(values).toHaveLength(count);
      const meanOf = (label: number) =>
        [...worth].reduce(
          (sum, [image, value]) => (Math.floor(image / perClass) === label ? sum + value : sum),
          0,
        ) / perClass;
      // What is true lies in the interval of about 19 of 20 images.
      const missed = values.filter(({ image, label, value: { interval } }) => {
        const truth = (worth.get(image) ?? 0) - meanOf(label);
        return interval === null || truth < interval[0] || truth > interval[1];
      });
      expect(missed.length).toBeLessThanOrEqual(2);
      const best = values.toSorted((a, b) => b.value.mean - a.value.mean);
      expect(best[0]?.image).toBe(2);
      expect(best.at(-1)?.image).toBe(9);
    },
  );

  it('is exact where only two images differ', async () => {
    const parts = evaluationParts({ trainer: knowingTrainer(new Map([[0, 0.1]])) });
    const { sets: _sets, ...order } = orderOf([], { repeats: 3 });
    const set = setOf(numbered(2), 2);
    const outcome = await imageValues(parts, { ...order, set }, new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    // The class's mean image is worth 0.05.
    const [first, second] = outcome.values;
    expect(first?.value.mean).toBeCloseTo(0.05, 12);
    expect(second?.value.mean).toBeCloseTo(-0.05, 12);
    expect(first?.value.interval?.[0]).toBeCloseTo(0.05, 9);
  });

  it('says that a set of one image a class has no halves', async () => {
    const parts = evaluationParts();
    const { sets: _sets, ...order } = orderOf([]);
    const set = setOf(numbered(1), 1);
    const outcome = await imageValues(parts, { ...order, set }, new Handle(), () => undefined);
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(outcome)).toMatch(/at least two images a class/);
  });
});
