import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { randomStream } from '../../../src/core/random/stream';
import { parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import type { ComparedClass } from '../../../tools/results/class-set';
import { contendersOf, DEFAULT_CONTENDERS } from '../../../tools/results/contenders';
import { makeSet, type SetParts } from '../../../tools/results/make-set';
import { meanOverClasses, meanRepeated, measuresOf } from '../../../tools/results/measures';
import { WorkFolder } from '../../../tools/results/work-folder';
import { nodeKernels, tinySource } from '../../support/tiny-pack';

const SIZE = 8 * 16 * 16;
const IMAGES = 12;
const sampling = parseParameters(samplingSchema, {
  imagesPerClass: 2,
  seed: 3,
  steps: 3,
  cfgScale: 2,
});

function drawnClass(folder: string): ComparedClass {
  const stream = randomStream({ seed: 1, name: folder, purpose: 'test-latents' });
  const data = Float32Array.from({ length: IMAGES * SIZE }, () => stream.normal());
  return {
    folder,
    name: folder,
    prompt: folder,
    latents: matrix(data, IMAGES, SIZE),
    key: folder,
  };
}

const classes = ['disc', 'ring'].map(drawnClass);
const folders: string[] = [];
let runtime: ModelRuntime;

beforeAll(async () => {
  runtime = await ModelRuntime.load(tinySource(), { loader: nodeOrt(), kernels: nodeKernels });
});
afterAll(async () => {
  await runtime.dispose();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function parts(patch: Partial<SetParts> = {}): SetParts {
  const path = mkdtempSync(join(tmpdir(), 'stillroom-results-test-'));
  folders.push(path);
  return {
    runtime,
    classes,
    work: new WorkFolder(path),
    checkTime: () => undefined,
    tell: () => undefined,
    ...patch,
  };
}

const one = (id: string) => {
  const [contender] = contendersOf([id]);
  if (contender === undefined) throw new Error(id);
  return contender;
};

describe('sets of the comparison', () => {
  const direct = DEFAULT_CONTENDERS.filter((id) => id !== 'coda');

  it.each(direct)('%s: as many finite latents of each class as were asked for', async (id) => {
    const sets = await makeSet(parts(), one(id), sampling);
    expect(sets.map(({ latents }) => latents.length)).toEqual([2 * SIZE, 2 * SIZE]);
    for (const { latents } of sets) expect(latents.every(Number.isFinite)).toBe(true);
    const measured = classes.map((entry, i) =>
      measuresOf(entry, sets[i] ?? { latents: new Float32Array(), seconds: null }),
    );
    const mean = meanOverClasses(measured);
    expect(mean.coverage).toBeGreaterThanOrEqual(0);
    expect(mean.transport).toBeGreaterThan(0);
    // Two images are too few for recall with the 5th neighbour.
    expect(mean.recall).toBeNull();
  });

  it('choose real latents where the method chooses', async () => {
    const sets = await makeSet(parts(), one('random-real'), sampling);
    sets.forEach(({ latents, seconds }, i) => {
      const first = latents.subarray(0, SIZE);
      const { data } = classes[i]?.latents ?? { data: new Float32Array() };
      const rows = Array.from({ length: IMAGES }, (_, row) =>
        data.subarray(row * SIZE, (row + 1) * SIZE),
      );
      expect(rows.some((row) => row.every((value, k) => value === first[k]))).toBe(true);
      expect(seconds).toBeNull();
    });
  });

  it('do not depend on who else is in the batch', async () => {
    const both = await makeSet(parts(), one('mode-guidance'), sampling);
    // The prompts of the other classes are part of the key, not of an image without soft labels.
    const alone = await makeSet(
      parts({ classes: classes.slice(0, 1) }),
      one('mode-guidance'),
      sampling,
    );
    const expected = both[0]?.latents ?? new Float32Array();
    expect(alone[0]?.latents.length).toBe(expected.length);
    alone[0]?.latents.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
  });

  it('are taken up where they were stopped, to the last bit', async () => {
    const whole = await makeSet(parts(), one('dmgd'), sampling);
    let batches = 0;
    const stopping = parts({
      checkTime: () => {
        batches += 1;
        if (batches === 2) throw new Error('time is up');
      },
    });
    await expect(makeSet(stopping, one('dmgd'), sampling)).rejects.toThrow('time is up');
    const told: string[] = [];
    const resumed = {
      ...stopping,
      checkTime: () => undefined,
      tell: (text: string) => told.push(text),
    };
    const again = await makeSet(resumed, one('dmgd'), sampling);
    expect(told).toHaveLength(1);
    expect(again.map(({ latents }) => latents)).toEqual(whole.map(({ latents }) => latents));
    // A third time nothing is made at all.
    told.length = 0;
    await makeSet(resumed, one('dmgd'), sampling);
    expect(told).toEqual([]);
  });
});

it('the control is the mean, as often as there are images', () => {
  const [entry] = classes;
  if (entry === undefined) throw new Error('there is a class');
  const { latents } = meanRepeated(entry, 3);
  expect(latents).toHaveLength(3 * SIZE);
  expect(latents.slice(SIZE, 2 * SIZE)).toEqual(latents.slice(0, SIZE));
  let first = 0;
  for (let row = 0; row < IMAGES; row++) first += (entry.latents.data[row * SIZE] ?? 0) / IMAGES;
  expect(latents[0]).toBeCloseTo(first, 5);
  // All alike: one image, however often.
  expect(measuresOf(entry, { latents, seconds: null }).vendi).toBeCloseTo(1, 6);
});

it('an unknown method is named with those that are known', () => {
  expect(() => contendersOf(['magic'])).toThrow(/"magic".*random-real/);
});
