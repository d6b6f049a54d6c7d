/** What an evaluation says of sets and collections that it cannot measure. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { evaluateSets } from '../../../src/run/evaluation/evaluate-sets';
import type { EvaluationOrder } from '../../../src/run/evaluation/order';
import type { EvaluationParts } from '../../../src/run/evaluation/plan';
import { fullSet, randomSet, sourceSet } from '../../../src/run/evaluation/sets/real-sets';
import type { ClassSource } from '../../../src/run/ports';
import { drawnSource } from '../../support/run/drawn-source';
import {
  CLASSES,
  countingTrainer,
  done,
  evaluationParts,
  factsOf,
  never,
  orderOf,
} from './evaluation-parts';

describe('bad input', () => {
  async function problem(parts: EvaluationParts, order: EvaluationOrder): Promise<string> {
    const outcome = await evaluateSets(parts, order, new Handle(), () => undefined);
    return outcome.kind === 'failed' ? outcome.message : JSON.stringify(outcome);
  }

  it('a class without held-out images', async () => {
    const source = drawnSource(
      [
        { folder: 'owl', images: 30 },
        { folder: 'fox', images: 5 },
        { folder: 'hen', images: 30 },
      ],
      3,
      { kind: 'share', percent: 20 },
    );
    const parts = evaluationParts({ source });
    const set = randomSet(parts, CLASSES, { imagesPerClass: 2, seed: 5 });
    expect(await problem(parts, orderOf([set]))).toMatch(
      /The class "fox" has no held-out images\. Hold some of its images out/,
    );
  });

  it('a class whose held-out images are all distilled from', async () => {
    const drawn = evaluationParts().source;
    // As sources do it whose folder for evaluation has copies of the class's own pictures.
    const source: ClassSource = {
      ...drawn,
      split: { kind: 'folders' },
      heldOut: async (folder, ...rest) =>
        folder === CLASSES[1]?.folder ? [] : drawn.heldOut(folder, ...rest),
      leftOut: (folder) => Promise.resolve(folder === CLASSES[1]?.folder ? 7 : 0),
    };
    const parts = evaluationParts({ source });
    const set = randomSet(parts, CLASSES, { imagesPerClass: 2, seed: 5 });
    expect(await problem(parts, orderOf([set]))).toMatch(
      /The class ".*" has no held-out images of its own: all 7 that are there show pictures that are distilled from\./,
    );
  });

  it('one class', async () => {
    const parts = evaluationParts();
    const classes = CLASSES.slice(0, 1);
    const set = randomSet(parts, classes, { imagesPerClass: 2, seed: 5 });
    expect(await problem(parts, orderOf([set], { classes }))).toMatch(
      /at least two classes, and one is chosen/,
    );
  });

  it('more random images than there are', async () => {
    const parts = evaluationParts();
    const set = randomSet(parts, CLASSES, { imagesPerClass: 40, seed: 5 });
    const report = await done(parts, orderOf([set]));
    expect(report.sets[0]?.problem).toMatch(/a random set needs 40 of each class/);
  });

  it('a set of another collection', async () => {
    const parts = evaluationParts();
    const source = drawnSource([{ folder: 'owl', images: 3 }]);
    await expect(
      sourceSet({ ...parts, source }, CLASSES, factsOf(parts, 'theirs'), never),
    ).rejects.toThrow(
      /has no folder for 2 of the 3 classes \(fox, hen\)\. It is a set of another collection/,
    );
  });

  it('a folder with the images that accuracy is measured on', async () => {
    const parts = evaluationParts();
    const held = await parts.source.heldOut('fox', never);
    const source = {
      ...parts.source,
      read: async (folder: string, signal: AbortSignal) =>
        folder === 'fox' ? held : parts.source.read(folder, signal),
    };
    await expect(
      sourceSet({ ...parts, source }, CLASSES, factsOf(parts, 'all'), never),
    ).rejects.toThrow(
      `"all" holds ${held.length} of the images that accuracy is measured on, ${held[0]?.path ?? ''} among them.`,
    );
  });

  it('a class folder without images: the other classes’ labels do not fit', async () => {
    const parts = evaluationParts();
    const images = [3, 0, 3];
    const source = drawnSource(
      CLASSES.map(({ folder }, i) => ({ folder, images: images[i] ?? 0 })),
    );
    const set = await sourceSet({ ...parts, source }, CLASSES, factsOf(parts, 'holes'), never);
    const report = await done(parts, orderOf([set]));
    expect(report.sets.find(({ id }) => id === 'folder:holes')?.problem).toMatch(
      /The class "fox" has no training images/,
    );
  });

  it('no folder for its name: two places may have one', async () => {
    const parts = evaluationParts();
    const of = (id: string, seed: number) => {
      const source = drawnSource(
        CLASSES.map(({ folder }) => ({ folder, images: 3 })),
        seed,
      );
      return sourceSet({ ...parts, source }, CLASSES, factsOf(parts, 'train', id), never);
    };
    const report = await done(parts, orderOf([await of('a/train', 7), await of('b/train', 8)]));
    expect(report.sets.filter(({ name }) => name === 'train')).toHaveLength(2);
  });

  it('no set, a set twice, no repeat, a side that cannot be halved', async () => {
    const parts = evaluationParts();
    const set = randomSet(parts, CLASSES, { imagesPerClass: 2, seed: 5 });
    expect(await problem(parts, orderOf([]))).toMatch(/No set is chosen/);
    expect(await problem(parts, orderOf([set, set]))).toMatch(/chosen twice/);
    expect(await problem(parts, orderOf([set], { repeats: 0 }))).toMatch(/whole number from 1/);
    expect(await problem(parts, orderOf([set], { side: 5 }))).toMatch(/5/);
  });
});

it('a picture that another class is distilled from is tested on in none', async () => {
  const images = CLASSES.map(({ folder }) => ({ folder, images: 30 }));
  const plain = drawnSource(images, 3, { kind: 'share', percent: 20 });
  const [copy] = await plain.heldOut('owl', never);
  if (copy === undefined) throw new Error('no owl is held out');
  // The first held-out owl was saved again, as other bytes, among the foxes.
  const again = { ...copy, sha256: 'f'.repeat(64) };
  const source = {
    ...plain,
    read: async (folder: string, signal: AbortSignal) => {
      const own = await plain.read(folder, signal);
      return folder === 'fox' ? [...own, again] : own;
    },
  };
  const trainer = countingTrainer();
  const parts = evaluationParts({ trainer, source });
  await done(parts, orderOf([await fullSet(parts, CLASSES, never)], { repeats: 1 }));
  const [job] = trainer.jobs;
  if (job === undefined) throw new Error('nothing was trained');
  const rowsOf = ({ pixels, side }: { readonly pixels: Uint8Array; readonly side: number }) => {
    const area = side ** 2 * 3;
    return Array.from({ length: pixels.length / area }, (_, i) =>
      pixels.slice(i * area, (i + 1) * area).join(),
    );
  };
  const trained = new Set(rowsOf(job.train));
  expect(rowsOf(job.heldOut).length).toBeGreaterThan(10);
  expect(rowsOf(job.heldOut).filter((row) => trained.has(row))).toEqual([]);
});
