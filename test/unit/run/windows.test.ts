import { describe, expect, it } from 'vitest';
import { controlOf, Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import { nextTask } from '../../../src/core/next-task';
import { planOf } from '../../../src/methods/plan-of';
import type { WindowsPlan } from '../../../src/methods/windows/plan';
import { windowFunctions } from '../../../src/run/analysis/window-functions';
import type { RunParts } from '../../../src/run/distill';
import type { Model } from '../../../src/run/ports';
import { WindowsClass } from '../../../src/run/makers/windows';
import { Stages } from '../../../src/run/stages/stages';
import { ClassRanking } from '../../../src/run/stages/windows/class-ranking';
import { taskOf } from '../../../src/run/stages/windows/class-task';
import { inspectImage, type InspectionEvent } from '../../../src/run/stages/windows/inspection';
import { similarWindows, windowMap } from '../../../src/run/stages/windows/window-map';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { STAND_IN_PACK, standInModel } from '../../support/run/stand-in-model';

const { signal } = new AbortController();
const IMAGES = 10;
const source = drawnSource([
  {
    folder: 'fox',
    images: IMAGES,
    sizes: [
      [12, 12],
      [10, 16],
      [24, 10],
    ],
  },
]);

function planWith(parameters: Record<string, number | string>): WindowsPlan {
  const defaults = { draws: 4, clusters: 3, share: 0.5, windowsPerImage: 2 };
  const method = 'selection-reconstruction';
  const recipe = recipeFor({ method, parameters: { ...defaults, ...parameters } });
  const { plan } = planOf(recipe, STAND_IN_PACK);
  if (plan.output !== 'windows') throw new Error('not a plan of windows');
  return plan;
}

function taskWith(parts: RunParts, parameters: Record<string, number | string> = {}) {
  const classes = [{ folder: 'fox', name: 'Fox', prompt: 'fox' }];
  return taskOf(parts, classes, 'fox', planWith(parameters), signal);
}

/** A model that counts the images it scores and describes, and breaks where it is told to. */
function counted(model: Model = standInModel()) {
  const scored: string[] = [];
  const described: string[] = [];
  let breaks = 0;
  const watched: Model = {
    ...model,
    score: (job, control, onUpdate) =>
      model.score(job, control, (update) => {
        onUpdate(update);
        if (update.finished) scored.push(job.subjects[update.subject]?.id ?? '');
        if (update.finished && breaks-- > 0) {
          throw new StillroomError('WorkerLost', 'The thread is gone.');
        }
      }),
    describe: (job, control, onFound) =>
      model.describe(job, control, (found) => {
        onFound(found);
        described.push(job.subjects[found.subject]?.id ?? '');
      }),
  };
  return {
    scored,
    described,
    model: watched,
    breakNext: (count: number) => {
      breaks = count;
    },
  };
}

const silent = { control: controlOf(signal), tell: () => undefined };

describe('the ranked list of a class', () => {
  it('scores and describes an image once, whatever is asked of it later', async () => {
    const { model, scored, described } = counted();
    const stages = new Stages(new MemoryStorage());
    const rank = async (parameters: Record<string, number | string>) => {
      scored.length = 0;
      described.length = 0;
      const parts = memoryParts({ source, model, stages });
      const list = await new ClassRanking(parts).of(await taskWith(parts, parameters), silent);
      return { list, scored: scored.length, described: described.length };
    };
    const first = await rank({});
    expect(first).toMatchObject({ scored: IMAGES, described: IMAGES });
    expect(first.list.list).toHaveLength(first.list.windows.length);
    expect(await rank({})).toEqual({ ...first, scored: 0, described: 0 });
    expect(await rank({ memberOrder: 'centroid' })).toMatchObject({ scored: 0, described: 0 });
    expect(await rank({ draws: 3, windowsPerImage: 1 })).toMatchObject({ scored: 0 });
    // More draws go on from those that are there.
    expect(await rank({ draws: 6 })).toMatchObject({ scored: IMAGES });
  });

  it('is known where it was ranked before, and only as it was', async () => {
    const stages = new Stages(new MemoryStorage());
    const parts = memoryParts({ source, stages });
    const ranking = new ClassRanking(parts);
    const task = await taskWith(parts);
    expect(await ranking.knows(task)).toBe(false);
    await ranking.of(task, silent);
    const anew = new ClassRanking(memoryParts({ source, stages }));
    expect(await anew.knows(task)).toBe(true);
    expect(await anew.knows(await taskWith(parts, { draws: 6 }))).toBe(false);
  });

  it('goes on from the images that were finished before the thread broke', async () => {
    const { model, scored, breakNext } = counted();
    const parts = memoryParts({ source, model });
    breakNext(1);
    await new ClassRanking(parts).of(await taskWith(parts), silent);
    expect(scored).toHaveLength(IMAGES);
    expect(new Set(scored).size).toBe(IMAGES);
  });

  it('stands still while it is paused, and ends with a stop', async () => {
    const { model, scored } = counted();
    const parts = memoryParts({ source, model });
    const handle = new Handle();
    handle.pause();
    const hooks = { control: handle, tell: () => undefined };
    const ranking = new ClassRanking(parts).of(await taskWith(parts), hooks);
    // Turns enough for all images, if it did not stand still.
    for (let turn = 0; turn < 1000; turn++) await nextTask();
    expect(scored).toEqual([]);
    handle.stop();
    await expect(ranking).rejects.toMatchObject({ code: 'Aborted' });
  });

  it('is of the images that are scored when it is stopped, the highest score first, without the model', async () => {
    const { model, scored, described } = counted();
    const stages = new Stages(new MemoryStorage());
    const parts = memoryParts({ source, model, stages });
    const task = await taskWith(parts);
    const ranking = new ClassRanking(parts);
    expect(await ranking.soFar(task, silent)).toBeNull();
    const handle = new Handle();
    const tell = (_: string, done: number) => {
      if (done === 3) handle.stop();
    };
    await expect(ranking.of(task, { control: handle, tell })).rejects.toMatchObject({
      code: 'Aborted',
    });
    const finished = new Set(scored);
    expect(finished.size).toBeLessThan(IMAGES);
    const partial = await ranking.soFar(task, silent);
    if (partial === null) throw new Error('nothing is known');
    expect(partial).toMatchObject({ scored: finished.size, images: IMAGES });
    expect([scored.length, described.length]).toEqual([finished.size, 0]);
    const scores = partial.list.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    // The same windows with the same scores as in the whole list.
    const whole = await ranking.of(task, silent);
    const known = whole.list.filter(({ picture }) => finished.has(picture.sha256));
    const named = (list: typeof whole.list) =>
      list.map(({ id, score }) => `${id} ${score}`).toSorted();
    expect(named(partial.list)).toEqual(named(known));
  });

  it('has a map of its windows, and those that are like one', async () => {
    const parts = memoryParts({ source });
    const ranked = await new ClassRanking(parts).of(await taskWith(parts), silent);
    const map = await windowMap(parts, ranked, signal);
    expect(map).toHaveLength(2 * ranked.windows.length);
    const [first] = ranked.list;
    if (first === undefined) throw new Error('no window');
    const alike = similarWindows(ranked, first.id, 5);
    expect(alike).toHaveLength(5);
    const images = new Map(ranked.list.map(({ id, image }) => [id, image]));
    expect(alike.map((id) => images.get(id))).not.toContain(first.image);
    expect(() => similarWindows(ranked, 'none', 1)).toThrow(/not in the list/);
  });
});

describe("one image's score", () => {
  it('is told with more and more draws, and kept', async () => {
    const { model, scored } = counted();
    const parts = memoryParts({ source, model });
    const task = await taskWith(parts, { draws: 12 });
    const look = async () => {
      const events: InspectionEvent[] = [];
      await inspectImage(parts, task, 2, {
        control: controlOf(signal),
        onEvent: (event) => events.push(event),
      });
      return events;
    };
    const events = await look();
    const [picture, ...rest] = events;
    expect(picture).toMatchObject({ kind: 'picture', picture: { height: 8, width: 20 } });
    const draws = rest.map((event) => (event.kind === 'maps' ? event.maps.draws : -1));
    expect(draws).toEqual(draws.toSorted((a, b) => a - b));
    expect(draws.at(-1)).toBe(12);
    expect(rest.at(-1)).toMatchObject({ wanted: 12 });
    expect(scored).toHaveLength(1);
    expect(await look()).toHaveLength(2);
    expect(scored).toHaveLength(1);
  });

  it('says that there is no such image', async () => {
    const parts = memoryParts({ source });
    const task = await taskWith(parts);
    const hooks = { control: controlOf(signal), onEvent: () => undefined };
    await expect(inspectImage(parts, task, 99, hooks)).rejects.toThrow(/no image 100/);
  });
});

describe('the arithmetic of windows on a thread', () => {
  it('asks for descriptors that it does not know, once', async () => {
    const functions = windowFunctions();
    const request = {
      key: 'a',
      rows: 4,
      scores: Float64Array.of(4, 3, 2, 1),
      clusters: 2,
      order: 'score',
      seed: 0,
      name: 'fox',
    } as const;
    const descriptors = Float32Array.of(1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9);
    expect(await functions.rank({ ...request, descriptors: null })).toBeNull();
    const found = await functions.rank({ ...request, descriptors });
    expect(found?.list).toHaveLength(4);
    expect(await functions.rank({ ...request, descriptors: null })).toEqual(found);
  });
});

describe('a class of too few windows', () => {
  it.each([
    ['selection-reconstruction', 'take more windows an image'],
    ['rded-stitching', 'add images to the class'],
  ])('is told what %s has against it', async (method, advice) => {
    const parts = memoryParts({ source });
    const recipe = recipeFor({ method, sampling: { imagesPerClass: 100 }, folders: ['fox'] });
    const [entry] = recipe.classes;
    const { plan } = planOf(recipe, STAND_IN_PACK);
    if (entry === undefined || plan.output !== 'windows') throw new Error('not a plan of windows');
    const { images, fingerprint } = await taskOf(parts, recipe.classes, 'fox', plan, signal);
    const work = { recipe, plan: planOf(recipe, STAND_IN_PACK), entry, images, fingerprint };
    const made = WindowsClass.prepare(parts, new ClassRanking(parts), work, plan, silent);
    await expect(made).rejects.toMatchObject({
      code: 'TooFewImages',
      message: expect.stringContaining(
        `Lower the images per class, ${advice}, or take windows back`,
      ),
    });
  });
});
