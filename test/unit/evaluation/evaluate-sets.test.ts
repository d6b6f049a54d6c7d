/** The order of an evaluation: what is trained, on what, and what a stop, a reload and a bad set leave. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import { nextTask } from '../../../src/core/next-task';
import { costOf } from '../../../src/run/evaluation/cost';
import { evaluateSets } from '../../../src/run/evaluation/evaluate-sets';
import type { EvaluationEvent } from '../../../src/run/evaluation/events';
import type { TrainingSet } from '../../../src/run/evaluation/order';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { fullSet } from '../../../src/run/evaluation/sets/real-sets';
import { MemoryStorage } from '../../support/run/memory-storage';
import {
  CLASSES,
  countingTrainer,
  done,
  evaluationParts,
  folderSet,
  never,
  orderOf,
  TINY,
} from './evaluation-parts';

/** A report but for its wall times. */
function timeless({ sets, ...report }: EvaluationReport) {
  return {
    ...report,
    sets: sets.map(({ trainings, ...set }) => ({
      ...set,
      trainings: trainings.map((training) => ({ ...training, seconds: 0 })),
    })),
  };
}

describe('evaluateSets', () => {
  it('adds random sets of the sizes at hand and goes repeat by repeat over all sets', async () => {
    const trainer = countingTrainer();
    const parts = evaluationParts({ trainer });
    const events: EvaluationEvent[] = [];
    const report = await done(parts, orderOf([await folderSet(parts)]), events);
    expect(report.sets.map(({ id }) => id)).toEqual(['random-3', 'folder:mine']);
    expect(report.sets.map(({ trainings }) => trainings.map(({ repeat }) => repeat))).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(trainer.jobs.map(({ seed }) => seed)).toEqual([5, 5, 6, 6]);
    expect(report.heldOut.split).toBe('20 % of each class, by content');
    expect(report.backend).toBe('linear');
    const own = report.sets[1];
    expect(own?.trainings[0]?.curves.losses).toHaveLength(6);
    expect(own?.trainings[0]?.curves.accuracies).toHaveLength(3);
    const kinds = new Set(events.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['activity', 'cost', 'epoch', 'look', 'report']);
  });

  it('pairs a repeat with the random set of its own seed', async () => {
    const parts = evaluationParts();
    const report = await done(parts, orderOf([await folderSet(parts)], { repeats: 3 }));
    const [random, own] = report.sets;
    const differences = own?.trainings.map(
      ({ accuracy }, i) => accuracy - (random?.trainings[i]?.accuracy ?? Number.NaN),
    );
    const mean = (differences ?? []).reduce((a, b) => a + b, 0) / 3;
    expect(own?.overRandom?.mean).toBeCloseTo(mean, 12);
    const squares = (differences ?? []).reduce((sum, d) => sum + (d - mean) ** 2, 0);
    // t at two degrees of freedom: 4.303.
    const reach = (4.302653 * Math.sqrt(squares / 2)) / Math.sqrt(3);
    expect(own?.overRandom?.interval?.[0]).toBeCloseTo(mean - reach, 6);
    expect(own?.overRandom?.interval?.[1]).toBeCloseTo(mean + reach, 6);
    expect(random?.overRandom).toBeNull();
  });

  it('trains on no image that is held out, and measures on those alone', async () => {
    const trainer = countingTrainer();
    const parts = evaluationParts({ trainer });
    await done(parts, orderOf([await fullSet(parts, CLASSES, never)], { repeats: 1 }));
    const [job] = trainer.jobs;
    if (!job) throw new Error('nothing was trained');
    const area = 4 * 4 * 3;
    const texts = (pixels: Uint8Array) =>
      Array.from({ length: pixels.length / area }, (_, i) =>
        pixels.subarray(i * area, (i + 1) * area).join(' '),
      );
    const seen = new Set(texts(job.train.pixels));
    const held = texts(job.heldOut.pixels);
    expect(held.length).toBeGreaterThan(0);
    expect(held.filter((text) => seen.has(text))).toEqual([]);
    expect(seen.size + held.length).toBe(90);
  });

  it('finds what is kept: the same order trains nothing and says that it costs nothing', async () => {
    const storage = new MemoryStorage();
    const first = evaluationParts({ storage });
    const order = orderOf([await folderSet(first)]);
    const report = await done(first, order);
    const trainer = countingTrainer();
    const again = evaluationParts({ storage, trainer });
    expect(await costOf(again, order, never)).toEqual({ trainings: 0, seconds: 0, flop: 0 });
    expect(await done(again, order)).toEqual(report);
    expect(trainer.jobs).toEqual([]);
    // A third repeat is one more training of each set.
    await done(again, { ...order, repeats: 3 });
    expect(trainer.jobs.map(({ seed }) => seed)).toEqual([7, 7]);
  });

  it('goes on after a stop at any step with the same report, losing no step', async () => {
    const whole = countingTrainer();
    const expected = evaluationParts({ trainer: whole });
    const report = await done(expected, orderOf([await folderSet(expected)]));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: whole.steps }), { minLength: 1, maxLength: 4 }),
        async (stops) => {
          const storage = new MemoryStorage();
          let handle = new Handle();
          let made = 0;
          const trainer = countingTrainer(() => {
            made += 1;
            if (stops.includes(made)) handle.stop();
          });
          const parts = evaluationParts({ storage, trainer });
          const order = orderOf([await folderSet(parts)]);
          // The probe's own steps are none of the evaluation's.
          const probe = { step: 1, look: 1 };
          const quiet = { ...parts, trainer: { ...trainer, probe: () => Promise.resolve(probe) } };
          for (;;) {
            handle = new Handle();
            const outcome = await evaluateSets(quiet, order, handle, () => undefined);
            if (outcome.kind === 'stopped') continue;
            if (outcome.kind === 'failed') throw new Error(outcome.message);
            expect(timeless(outcome.report)).toEqual(timeless(report));
            break;
          }
          expect(made).toBe(whole.steps);
          const left = await storage.keys('stages');
          expect(left.filter((key) => key.includes('checkpoint'))).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('tells the whole curve again when it goes on', async () => {
    const storage = new MemoryStorage();
    const handle = new Handle();
    let made = 0;
    const trainer = countingTrainer(() => {
      made += 1;
      // Past the probe: in the fourth epoch of the first training.
      if (made === 4 + 11) handle.stop();
    });
    const parts = evaluationParts({ storage, trainer });
    const order = orderOf([await folderSet(parts)]);
    const stopped = await evaluateSets(parts, order, handle, () => undefined);
    expect(stopped.kind).toBe('stopped');
    const events: EvaluationEvent[] = [];
    await done(evaluationParts({ storage }), order, events);
    const epochs = events.flatMap((event) =>
      event.kind === 'epoch' && event.set === 'random-3' && event.repeat === 0
        ? [event.point.epoch]
        : [],
    );
    expect([...new Set(epochs)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('counts what is still to be trained, by the measured speed', async () => {
    const parts = evaluationParts();
    const order = orderOf([await folderSet(parts)]);
    const cost = await costOf(parts, order, never);
    // 4 trainings of 6 epochs of 9 images, 0.5 s a step of 4 images; 3 looks at 0.01 s an image.
    const heldOut = (await done(parts, order)).heldOut.images;
    expect(cost.trainings).toBe(4);
    expect(cost.seconds).toBeCloseTo(4 * ((6 * 9 * 0.5) / 4 + 3 * 0.01 * heldOut), 9);
    expect(cost.flop).toBeGreaterThan(0);
  });

  it('leaves a set that fails behind with its reason, and goes on with the others', async () => {
    const parts = evaluationParts();
    const good = await folderSet(parts);
    const broken: TrainingSet = {
      ...good,
      id: 'broken',
      name: 'Broken',
      content: () => Promise.resolve('broken'),
      images: () => Promise.reject(new StillroomError('BadImage', 'Image 3 is gone.')),
    };
    const report = await done(parts, orderOf([broken, good]));
    const [, first, second] = report.sets;
    expect(first).toMatchObject({ id: 'broken', problem: 'Image 3 is gone.', trainings: [] });
    expect(second?.problem).toBeNull();
    expect(second?.trainings).toHaveLength(2);
  });

  it('ends where nothing can be kept: every further training would be lost', async () => {
    const trainer = countingTrainer();
    class FullStorage extends MemoryStorage {
      override put(entries: Parameters<MemoryStorage['put']>[0]): Promise<void> {
        return trainer.jobs.length === 0
          ? super.put(entries)
          : Promise.reject(new StillroomError('QuotaExceeded', 'The disk is full.'));
      }
    }
    const parts = evaluationParts({ trainer, storage: new FullStorage() });
    const order = orderOf([await folderSet(parts)]);
    const outcome = await evaluateSets(parts, order, new Handle(), () => undefined);
    expect(outcome).toEqual({
      kind: 'failed',
      code: 'QuotaExceeded',
      message: 'The disk is full.',
    });
    expect(trainer.jobs).toHaveLength(1);
  });

  it('says DD-Ranking’s score and the distance to all real images where they are asked for', async () => {
    const parts = evaluationParts();
    const sets = [await folderSet(parts), await fullSet(parts, CLASSES, never)];
    const report = await done(parts, orderOf(sets, { robustness: true }));
    const [random, own, full] = report.sets;
    const differences = [0, 1].map((i) => {
      const of = (list: typeof own) => list?.trainings[i]?.accuracy ?? Number.NaN;
      const plain = (list: typeof own) => list?.withoutAugmentation[i]?.accuracy ?? Number.NaN;
      return {
        hlr: of(full) - of(own),
        b: (of(own) - of(random) + plain(own) - plain(random)) / 2,
      };
    });
    const ars = differences.map(({ b }) => (Math.exp(b) - Math.exp(-1)) / (Math.E - Math.exp(-1)));
    expect(own?.robustness?.mean).toBeCloseTo(((ars[0] ?? 0) + (ars[1] ?? 0)) / 2, 12);
    const hlr = differences.map((one) => one.hlr);
    expect(own?.belowFull?.mean).toBeCloseTo(((hlr[0] ?? 0) + (hlr[1] ?? 0)) / 2, 12);
    expect(full?.belowFull).toBeNull();
  });

  it('trains a teacher once for soft labels, and keeps it', async () => {
    const trainer = countingTrainer();
    const storage = new MemoryStorage();
    const parts = evaluationParts({ trainer, storage });
    const soft = { ...TINY, labels: 'teacher', temperature: 4 } as const;
    const order = orderOf([await folderSet(parts)], { protocol: soft });
    const cost = await costOf(parts, order, never);
    expect(cost.trainings).toBe(5);
    const report = await done(parts, order);
    // Better than who guesses.
    expect(report.teacher?.accuracy).toBeGreaterThan(1 / CLASSES.length);
    expect(trainer.jobs.map(({ settings }) => settings.labels)).toEqual([
      'hard',
      ...Array.from({ length: 4 }, () => 'teacher'),
    ]);
    await done(parts, { ...order, repeats: 3 });
    expect(trainer.jobs.filter(({ settings }) => settings.labels === 'hard')).toHaveLength(1);
  });

  it('stands still while it is paused', async () => {
    const handle = new Handle();
    const trainer = countingTrainer();
    const parts = evaluationParts({ trainer });
    const order = orderOf([await folderSet(parts)]);
    handle.pause();
    const going = evaluateSets(parts, order, handle, () => undefined);
    // Turns enough for all trainings, if it did not stand still.
    for (let turn = 0; turn < 1000; turn++) await nextTask();
    expect(trainer.jobs).toEqual([]);
    handle.resume();
    expect((await going).kind).toBe('done');
  });
});
