/**
 * What people really bring: classes of one image, of copies of one image, settings out of range. Each
 * ends in a sentence or in a documented clamp.
 */
import { hiddenStates } from '../../support/hidden-states';
import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/core/linalg/matrix';
import { randomStream } from '../../../src/core/random/stream';
import { methodById, methods } from '../../../src/methods';
import { findTargets } from '../../../src/methods/find-targets';
import type { ImageInput } from '../../../src/methods/method';
import { defaultsOf, parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import type { ClassTargets, TargetRequest } from '../../../src/methods/targets';
import { Stages } from '../../../src/run/stages/stages';
import { classTargets } from '../../../src/run/stages/targets';
import { SIZE, TOKENS, WIDTH } from '../diffusion/tiny-network';
import { memoryParts } from '../../support/run/run-parts';
import { MemoryStorage } from '../../support/run/memory-storage';

const NAME = 'fox';
const options = { seed: 1, name: NAME };

function latents(rows: number): Matrix {
  const stream = randomStream({ seed: 9, purpose: 'test-latents' });
  return matrix(stream.fillNormal(new Float64Array(rows * SIZE)), rows, SIZE);
}

const copies = (rows: number): Matrix =>
  matrix(new Float32Array(rows * SIZE).fill(0.7), rows, SIZE);

const cores = (count: number) => ({
  images: Array.from({ length: count }, (_, i) => i),
  sizes: Array.from({ length: count }, () => 1),
});

/** Every request for `count` points of a class. */
function requests(count: number): TargetRequest[] {
  return [
    { kind: 'kmeans', clusters: count },
    { kind: 'hierarchical', clusters: count },
    { kind: 'density', count },
    { kind: 'density-sample', count, nNeighbors: 15 },
    { kind: 'random-images', count },
    { kind: 'nearest-to-kmeans', count },
    { kind: 'herding', count },
    { kind: 'k-centre', count },
  ];
}

/** CoDA's targets in points that are a class's latents, by the stages that every run takes. */
function coreTargets(
  { data, rows, columns }: Matrix,
  count: number,
  stages = new Stages(new MemoryStorage()),
): Promise<ClassTargets> {
  const parts = memoryParts({ stages });
  const points = { data: Float32Array.from(data), rows, columns, key: 'points', owner: 'class' };
  const settings = {
    nNeighbors: 15,
    minClusterSize: 5,
    minSamples: 3,
    seedCandidates: 3,
    space: 'latents',
  } as const;
  const request = { kind: 'coda-cores', count, ...settings } as const;
  const shape = { channels: columns, height: 1, width: 1 };
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  return classTargets(parts, { ...points, images: [], shape }, request, options, hooks);
}

function expectFinite({ points, weights, images }: ClassTargets, count: number): void {
  expect(weights).toHaveLength(count);
  expect(images).toHaveLength(count);
  expect(points).toHaveLength(count * SIZE);
  expect(points.every(Number.isFinite)).toBe(true);
  expect(weights.every((weight) => weight > 0)).toBe(true);
}

describe('more points than the class has images', () => {
  it.each(requests(5).map((request) => [request.kind, request] as const))(
    '%s says how many there are',
    (_, request) => {
      expect(() => findTargets(request, latents(4), options, null)).toThrow(
        expect.objectContaining({
          code: 'TooFewImages',
          message: expect.stringMatching(/\b5\b.*\b4\b/) as string,
        }),
      );
    },
  );

  it('CoDA says how many cores there are', async () => {
    await expect(coreTargets(latents(4), 5)).rejects.toMatchObject({
      code: 'TooFewCores',
      message: expect.stringMatching(/5 cores needed, but the 4 images/) as string,
    });
  });
});

describe('a class of one image', () => {
  it.each(requests(1).map((request) => [request.kind, request] as const))(
    '%s gives that image',
    (_, request) => {
      const one = latents(1);
      const found = findTargets(request, one, options, null);
      expectFinite(found, 1);
      expect([...found.points]).toEqual([...one.data]);
    },
  );

  it('is its own mean', () => {
    const one = latents(1);
    expect([...findTargets({ kind: 'mean' }, one, options, null).points]).toEqual([...one.data]);
  });

  it('has no dense core, which CoDA says in a sentence', async () => {
    await expect(coreTargets(latents(1), 1)).rejects.toMatchObject({
      code: 'TooFewCores',
      message: expect.stringMatching(/Add images/) as string,
    });
  });
});

describe('a class of copies of one image', () => {
  const alike = copies(40);

  it.each(['kmeans', 'hierarchical', 'nearest-to-kmeans'] as const)(
    '%s says that they are copies',
    (kind) => {
      const request = requests(3).find((one) => one.kind === kind);
      if (request === undefined) throw new Error(kind);
      expect(() => findTargets(request, alike, options, null)).toThrow(
        expect.objectContaining({
          code: 'TooFewImages',
          message: expect.stringMatching(
            /only 1 of the class's 40 images is different.*Ask for 1 at most/,
          ) as string,
        }),
      );
    },
  );

  it('counts the different ones, which are as many as one can ask for', () => {
    const mixed = copies(10);
    mixed.data.fill(0.2, 0, SIZE);
    mixed.data.fill(0.4, SIZE, 2 * SIZE);
    const ask = (clusters: number) =>
      findTargets({ kind: 'kmeans', clusters }, mixed, options, null);
    expect(() => ask(4)).toThrow(/only 3 of the class's 10 images are different/);
    expectFinite(ask(3), 3);
  });

  it('CoDA ends in a sentence however many cores are asked for', { timeout: 30_000 }, async () => {
    const stages = new Stages(new MemoryStorage());
    for (const count of [2, 10]) {
      await expect(coreTargets(alike, count, stages)).rejects.toMatchObject({
        code: 'TooFewCores',
      });
    }
  });

  it('cores that are copies are refused, different ones are not', () => {
    const request: TargetRequest = {
      kind: 'coda-cores',
      count: 2,
      nNeighbors: 15,
      minClusterSize: 5,
      minSamples: 3,
      seedCandidates: 3,
      space: 'latents',
    };
    expect(() => findTargets(request, alike, options, cores(2))).toThrow(
      /The 2 cores of "fox" show 1 different image only.*Lower the images per class to 1/,
    );
    expectFinite(findTargets(request, latents(5), options, cores(2)), 2);
  });

  it.each(['random-images', 'herding', 'k-centre', 'density', 'density-sample'] as const)(
    '%s still takes real images, each once',
    (kind) => {
      const request = requests(3).find((one) => one.kind === kind);
      if (request === undefined) throw new Error(kind);
      const found = findTargets(request, alike, options, null);
      expectFinite(found, 3);
      expect(new Set(found.images).size).toBe(3);
    },
  );
});

describe("DMGD's density sample", () => {
  /** As its code has it: 1 / (sum of distances + 1e-8), over the sum of these. */
  function probabilities({ data, rows }: Matrix): number[] {
    const distance = (a: number, b: number) =>
      Math.hypot(
        ...Array.from(
          { length: SIZE },
          (_, d) => (data[a * SIZE + d] ?? 0) - (data[b * SIZE + d] ?? 0),
        ),
      );
    const densities = Array.from({ length: rows }, (_, a) => {
      const sum = Array.from({ length: rows }, (_b, b) => distance(a, b)).reduce(
        (x, y) => x + y,
        0,
      );
      return 1 / (sum + 1e-8);
    });
    const total = densities.reduce((x, y) => x + y, 0);
    return densities.map((density) => density / total);
  }

  it('weighs each drawn image by its own probability', () => {
    const all = latents(9);
    const expected = probabilities(all);
    const { images, weights } = findTargets({ kind: 'density', count: 4 }, all, options, null);
    expect(new Set(images).size).toBe(4);
    images.forEach((image, i) => expect(weights[i]).toBeCloseTo(expected[image] ?? NaN, 12));
  });

  it('draws dense images more often than lone ones', () => {
    const data = new Float64Array(6 * SIZE);
    // Five images near the origin and one far away, which has 1 / (5 x 100) against about 1 / 100.
    data.fill(100 / Math.sqrt(SIZE), 5 * SIZE);
    for (let row = 0; row < 5; row++) data[row * SIZE] = row * 0.01;
    const all = matrix(data, 6, SIZE);
    const lone = probabilities(all)[5] ?? 0;
    const draws = 400;
    let taken = 0;
    for (let seed = 0; seed < draws; seed++) {
      const found = findTargets({ kind: 'density', count: 1 }, all, { seed, name: NAME }, null);
      if (found.images[0] === 5) taken += 1;
    }
    // Four deviations of a binomial.
    expect(Math.abs(taken / draws - lone)).toBeLessThan(4 * Math.sqrt(lone / draws));
  });
});

describe('settings out of range', () => {
  const sampling = defaultsOf(samplingSchema);
  const dmgd = methodById('dmgd');

  it.each([0, -1, 1e9, Number.NaN, Number.POSITIVE_INFINITY])(
    'epsilon %d is refused',
    (epsilon) => {
      for (const id of ['dmgd', 'mixed']) {
        expect(() => methodById(id).plan({ sinkhornEpsilon: epsilon }, sampling)).toThrow(
          expect.objectContaining({
            code: 'BadParameter',
            message: expect.stringMatching(/0\.001 to 10/) as string,
          }),
        );
      }
    },
  );

  it('every number of every method is refused outside its range, and as NaN', () => {
    let numbers = 0;
    for (const method of methods) {
      for (const [name, parameter] of Object.entries(method.schema)) {
        if (parameter.kind !== 'number' && parameter.kind !== 'integer') continue;
        numbers += 1;
        for (const value of [parameter.min - 1, parameter.max + 1, Number.NaN]) {
          expect(() => method.plan({ [name]: value }, sampling)).toThrow(
            expect.objectContaining({ code: 'BadParameter' }),
          );
        }
      }
    }
    expect(numbers).toBeGreaterThan(20);
  });

  const input: ImageInput = {
    className: NAME,
    image: 0,
    seed: 0,
    targets: {
      prototypes: {
        points: latents(2).data,
        weights: Float64Array.of(1, 1),
        images: Int32Array.of(-1, -1),
      },
    },
    finished: [],
    condition: hiddenStates(new Float32Array(TOKENS * WIDTH), TOKENS),
    otherConditions: [],
  };
  const terms = (raw: object) => {
    const plan = dmgd.plan(raw, sampling);
    if (plan.output !== 'generated') throw new Error('DMGD generates');
    return plan.terms(input);
  };

  it('a window that ends before it starts is refused; one that ends where it starts is not', () => {
    expect(() => terms({ transportStart: 0.6, transportEnd: 0.4 })).toThrow(
      /starts at 0\.6 and ends at 0\.4/,
    );
    expect(() => terms({ exploreAbove: 0.3, refineBelow: 0.5 })).toThrow(
      expect.objectContaining({ code: 'BadParameter' }),
    );
    expect(() => terms({ transportStart: 0.4, transportEnd: 0.4 })).not.toThrow();
  });

  it('images per class and steps below one are refused', () => {
    for (const raw of [{ imagesPerClass: 0 }, { steps: 0 }, { imagesPerClass: 2.5 }]) {
      expect(() => parseParameters(samplingSchema, raw)).toThrow(
        expect.objectContaining({ code: 'BadParameter' }),
      );
    }
  });
});
