/** A kept run as a set to train on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { evaluationPixels } from '../../../src/core/training/normalise-pixels';
import { resizeArea } from '../../../src/core/training/resize-area';
import { distill, type RunParts } from '../../../src/run/distill';
import { evaluateSets } from '../../../src/run/evaluation/evaluate-sets';
import { keptReport } from '../../../src/run/evaluation/kept-report';
import { planEvaluation } from '../../../src/run/evaluation/plan';
import { partOfSet } from '../../../src/run/evaluation/sets/part-of-set';
import { runSet, type KeptPlace } from '../../../src/run/evaluation/sets/run-set';
import { planTeacher } from '../../../src/run/evaluation/teacher';
import type { NamedClass } from '../../../src/run/recipe/make-recipe';
import type { RunRecord } from '../../../src/run/results/records';
import { Runs } from '../../../src/run/results/runs';
import { Stages } from '../../../src/run/stages/stages';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, memoryPictures, recipeFor } from '../../support/run/run-parts';
import { countingTrainer, TINY } from './evaluation-parts';
import { LinearStep } from './linear-step';

const never = new AbortController().signal;
const SIDE = 8;

const named = (folders: readonly string[]): NamedClass[] =>
  folders.map((folder) => ({ folder, name: folder, prompt: folder }));
const CLASSES = named(['fox', 'owl']);

let storage: MemoryStorage;
let parts: RunParts;
let runs: Runs;
let record: RunRecord;
beforeAll(async () => {
  storage = new MemoryStorage();
  const source = drawnSource(
    ['owl', 'fox'].map((folder) => ({ folder, images: 20 })),
    0,
    { kind: 'share', percent: 20 },
  );
  parts = memoryParts({ storage, source });
  runs = new Runs(storage);
  const recipe = recipeFor({ method: 'plain' });
  const order = { recipe, handle: 'run-1', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
  const outcome = await distill(parts, order, new Handle(), () => undefined);
  expect(outcome.kind).toBe('done');
  const found = await runs.get('run-1');
  if (found === undefined) throw new Error('no record');
  record = found;
});

const placeOf = (changes: Partial<KeptPlace> = {}): KeptPlace => ({
  source: parts.source,
  runs,
  pictures: memoryPictures,
  ...changes,
});

type Shares = Readonly<Record<string, readonly number[]>>;

/** The run among others, its images with these shares. */
async function keepWithShares(to: Runs, shares: Shares): Promise<void> {
  await to.put(record);
  for (const place of await runs.finishedOf(record)) {
    const at = record.recipe.classes.findIndex(({ folder }) => folder === place.folder);
    const image = await runs.image(place.key);
    const share = shares[place.folder]?.[place.index];
    if (image === undefined || share === undefined) throw new Error('no image');
    await to.addImage(record.classHashes[at] ?? '', record.backend, { ...place, share }, image);
  }
}

describe('runSet', () => {
  it('has the run’s pictures, labelled by the evaluation’s classes, reduced by area', async () => {
    const set = await runSet(placeOf(), record, CLASSES, 'Plain', 'equal');
    expect(set).toMatchObject({ id: 'run-1', name: 'Plain', kind: 'run', imagesPerClass: 2 });
    const finished = await runs.finishedOf(record);
    const took = await Promise.all(
      finished.map(async ({ key }) => (await runs.image(key))?.seconds),
    );
    expect(took).toHaveLength(4);
    expect(set.seconds).toBeCloseTo(
      took.reduce<number>((sum, seconds = NaN) => sum + seconds, 0),
      12,
    );
    const images = await set.images(0, 4, never);
    expect([...images.labels]).toEqual([0, 0, 1, 1]);
    const fox = finished.find(({ folder, index }) => folder === 'fox' && index === 1);
    const stored = fox && (await runs.image(fox.key));
    if (!stored) throw new Error('no image');
    const { pixels } = await memoryPictures.decodePng(stored.png);
    const area = 4 * 4 * 3;
    expect(images.pixels.subarray(area, 2 * area)).toEqual(resizeArea(pixels, SIDE, 4));
  });

  it('has a content that its classes decide, and no repeat', async () => {
    const set = await runSet(placeOf(), record, CLASSES, 'Plain', 'equal');
    const turned = await runSet(placeOf(), record, CLASSES.toReversed(), 'Plain', 'equal');
    expect(await set.content(0, never)).toBe(await set.content(1, never));
    expect(await set.content(0, never)).not.toBe(await turned.content(0, never));
  });

  it('counts images by the shares of their classes where that is asked for and known', async () => {
    const known = new Runs(new MemoryStorage());
    const shares = { fox: [0.75, 0.25], owl: [0.5, 0.5] };
    await keepWithShares(known, shares);
    const place = placeOf({ runs: known });
    const shared = await runSet(place, record, CLASSES, 'Plain', 'share');
    const equal = await runSet(place, record, CLASSES, 'Plain', 'equal');
    expect([shared.weights, equal.weights]).toEqual(['share', 'equal']);
    expect(await shared.images(0, 4, never)).toEqual({
      ...(await equal.images(0, 4, never)),
      weights: Float32Array.of(1.5, 0.5, 1, 1),
    });
    expect(await shared.content(0, never)).not.toBe(await equal.content(0, never));
    const half = partOfSet(shared, {
      id: 'half',
      name: 'Half',
      imagesPerClass: 1,
      causes: () => ({}),
      isIn: (labels) => Array.from(labels, (_, i) => i % 2 === 1),
    });
    // The one image of a class stands for all of it.
    expect((await half.images(0, 4, never)).weights).toBeUndefined();
    // The plain model's images stand for no share.
    expect((await runSet(placeOf(), record, CLASSES, 'Plain', 'share')).weights).toBe('equal');
  });

  it('trains by equal shares as without any, and by others in another way', async () => {
    const { source, clock } = parts;
    const curves = async (shares: Shares, kind: 'equal' | 'share') => {
      const known = new Runs(new MemoryStorage());
      await keepWithShares(known, shares);
      const stages = new Stages(new MemoryStorage());
      const place = { source, stages, clock, trainer: countingTrainer(), resolution: SIDE };
      const sets = [await runSet(placeOf({ runs: known }), record, CLASSES, 'Plain', kind)];
      const order = { classes: CLASSES, sets, protocol: TINY, repeats: 1, seed: 0 };
      const outcome = await evaluateSets(place, order, new Handle(), () => undefined);
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      return outcome.report.sets.find(({ id }) => id === 'run-1')?.trainings[0]?.curves;
    };
    const alike = { fox: [0.5, 0.5], owl: [0.5, 0.5] };
    const off = await curves(alike, 'equal');
    expect(off?.losses.length).toBeGreaterThan(0);
    expect(await curves(alike, 'share')).toEqual(off);
    const unlike = { fox: [0.9, 0.1], owl: [0.2, 0.8] };
    expect(await curves(unlike, 'equal')).toEqual(off);
    expect(await curves(unlike, 'share')).not.toEqual(off);
  });

  it('is evaluated beside random images of its size', async () => {
    const trainer = countingTrainer();
    const { source, stages, clock } = parts;
    const place = { source, stages, clock, trainer, resolution: SIDE };
    const sets = [await runSet(placeOf(), record, CLASSES, 'Plain', 'equal')];
    const order = { classes: CLASSES, sets, protocol: TINY, repeats: 1, seed: 0 };
    const outcome = await evaluateSets(place, order, new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    expect(outcome.report.sets.map(({ id, problem }) => ({ id, problem }))).toEqual([
      { id: 'random-2', problem: null },
      { id: 'run-1', problem: null },
    ]);
    expect(outcome.report.sets[1]?.overRandom).toMatchObject({ count: 1, interval: null });
  });

  it('has a teacher’s labels of its own pictures, kept with it, where labels are soft', async () => {
    const place = () => ({
      source: parts.source,
      stages: new Stages(storage),
      clock: parts.clock,
      trainer: countingTrainer(),
      resolution: SIDE,
    });
    const set = await runSet(placeOf(), record, CLASSES, 'Plain', 'equal');
    const protocol = { ...TINY, labels: 'teacher', temperature: 4 } as const;
    const order = { classes: CLASSES, sets: [set], protocol, repeats: 1, seed: 0 };
    const outcome = await evaluateSets(place(), order, new Handle(), () => undefined);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    const [random, own] = outcome.report.sets;
    expect(random?.softLabels).toBeUndefined();
    expect(own?.softLabels?.folders).toEqual(['fox', 'owl']);
    expect(own?.softLabels?.logits).toHaveLength(4 * 2);
    const found = await keptReport(place(), order, never);
    expect(found?.sets[1]?.softLabels).toEqual(own?.softLabels);

    const asked = place();
    const plan = await planEvaluation(asked, order, never);
    const weights = (await (await planTeacher(asked, plan, never))?.kept.teacher())?.weights;
    if (weights === undefined) throw new Error('no teacher');
    const images = await set.images(0, TINY.side, never);
    const network = describeNetwork(TINY.network, { side: TINY.side, classes: 2 });
    const teacher = new LinearStep({
      network,
      optimiser: TINY.optimiser,
      temperature: 1,
      weights,
    });
    const expected = await teacher.logits(evaluationPixels(images, 0, 4), 4);
    expect(own?.softLabels?.logits).toEqual(expected);
    const hard = await evaluateSets(
      place(),
      { ...order, protocol: TINY },
      new Handle(),
      () => undefined,
    );
    expect(hard.kind === 'done' && hard.report.sets[1]?.softLabels).toBeUndefined();
  });

  it('says that its own side is the most', async () => {
    const set = await runSet(placeOf(), record, CLASSES, 'Plain', 'equal');
    await expect(set.images(0, 16, never)).rejects.toThrow(
      /are 8 pixels wide, and the evaluation asks for 16\. Choose a side of at most 8/,
    );
  });

  it('says what is no longer kept, and what was never made', async () => {
    const set = await runSet(placeOf(), record, CLASSES, 'Plain', 'equal');
    const lost = new MemoryStorage();
    for (const table of ['runs', 'finished', 'images'] as const) {
      for (const key of await storage.keys(table)) {
        const value = await storage.get(table, key);
        if (table !== 'images') await lost.put([{ table, key, value }]);
      }
    }
    const empty = await runSet(
      placeOf({ runs: new Runs(lost) }),
      record,
      CLASSES,
      'Plain',
      'equal',
    );
    expect(await empty.content(0, never)).toBe(await set.content(0, never));
    await expect(empty.images(0, 4, never)).rejects.toThrow(
      /Image 1 of "fox" is no longer kept\. Open the run and press Distill/,
    );
    const [first] = await lost.keys('finished');
    await lost.delete('finished', [first ?? '']);
    await expect(
      runSet(placeOf({ runs: new Runs(lost) }), record, CLASSES, 'Plain', 'equal'),
    ).rejects.toThrow(/"Plain" has 1 of 2 images of "(fox|owl)"/);
  });

  it('is not measured on what it may have seen', async () => {
    const source = drawnSource(
      ['owl', 'fox'].map((folder) => ({ folder, images: 20 })),
      0,
      { kind: 'share', percent: 40 },
    );
    const set = await runSet(placeOf({ source }), record, CLASSES, 'Plain', 'equal');
    await expect(set.content(0, never)).rejects.toThrow(
      /was made from other images of "fox" than are there now/,
    );
  });

  it('says that it is a run of other classes', async () => {
    await expect(
      runSet(placeOf(), record, named(['owl', 'hen', 'cat']), 'Plain', 'equal'),
    ).rejects.toThrow(/has no images of 2 of the 3 classes \(hen, cat\)/);
  });
});
