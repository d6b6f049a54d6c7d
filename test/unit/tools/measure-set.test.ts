import { beforeEach, describe, expect, it } from 'vitest';
import { controlOf, Handle } from '../../../src/core/control';
import { methodById } from '../../../src/methods';
import { parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import type { Points } from '../../../src/run/analysis/requests';
import { runImages } from '../../../src/run/results/run-images';
import { Runs } from '../../../src/run/results/runs';
import { latentsOf } from '../../../src/run/stages/latents';
import { contendersOf, DEFAULT_CONTENDERS } from '../../../tools/results/contenders';
import {
  measuredSet,
  type ComparedClass,
  type MeasuredSet,
  type SetOrder,
  type SetParts,
} from '../../../tools/results/measure-set';
import { controlMeasures, meanOverClasses, meanRepeated } from '../../../tools/results/measures';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts } from '../../support/run/run-parts';

const { signal } = new AbortController();
const sampling = parseParameters(samplingSchema, {
  imagesPerClass: 2,
  seed: 3,
  steps: 3,
  cfgScale: 2,
});

/** Two classes of enough images for ten clusters, and a storage that is empty. */
function freshParts(): SetParts {
  const storage = new MemoryStorage();
  const source = drawnSource([
    { folder: 'owl', images: 12 },
    { folder: 'fox', images: 13 },
  ]);
  return { ...memoryParts({ storage, source }), runs: new Runs(storage) };
}

let parts: SetParts;
let classes: ComparedClass[];
beforeEach(async () => {
  parts = freshParts();
  classes = [];
  for (const folder of ['owl', 'fox']) {
    const latents = await latentsOf(parts, folder, signal, () => undefined);
    classes.push({ folder, name: folder, prompt: folder, latents });
  }
});

function orderOf(id: string): SetOrder {
  const [contender] = contendersOf([id]);
  if (contender === undefined) throw new Error(id);
  return { label: 'birds', classes, contender, sampling };
}

function measured(id: string, told: string[] = []) {
  return measuredSet(parts, orderOf(id), controlOf(signal), (text) => told.push(text));
}

/** Squared distances of a class's latents to a point. */
function squares({ data, rows, columns }: Points, to: Float32Array): number[] {
  return Array.from({ length: rows }, (_, row) =>
    to.reduce((sum, value, i) => sum + (value - (data[row * columns + i] ?? NaN)) ** 2, 0),
  );
}

/** The share of a class's images that have a made one nearer than their own 5th neighbour. */
function coverage(real: Points, made: readonly Float32Array[]): number {
  const { data, rows, columns } = real;
  const near = made.map((one) => squares(real, one));
  const covered = Array.from({ length: rows }, (_, row) => {
    const own = squares(real, data.subarray(row * columns, (row + 1) * columns));
    const fifth = own.toSorted((a, b) => a - b)[5] ?? NaN;
    return near.some((to) => (to[row] ?? NaN) < fifth);
  });
  return covered.filter(Boolean).length / rows;
}

/** The cheapest way to carry half a class to each of two images: by how much nearer one is than the other. */
function transport(real: Points, first: Float32Array, second: Float32Array): number {
  const [toFirst, toSecond] = [squares(real, first), squares(real, second)];
  const order = toFirst
    .map((cost, row) => ({ cost, other: toSecond[row] ?? NaN }))
    .sort((a, b) => a.cost - a.other - (b.cost - b.other));
  let left = real.rows / 2;
  let total = 0;
  for (const { cost, other } of order) {
    const share = Math.min(1, left);
    left -= share;
    total += share * cost + (1 - share) * other;
  }
  return Math.sqrt(total / real.rows);
}

/** A set with any time of its beginning. */
function sameBut(set: MeasuredSet) {
  if (set.kind !== 'measured') return set;
  return { ...set, record: { ...set.record, startedAt: expect.any(String) as string } };
}

describe('a set of the comparison', () => {
  const direct = DEFAULT_CONTENDERS.filter((id) => id !== 'coda');

  it.each(direct)('%s: is made by a run and measured class by class', async (id) => {
    const set = await measured(id);
    if (set.kind !== 'measured') throw new Error(set.kind);
    expect(set.classes.length).toBe(classes.length);
    const [contender] = contendersOf([id]);
    const { output } = methodById(contender?.method.id ?? '').plan(
      contender?.parameters ?? {},
      sampling,
    );
    let covered = 0;
    for (const [i, { folder, latents }] of classes.entries()) {
      const numbers = set.classes[i];
      const images = (await runImages(parts.runs, set.record, folder)).map(({ image }) => image);
      const [first, second] = images.map(({ latent }) => latent);
      if (!first || !second) throw new Error(`${folder} has ${images.length} images`);
      expect(numbers?.coverage).toBe(coverage(latents, [first, second]));
      covered += coverage(latents, [first, second]) / classes.length;
      expect(numbers?.transport).toBeCloseTo(transport(latents, first, second), 6);
      // Two images are too few for recall with the 5th neighbour.
      expect(numbers?.recall).toBeNull();
      const [one = NaN, other = NaN] = images.map(({ seconds }) => seconds);
      if (output === 'generated') expect(numbers?.secondsPerImage).toBe((one + other) / 2);
      else expect(numbers?.secondsPerImage).toBeNull();
      const pulled = ['mode-guidance', 'manifold', 'joint'].includes(id);
      expect((numbers?.targetDistance ?? null) !== null).toBe(pulled);
    }
    expect(meanOverClasses(set.classes).coverage).toBeCloseTo(covered, 12);
  });

  it('goes on where it was stopped, and makes nothing twice', async () => {
    const whole = await measured('dmgd');
    parts = freshParts();
    const control = new Handle();
    const first: string[] = [];
    const stopped = await measuredSet(parts, orderOf('dmgd'), control, (text) => {
      first.push(text);
      control.stop();
    });
    expect(stopped).toEqual({ kind: 'stopped' });
    expect(first).toEqual(['1 of 4 images']);
    const rest: string[] = [];
    const again = await measured('dmgd', rest);
    expect(rest).toEqual(['2 of 4 images', '3 of 4 images', '4 of 4 images']);
    expect(again).toEqual(sameBut(whole));
    rest.length = 0;
    expect(await measured('dmgd', rest)).toEqual(sameBut(whole));
    expect(rest).toEqual([]);
  });

  it('says what a class does not support', async () => {
    // DMGD's ten clusters of eight images.
    const source = drawnSource([
      { folder: 'owl', images: 8 },
      { folder: 'fox', images: 8 },
    ]);
    parts = { ...parts, source };
    expect(await measured('dmgd')).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(/10 clusters .* 8 images/) as string,
    });
  });
});

describe('the control', () => {
  it('is the mean, as often as there are images', () => {
    const points = { data: Float32Array.of(1, 2, 3, 6), rows: 2, columns: 2 };
    expect(meanRepeated(points, 3)).toEqual({
      data: Float32Array.of(2, 4, 2, 4, 2, 4),
      rows: 3,
      columns: 2,
    });
  });

  it('is one image, however often', async () => {
    const [entry] = classes;
    if (entry === undefined) throw new Error('there is a class');
    const numbers = await controlMeasures(localAnalysis(), entry.latents, 'owl', 3, signal);
    expect(numbers.vendi).toBeCloseTo(1, 6);
    expect(numbers.secondsPerImage).toBeNull();
  });
});

it('an unknown method is named with those that are known', () => {
  expect(() => contendersOf(['magic'])).toThrow(/"magic".*random-real/);
});
