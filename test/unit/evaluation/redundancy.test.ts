/** The matrix of redundancy, where it is known which images say the same. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import type { ImageSet } from '../../../src/core/training/image-set';
import { costOf } from '../../../src/run/evaluation/cost';
import type { TrainingSet } from '../../../src/run/evaluation/order';
import {
  keptRedundancy,
  partsOf,
  redundancy,
  redundancyOrder,
} from '../../../src/run/evaluation/redundancy';
import type { Trainer } from '../../../src/run/ports';
import { MemoryStorage } from '../../support/run/memory-storage';
import { countingTrainer, evaluationParts, orderOf } from './evaluation-parts';

const AREA = 4 * 4 * 3;
const never = new AbortController().signal;

/** @param looks what each image looks like: every pixel of it, and the same in every class */
function setOf(looks: readonly number[]): TrainingSet {
  const count = 3 * looks.length;
  const images: ImageSet = {
    side: 4,
    labels: Uint16Array.from({ length: count }, (_, i) => Math.floor(i / looks.length)),
    pixels: Uint8Array.from(
      { length: count * AREA },
      (_, i) => looks[Math.floor(i / AREA) % looks.length] ?? 0,
    ),
  };
  return {
    id: 'looks',
    name: 'Looks',
    kind: 'run',
    weights: 'equal',
    imagesPerClass: looks.length,
    seconds: null,
    content: () => Promise.resolve(looks.join(' ')),
    images: () => Promise.resolve(images),
  };
}

const looksIn = ({ pixels, labels }: ImageSet): number[] =>
  Array.from(labels, (_, i) => pixels[i * AREA] ?? 0);

/** Names exactly the images rightly that look like one that it was trained on. */
function rememberingTrainer() {
  const inner = countingTrainer();
  const trainer: Trainer = {
    ...inner,
    train: async (job, control, onEvent) => {
      const result = await inner.train(job, control, onEvent);
      const known = new Set(looksIn(job.train));
      const right = Uint8Array.from(looksIn(job.heldOut), (look) => (known.has(look) ? 1 : 0));
      return { ...result, last: { ...result.last, right } };
    },
  };
  return { trainer, jobs: inner.jobs };
}

function orderFor(looks: readonly number[]) {
  const { sets: _sets, ...order } = orderOf([]);
  return { ...order, set: setOf(looks) };
}

describe('partsOf', () => {
  it('is balanced in every class and keeps the order', () => {
    const counts = fc.array(fc.integer({ min: 4, max: 15 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 4 }), (sizes, parts) => {
        const labels = Uint16Array.from(sizes.flatMap((n, label) => Array<number>(n).fill(label)));
        const partOf = partsOf(labels, parts);
        sizes.forEach((n, label) => {
          const own = partOf.filter((_, image) => labels[image] === label);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
          for (let part = 0; part < parts; part++) {
            const images = own.filter((one) => one === part).length;
            expect([Math.floor(n / parts), Math.ceil(n / parts)]).toContain(images);
          }
        });
      }),
    );
  });

  it('has none for a class with fewer images than parts', () => {
    expect(() => partsOf(Uint16Array.of(0, 0, 1, 1, 1), 3)).toThrow(/has 2 images, and 3 parts/);
  });
});

describe('redundancy', () => {
  it('is the share of a part that looks like what another has, part by part', async () => {
    const { trainer, jobs } = rememberingTrainer();
    const parts = evaluationParts({ trainer });
    // The second part is half of the first one again; the fourth stands alone.
    const order = orderFor([1, 2, 1, 3, 2, 3, 7, 8]);
    const outcome = await redundancy(parts, order, new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    const { accuracy, parts: found } = outcome.redundancy;
    expect(accuracy.map((row) => row.map(({ mean }) => mean))).toEqual([
      [1, 0.5, 0.5, 0],
      [0.5, 1, 0.5, 0],
      [0.5, 0.5, 1, 0],
      [0, 0, 0, 1],
    ]);
    const thirds = found.map(({ byOthers }) => byOthers.mean * 3);
    expect(thirds.map((value) => Number(value.toFixed(9)))).toEqual([1, 1, 1, 0]);
    expect(found.map(({ name, images }) => [name, images])).toEqual([
      ['images 1 to 2', 6],
      ['images 3 to 4', 6],
      ['images 5 to 6', 6],
      ['images 7 to 8', 6],
    ]);
    // One training a part and repeat, each of them asked about the whole set.
    expect(jobs).toHaveLength(4 * 2);
    for (const { train, heldOut } of jobs) {
      expect([train.labels.length, heldOut.labels.length]).toEqual([6, 24]);
    }
  });

  it('takes as many parts as the smallest class has images, from two', async () => {
    const parts = evaluationParts({ trainer: rememberingTrainer().trainer });
    const outcome = await redundancy(parts, orderFor([1, 2, 1]), new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    expect(outcome.redundancy.parts.map(({ name }) => name)).toEqual([
      'image 1',
      'image 2',
      'image 3',
    ]);
    const alone = await redundancy(parts, orderFor([1]), new Handle(), () => undefined);
    expect(alone).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(alone)).toMatch(/has one image, and 2 parts need 2 of each class/);
  });

  it('says what it costs, finds what is kept, and then costs nothing', async () => {
    const storage = new MemoryStorage();
    const { trainer } = rememberingTrainer();
    const parts = evaluationParts({ storage, trainer });
    const order = orderFor([1, 2, 1, 3]);
    const cost = await costOf(parts, await redundancyOrder(order, never), never);
    // 8 trainings of 6 epochs of 3 images (a batch), 0.5 s a step; 3 looks at 12 images, 0.01 s each.
    expect(cost.trainings).toBe(8);
    expect(cost.seconds).toBeCloseTo(8 * (6 * 0.5 + 3 * 12 * 0.01), 9);
    expect(await keptRedundancy(parts, order, never)).toBeNull();
    const outcome = await redundancy(parts, order, new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    expect(await keptRedundancy(parts, order, never)).toEqual(outcome.redundancy);
    const after = await costOf(parts, await redundancyOrder(order, never), never);
    expect(after.trainings).toBe(0);
  });

  it('has hard labels, whatever the protocol’s are, and trains no teacher', async () => {
    const { trainer, jobs } = rememberingTrainer();
    const parts = evaluationParts({ trainer });
    const order = orderFor([1, 2, 1, 3]);
    const protocol = { ...order.protocol, labels: 'teacher', temperature: 4 } as const;
    await redundancy(parts, { ...order, protocol }, new Handle(), () => undefined);
    expect(jobs).toHaveLength(8);
    expect(new Set(jobs.map(({ settings }) => settings.labels))).toEqual(new Set(['hard']));
  });

  it('asks the network itself: what the trainer counts is the share of the parts', async () => {
    const trainer = countingTrainer();
    const parts = evaluationParts({ trainer });
    const outcome = await redundancy(
      parts,
      orderFor([0, 90, 160, 250]),
      new Handle(),
      () => undefined,
    );
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    // Images look the same in all three classes: of every look exactly one of three is named rightly.
    for (const row of outcome.redundancy.accuracy) {
      for (const { mean } of row) expect(mean).toBeCloseTo(1 / 3, 12);
    }
  });
});
