/** The work of `stillroom evaluate`, with sets and networks as small as they come. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { evaluate } from '../../../src/command/evaluate-work';
import { FileStorage } from '../../../src/command/file-storage';
import { NodeSource } from '../../../src/command/node-source';
import { openCollection } from '../../../src/command/open-collection';
import { SHIPPED } from '../../../src/command/shipped';
import type { EvaluateWork, WorkEvent } from '../../../src/command/work-order';
import { Handle } from '../../../src/core/control';
import { USUAL_SPLIT } from '../../../src/core/held-out';
import { quick } from '../../../src/core/training/protocols/quick';
import { withLabels } from '../../../src/core/training/with-labels';
import { Runs } from '../../../src/run/results/runs';
import { writeDrawnFolders } from '../../support/command/drawn-folders';
import { manifest, recipe } from '../../support/sample-recipe';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-evaluate-work-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PRESET = { ...quick, epochs: [{ upTo: null, value: 2 }], looks: 1 };

const WORK = {
  work: 'evaluate',
  test: [],
  protocol: PRESET,
  network: { kind: 'convnet', depth: 2, width: 4 },
  robustness: false,
  repeats: 1,
  weights: 'equal',
  side: 8,
  pairs: null,
  imagesPerClass: 1,
  pack: SHIPPED.pack,
  kernels: SHIPPED.kernels,
  threads: 1,
  backend: 'wasm',
} as const satisfies Partial<EvaluateWork>;

it('says of each set how it was trained on, what it has over random and what is missing to all', async () => {
  const [data, set, test] = ['data', 'set', 'test'].map((name) => join(folder, name));
  if (data === undefined || set === undefined || test === undefined) throw new Error('no folders');
  writeDrawnFolders(data, 2, 6);
  writeDrawnFolders(set, 2, 3);
  // The first six of a class are those of the data, and count for nothing.
  writeDrawnFolders(test, 2, 10);
  const events: WorkEvent[] = [];
  const end = await evaluate(
    {
      ...WORK,
      sets: ['full', set],
      data: [data],
      test: [test],
      protocol: withLabels(PRESET, 'teacher'),
      robustness: true,
      repeats: 2,
      out: join(folder, 'out'),
    },
    new Handle(),
    (event) => events.push(event),
  );
  expect(end).toMatchObject({ outcome: 'done', message: '', exitCode: 0 });
  const report = events.find((event) => event.event === 'report');
  if (report?.event !== 'report') throw new Error('no report');
  expect(report).toMatchObject({ network: 'ConvNet-2 (width 4)', side: 8 });
  expect(report.heldOut.images).toBe(2 * 4);
  expect(report.teacher?.seconds).toBeGreaterThan(0);
  const [random, full, own] = report.sets;
  for (const one of report.sets) {
    expect(one.protocol).toMatchObject({ preset: 'quick', labels: 'teacher', temperature: 20 });
    expect(one.protocol).toMatchObject({ epochs: 2, batch: 50, side: 8, repeats: 2 });
    expect(one.values).toHaveLength(2);
  }
  const less = (one = full, other = random): number =>
    [0, 1].reduce((sum, i) => sum + ((one?.values[i] ?? NaN) - (other?.values[i] ?? NaN)) / 2, 0);
  expect(own?.name).toBe('set');
  expect(own?.ior).toBeCloseTo(less(own, random), 12);
  expect(own?.belowFull).toBeCloseTo(less(full, own), 12);
  expect([full?.belowFull, full?.ars, random?.ior, random?.ars]).toEqual([null, null, null, null]);
  expect(own?.ars).toBeGreaterThanOrEqual(0);
  expect(own?.ars).toBeLessThanOrEqual(1);
});

it('ends as a disk does that cannot be written', async () => {
  const [data, file] = [join(folder, 'two'), join(folder, 'file')];
  writeDrawnFolders(data, 2, 20);
  writeFileSync(file, '');
  const order = { ...WORK, sets: ['random'], data: [data], out: join(file, 'out') };
  const end = await evaluate(order, new Handle(), () => undefined);
  expect(end).toMatchObject({ outcome: 'failed', exitCode: 74 });
  expect(end.message).toContain('cannot be used (ENOTDIR)');
});

it('counts in words the sets that could not be trained on', async () => {
  const [data, set] = [join(folder, 'all'), join(folder, 'damaged')];
  writeDrawnFolders(data, 2, 20);
  for (const name of writeDrawnFolders(set, 2, 1)) writeFileSync(join(set, name, '000.png'), 'no');
  const order = { ...WORK, sets: [set], data: [data], out: join(folder, 'of-damaged') };
  const { message } = await evaluate(order, new Handle(), () => undefined);
  expect(message).toBe('1 set could not be trained on.');
});

it('makes coresets beside the sets that are named, as many images a class, and finds them again', async () => {
  const [data, set] = [join(folder, 'for-coresets'), join(folder, 'of-two')];
  writeDrawnFolders(data, 2, 20);
  const folders = writeDrawnFolders(join(set, 'train'), 2, 2);
  const classes = folders.map((own) => ({ folder: own, name: own, prompt: own }));
  const unpacked = {
    ...manifest,
    recipe: { ...recipe, classes, split: USUAL_SPLIT, sampling: { ...recipe.sampling, seed: 7 } },
    classes: classes.map(({ name }) => ({ folder: name, directory: name, name })),
    withoutCores: [],
    images: [],
  };
  writeFileSync(join(set, 'manifest.json'), JSON.stringify(unpacked));
  const order: EvaluateWork = {
    ...WORK,
    sets: ['herding', set, 'k-centre', 'k-means-closest'],
    data: [data],
    test: [],
    out: join(folder, 'with-coresets'),
  };
  const work = async () => {
    const events: WorkEvent[] = [];
    const end = await evaluate(order, new Handle(), (event) => events.push(event));
    expect(end).toMatchObject({ outcome: 'done', message: '' });
    const report = events.find((event) => event.event === 'report');
    if (report?.event !== 'report') throw new Error('no report');
    return { report, cost: events.find((event) => event.event === 'cost') };
  };
  const { report } = await work();
  expect(report.sets.map(({ name }) => name)).toEqual([
    '2 random real images a class',
    'of-two',
    'Herding, IPC 2',
    'k-centre, IPC 2',
    'k-means-closest real, IPC 2',
  ]);
  const [random, , ...coresets] = report.sets;
  for (const one of coresets) {
    expect(one).toMatchObject({ imagesPerClass: 2, weights: 'equal', problem: null });
    expect(one.protocol).toMatchObject({ preset: 'quick', repeats: 1 });
    expect(one.values).toEqual([one.mean]);
    expect(one.ior).toBeCloseTo((one.mean ?? NaN) - (random?.mean ?? NaN), 12);
    expect(one.seconds).toBeGreaterThan(0);
  }
  const runs = new Runs(new FileStorage(order.out));
  const source = new NodeSource(await openCollection(order.data));
  const { signal } = new Handle();
  for (const run of await runs.list()) {
    expect(run.recipe.split).toEqual(source.split);
    expect(run.recipe.sampling).toMatchObject({ imagesPerClass: 2, seed: 7 });
    for (const { folder: own, core } of await runs.finishedOf(run)) {
      const used = (await source.read(own, signal)).map(({ path }) => path);
      expect(used).toContain(core?.path);
    }
  }
  const again = await work();
  expect(again.cost).toMatchObject({ trainings: 0 });
  expect(again.report).toEqual(report);
});

it('says of a coreset which class is too small for it', async () => {
  const data = join(folder, 'few');
  writeDrawnFolders(data, 2, 20);
  const order = { ...WORK, sets: ['full', 'herding'], data: [data], imagesPerClass: 50 };
  const made = evaluate({ ...order, out: join(folder, 'of-few') }, new Handle(), () => undefined);
  await expect(made).rejects.toThrow(/^Herding, IPC 50: .*class-0000/);
});
