import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { StillroomError } from '../../../src/core/errors';
import type { Recipe } from '../../../src/core/formats/recipe';
import { nextTask } from '../../../src/core/next-task';
import { distill, type RunOrder, type RunParts } from '../../../src/run/distill';
import type { RunEvent, RunOutcome } from '../../../src/run/events';
import type { Model } from '../../../src/run/ports';
import { runHash } from '../../../src/run/recipe/identity';
import type { StoredImage } from '../../../src/run/results/records';
import { Runs } from '../../../src/run/results/runs';
import { Stages } from '../../../src/run/stages/stages';
import { planOf } from '../../../src/methods/plan-of';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { STAND_IN_PACK, standInModel } from '../../support/run/stand-in-model';
import { keptSet } from './kept-set';

const HANDLE = 'run-1';

function orderOf(recipe: Recipe, changes: Partial<RunOrder> = {}): RunOrder {
  const startedAt = '2026-01-01T00:00:00.000Z';
  return { recipe, handle: HANDLE, label: 'Drawn', startedAt, ...changes };
}

interface Told {
  readonly outcome: RunOutcome;
  readonly events: readonly RunEvent[];
}

async function told(
  parts: RunParts,
  order: RunOrder,
  control: Handle = new Handle(),
  hear: (event: RunEvent) => void = () => undefined,
): Promise<Told> {
  const events: RunEvent[] = [];
  const outcome = await distill(parts, order, control, (event) => {
    events.push(event);
    hear(event);
  });
  return { outcome, events };
}

const only = <Kind extends RunEvent['kind']>({ events }: Told, kind: Kind) =>
  events.filter((event): event is Extract<RunEvent, { kind: Kind }> => event.kind === kind);

/** The model with one call in another's place. */
function withModel(changes: Partial<Model>, model: Model = standInModel()): Model {
  return { ...model, ...changes };
}

const died = (code: 'WorkerLost' | 'DeviceLost' = 'WorkerLost') =>
  new StillroomError(code, 'The thread is gone.');

describe('the record of a run', () => {
  it('is kept when it is begun, fills up class by class, and ends named and done', async () => {
    const parts = memoryParts();
    const run = await told(parts, orderOf(recipeFor({ method: 'plain' })));
    expect(run.outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
    const records = only(run, 'record').map(({ record }) => record);
    expect(records.map(({ classHashes }) => classHashes.map((hash) => hash !== null))).toEqual([
      [false, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
    expect(records.map(({ hash }) => hash !== null)).toEqual([false, false, true, true]);
    expect(records.map(({ state }) => state)).toEqual([
      'unfinished',
      'unfinished',
      'unfinished',
      'done',
    ]);
    const last = records.at(-1);
    const plan = planOf(recipeFor({ method: 'plain' }), STAND_IN_PACK);
    expect(last?.recipe.classes.map(({ images }) => images)).toEqual([8, 9]);
    expect(last?.hash).toBe(last && runHash(last.recipe, plan.plan));
    expect(last?.backend).toEqual({ provider: 'cpu', decoder: 'drawn', threads: 1 });
  });

  it('is refused where pictures become squares in another way than the recipe says', async () => {
    const recipe = { ...recipeFor({ method: 'plain' }), framing: 'squash' } as const;
    const { outcome } = await told(memoryParts({}), orderOf(recipe));
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'BadRecipe',
      message: expect.stringMatching(/"squash".*"crop"/),
    });
  });

  it('names nothing that decides no byte', async () => {
    const recipe = recipeFor({ method: 'plain' });
    const storage = new MemoryStorage();
    const first = await told(memoryParts({ storage }), orderOf(recipe));
    const threads = standInModel({ backend: { kind: 'cpu', threads: 4 } });
    const elsewhere = memoryParts({ storage, model: threads });
    const second = await told(elsewhere, orderOf(recipe, { handle: 'run-2', label: 'Other' }));
    expect(only(second, 'record').at(-1)?.record.hash).toBe(
      only(first, 'record').at(-1)?.record.hash,
    );
    expect(only(second, 'image').every(({ found }) => found)).toBe(true);
  });
});

describe('finished images', () => {
  it('say what computed them, whatever finds them later', async () => {
    const storage = new MemoryStorage();
    const order = orderOf(recipeFor({ method: 'plain' }));
    for (const runtime of ['engine 1', 'engine 2']) {
      const model = standInModel({ backend: { kind: 'cpu', threads: 1, runtime } });
      const run = await told(memoryParts({ storage, model }), order);
      const images = only(run, 'image').map(({ image }) => image.runtime);
      expect(new Set(images)).toEqual(new Set(['engine 1']));
    }
  });

  it('are kept before they are told, one by one', async () => {
    const storage = new MemoryStorage();
    const looks: Promise<boolean>[] = [];
    const runs = new Runs(storage);
    await told(
      memoryParts({ storage }),
      orderOf(recipeFor({ method: 'plain' })),
      new Handle(),
      (event) => {
        if (event.kind !== 'image') return;
        looks.push(runs.image(event.place.key).then((image) => image !== undefined));
      },
    );
    expect(await Promise.all(looks)).toEqual([true, true, true, true]);
  });

  it('are taken up by whoever has the same causes, whatever the size of the set', async () => {
    const storage = new MemoryStorage();
    const small = recipeFor({ method: 'plain', sampling: { imagesPerClass: 2 } });
    const large = recipeFor({ method: 'plain', sampling: { imagesPerClass: 3 } });
    await told(memoryParts({ storage }), orderOf(small));
    const run = await told(memoryParts({ storage }), orderOf(large, { handle: 'run-2' }));
    expect(only(run, 'image').map(({ found }) => found)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('of another collection with the same names and counts stay apart', async () => {
    const storage = new MemoryStorage();
    const classes = [
      { folder: 'owl', images: 8 },
      { folder: 'fox', images: 9 },
    ];
    const recipe = recipeFor({ method: 'closest-real' });
    const first = memoryParts({ storage, source: drawnSource(classes, 1) });
    const second = memoryParts({ storage, source: drawnSource(classes, 2) });
    await told(first, orderOf(recipe));
    const run = await told(second, orderOf(recipe, { handle: 'run-2' }));
    expect(only(run, 'image').some(({ found }) => found)).toBe(false);
    const runs = new Runs(storage);
    const [one, two] = [await keptSet(runs, HANDLE), await keptSet(runs, 'run-2')];
    expect(one.classHashes).not.toEqual(two.classHashes);
    expect(one.images).toHaveLength(4);
    expect(two.images).toHaveLength(4);
  });

  it('need a latent where later images are made from it', async () => {
    const storage = new MemoryStorage();
    const parts = memoryParts({ storage });
    const inRow = (imagesPerClass: number) =>
      recipeFor({
        method: 'dmgd',
        parameters: { prototypes: 2 },
        sampling: { solver: 'ddpm-respaced', imagesPerClass },
      });
    await told(parts, orderOf(inRow(2)));
    const undisturbed = await told(memoryParts(), orderOf(inRow(3)));
    for (const key of await storage.keys('images')) {
      const image = (await storage.get('images', key)) as StoredImage;
      await storage.put([{ table: 'images', key, value: { ...image, latent: null } }]);
    }
    const whole = await told(parts, orderOf(inRow(2)));
    expect(only(whole, 'image').every(({ found }) => found)).toBe(true);
    const more = await told(parts, orderOf(inRow(3), { handle: 'run-2' }));
    expect(only(more, 'image').some(({ found }) => found)).toBe(false);
    const pngs = (run: Told) => only(run, 'image').map(({ image }) => image.png);
    expect(pngs(more)).toEqual(pngs(undisturbed));
  });

  it('of a whole class are taken up without encoding or searching anything', async () => {
    const storage = new MemoryStorage();
    const recipe = recipeFor({ method: 'mode-guidance' });
    await told(memoryParts({ storage }), orderOf(recipe));
    const refuse = () => Promise.reject(new Error('nothing is to be asked'));
    const model = withModel({ encode: refuse, makeConditions: refuse, sample: refuse });
    const stages = new Stages(new MemoryStorage());
    const run = await told(memoryParts({ storage, model, stages }), orderOf(recipe));
    expect(run.outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
  });
});

describe("a class's error", () => {
  it('ends the class with its sentence, and the others go on', async () => {
    const recipe = recipeFor({ method: 'plain', sampling: { imagesPerClass: 9 } });
    const storage = new MemoryStorage();
    const run = await told(memoryParts({ storage }), orderOf(recipe));
    expect(run.outcome).toEqual({ kind: 'done', made: 9, missing: 9 });
    expect(only(run, 'class-failed')).toEqual([
      expect.objectContaining({ folder: 'owl', missing: 9 }),
    ]);
    const { problems } = await keptSet(new Runs(storage), HANDLE);
    expect(problems).toEqual([
      { folder: 'owl', message: expect.stringContaining('8 different readable images') as string },
    ]);
  });

  it('that nobody expected says where it came from and restarts nothing', async () => {
    let calls = 0;
    const model = standInModel();
    const broken = withModel({
      sample: (job, control, onStep) => {
        calls += 1;
        const first = job.images[0]?.className === 'owl';
        return first
          ? Promise.reject(new RangeError('index 7 of 5'))
          : model.sample(job, control, onStep);
      },
    });
    const run = await told(memoryParts({ model: broken }), orderOf(recipeFor({ method: 'plain' })));
    expect(run.outcome).toEqual({ kind: 'done', made: 2, missing: 2 });
    expect(only(run, 'class-failed')[0]?.message).toContain('index 7 of 5');
    expect(calls).toBe(3);
  });
});

describe('a thread that breaks', () => {
  const breaking = (times: number, code: 'WorkerLost' | 'DeviceLost') => {
    const model = standInModel();
    let left = times;
    return withModel({
      sample: (job, control, onStep) =>
        left-- > 0 ? Promise.reject(died(code)) : model.sample(job, control, onStep),
    });
  };

  it('costs the image in the making one more beginning', async () => {
    const order = orderOf(recipeFor({ method: 'plain' }));
    const run = await told(memoryParts({ model: breaking(1, 'DeviceLost') }), order);
    expect(run.outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
    expect(only(run, 'activity').map(({ text }) => text)).toContain(
      'Starting the model again: The thread is gone.',
    );
  });

  it('a second time in the same image ends the run', async () => {
    const order = orderOf(recipeFor({ method: 'plain' }));
    const run = await told(memoryParts({ model: breaking(2, 'WorkerLost') }), order);
    expect(run.outcome).toEqual({
      kind: 'failed',
      made: 0,
      code: 'WorkerLost',
      message: 'The thread is gone.',
    });
  });

  it('is not started again once the run is stopped', async () => {
    const handle = new Handle();
    let calls = 0;
    const model = withModel({
      sample: () => {
        calls += 1;
        handle.stop();
        return Promise.reject(died());
      },
    });
    const run = await told(memoryParts({ model }), orderOf(recipeFor({ method: 'plain' })), handle);
    expect(run.outcome).toEqual({ kind: 'stopped', made: 0 });
    expect(calls).toBe(1);
  });
});

describe('what ends a run', () => {
  it('is another model in the place of its own, said plainly', async () => {
    let made = 0;
    const model = standInModel();
    const changed = withModel({
      sample: (job, control, onStep) => {
        if (made++ === 1) {
          return Promise.reject(new StillroomError('ModelChanged', 'Another model was chosen.'));
        }
        return model.sample(job, control, onStep);
      },
    });
    const storage = new MemoryStorage();
    const recipe = recipeFor({ method: 'plain' });
    const run = await told(memoryParts({ storage, model: changed }), orderOf(recipe));
    expect(run.outcome).toEqual({
      kind: 'failed',
      made: 1,
      code: 'ModelChanged',
      message: 'Another model was chosen.',
    });
    const onward = await told(memoryParts({ storage }), orderOf(recipe));
    expect(onward.outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
  });

  it('is a stop, also while it stands still', async () => {
    const handle = new Handle();
    let made = 0;
    const stood = new Promise<void>((resolve) => {
      handle.onPause(() => resolve());
    });
    const run = told(memoryParts(), orderOf(recipeFor({ method: 'plain' })), handle, (event) => {
      if (event.kind !== 'image') return;
      made += 1;
      handle.pause();
    });
    await stood;
    // Turns enough for all the images that are left, if it did not stand still.
    for (let turn = 0; turn < 1000; turn++) await nextTask();
    expect(made).toBe(1);
    handle.stop();
    expect((await run).outcome).toEqual({ kind: 'stopped', made: 1 });
  });
});

describe('a recipe that does not fit', () => {
  const refused = async (recipe: Recipe, changes: Partial<RunOrder> = {}) => {
    const storage = new MemoryStorage();
    const run = await told(memoryParts({ storage }), orderOf(recipe, changes));
    expect(run.events).toEqual([]);
    expect(await storage.keys('runs')).toEqual([]);
    expect(run.outcome).toMatchObject({ kind: 'failed', made: 0 });
    return run.outcome.kind === 'failed' ? run.outcome.message : '';
  };

  it('is refused before anything is kept: another revision, model or method, a class it lacks', async () => {
    const recipe = recipeFor({ method: 'plain' });
    expect(await refused({ ...recipe, revision: 1 })).toContain('revision 1');
    const pack = { ...recipe.pack, hash: 'b'.repeat(64) };
    expect(await refused({ ...recipe, pack })).toContain('another one is loaded');
    expect(await refused({ ...recipe, method: 'nothing' })).toContain('no method "nothing"');
    expect(await refused(recipe, { folders: ['owl', 'elk'] })).toContain('no class "elk"');
  });

  it('by the pictures of a class makes nothing of that class', async () => {
    const recipe = recipeFor({ method: 'plain' });
    const classes = recipe.classes.map((entry) =>
      entry.folder === 'owl' ? { ...entry, fingerprint: 'c'.repeat(64), images: 8 } : entry,
    );
    const run = await told(memoryParts(), orderOf({ ...recipe, classes }));
    expect(run.outcome).toEqual({ kind: 'done', made: 2, missing: 2 });
    expect(only(run, 'class-failed')[0]?.message).toContain('not those of the recipe');
    expect(only(run, 'image').map(({ place }) => place.folder)).toEqual(['fox', 'fox']);
  });
});

describe("a task's part of a run", () => {
  it('reads its own classes alone, and leaves the run unfinished', async () => {
    const source = memoryParts().source;
    const read: string[] = [];
    const watched = {
      ...source,
      read: (folder: string, signal: AbortSignal) => {
        read.push(folder);
        return source.read(folder, signal);
      },
    };
    const order = orderOf(recipeFor({ method: 'plain' }), { folders: ['fox'] });
    const run = await told(memoryParts({ source: watched }), order);
    expect(run.outcome).toEqual({ kind: 'done', made: 2, missing: 0 });
    expect(new Set(read)).toEqual(new Set(['fox']));
    expect(only(run, 'record').at(-1)?.record).toMatchObject({ state: 'unfinished', hash: null });
  });
});

describe('the prompts of other classes', () => {
  it('are asked for where the method looks at them', async () => {
    const asked = async (method: string) => {
      const prompts: (readonly string[])[] = [];
      const model = standInModel();
      const watched = withModel({
        makeConditions: (texts, signal) => {
          prompts.push(texts);
          return model.makeConditions(texts, signal);
        },
      });
      const sampling = { solver: 'ddpm-respaced' } as const;
      const parameters = method === 'dmgd' ? { prototypes: 2 } : {};
      const recipe = recipeFor({ method, parameters, sampling });
      await told(memoryParts({ model: watched }), orderOf(recipe));
      return prompts[0];
    };
    expect(await asked('plain')).toEqual(['', 'a photo of a owl']);
    expect(await asked('dmgd')).toEqual(['', 'a photo of a owl', 'a photo of a fox']);
  });
});
