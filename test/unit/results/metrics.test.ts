import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { distributionMetrics } from '../../../src/core/metrics/distribution-metrics';
import type { PackDescription } from '../../../src/core/formats/pack';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import type { Points } from '../../../src/run/analysis/requests';
import type { Analysis, Model } from '../../../src/run/ports';
import {
  classNumbers,
  comparedReal,
  measureClass,
  MOST_REAL,
  type MetricsParts,
} from '../../../src/run/results/metrics';
import { withoutLatent } from '../../../src/run/results/run-latents';
import { Runs } from '../../../src/run/results/runs';
import { Stages } from '../../../src/run/stages/stages';
import { MapStorage } from '../store/map-storage';
import {
  classOf,
  drawn,
  keepRun,
  pictures,
  recipeOf,
  recordOf,
  SIDE,
  sourceOf,
} from './sample-run';

describe('what a set is compared with', () => {
  it('is the whole class, or the same draw of it every time', () => {
    const small = { data: Float32Array.of(1, 2), rows: 2, columns: 1 };
    expect(comparedReal(small, 'x', null).real.data).toBe(small.data);
    const rows = MOST_REAL + 10;
    const large = { data: Float32Array.from({ length: rows }, (_, i) => i), rows, columns: 1 };
    const modes = { ofReal: Int32Array.from({ length: rows }, (_, i) => i % 7), count: 7 };
    const drawn = comparedReal(large, 'x', modes);
    expect(drawn.real.rows).toBe(MOST_REAL);
    expect(new Set(drawn.real.data).size).toBe(MOST_REAL);
    expect(drawn.real.data.every((row, i) => drawn.modes?.ofReal[i] === row % 7)).toBe(true);
    expect(comparedReal(large, 'x', modes).real.data).toEqual(drawn.real.data);
  });
});

describe('latents that have to be made', () => {
  it('are those of exports and of other models', () => {
    const images = [new Float32Array(4), null, new Float32Array(5)].map((latent) => ({ latent }));
    expect(withoutLatent(images, true, 4)).toEqual([1, 2]);
    expect(withoutLatent(images, false, 4)).toEqual([0, 1, 2]);
  });
});

describe('the numbers of a class', () => {
  const real = matrix(
    Float64Array.from({ length: 8 }, (_, i) => i),
    8,
    1,
  );

  it('name what is missing in the words of the view', () => {
    const report = distributionMetrics(real, matrix(Float64Array.of(0, 7), 2, 1));
    const numbers = classNumbers(report, [0, 0]);
    expect(numbers.images).toBe(2);
    expect(numbers.recall).toBeNull();
    expect(numbers.missing['recall']).toMatch(/needs at least 6/);
    expect(numbers.missing['modesHit']).toMatch(/not known/);
    expect(numbers.secondsPerImage).toBeNull();
    expect(numbers.missing['secondsPerImage']).toMatch(/export/);
  });

  it('have what terms made small when they last acted, over all images', () => {
    const report = distributionMetrics(real, matrix(Float64Array.of(0, 7), 2, 1));
    const step = (term: 'coda-alignment' | 'transport', value: number) => ({
      step: 0,
      timestep: 900,
      sigma: 1,
      terms: [
        {
          term,
          shiftNorm: 1,
          shiftShare: 0.1,
          distance: term === 'transport' ? 99 : value,
          loss: term === 'transport' ? value : null,
        },
      ],
    });
    const free = { step: 1, timestep: 100, sigma: 1, terms: [] };
    const first = [step('coda-alignment', 9), step('coda-alignment', 4), free];
    const second = [step('transport', 0.5), step('coda-alignment', 6), free];
    const numbers = classNumbers(report, [1, 1], null, [first, second]);
    expect(numbers.targetDistance).toBe(5);
    // It acted on one of two images.
    expect(numbers.transportLoss).toBeNull();
    expect(numbers.missing['transportLoss']).toMatch(/No such term/);
    expect(classNumbers(report, [1, 1]).targetDistance).toBeNull();
  });

  it('give the transport distance in the unit of the points', () => {
    // Every point moves by 10: the 2-Wasserstein distance is 10.
    const moved = matrix(
      real.data.map((value) => value + 10),
      8,
      1,
    );
    const numbers = classNumbers(distributionMetrics(real, moved), [1, 3]);
    expect(numbers.transport).toBeCloseTo(10, 9);
    expect(numbers.secondsPerImage).toBe(2);
  });
});

/** A model whose latents are the first three bytes, and an analysis that notes what it is asked. */
function measured(packHash: string) {
  const unused = () => Promise.reject(new Error('not asked for here'));
  const pack = { name: 'Tiny', resolution: SIDE } as PackDescription;
  const encoded: number[] = [];
  const model: Model = {
    loaded: { pack, packHash, backend: { kind: 'wasm', threads: 1 } },
    makeConditions: unused,
    encode: async (pixels, count) => {
      encoded.push(count);
      const area = SIDE * SIDE * 3;
      return Float32Array.from({ length: 3 * count }, (_, i) => {
        return pixels[Math.floor(i / 3) * area + (i % 3)] ?? NaN;
      });
    },
    posterior: unused,
    sample: unused,
    score: unused,
    describe: unused,
    preview: unused,
  };
  const asked: { readonly fake: Points; readonly modes: Int32Array | null }[] = [];
  const local = localAnalysis();
  const analysis: Analysis = {
    ...local,
    metrics: (real, fake, modes, signal) => {
      asked.push({ fake, modes: modes && modes.ofReal });
      return local.metrics(real, fake, modes, signal);
    },
  };
  const storage = new MapStorage();
  const parts: MetricsParts = {
    runs: new Runs(storage),
    stages: new Stages(storage),
    model,
    analysis,
    pictures,
    source: sourceOf(),
  };
  return { parts, asked, encoded };
}

const REAL = Float32Array.from({ length: 24 }, (_, i) => 10 * Math.cos(i));

describe('measuring a class of a run', () => {
  const record = recordOf(recipeOf());
  const order = {
    record,
    folder: 'a',
    real: {
      key: 'latents',
      owner: 'f',
      data: REAL,
      rows: 8,
      columns: 3,
      shape: { channels: 3, height: 1, width: 1 },
      images: classOf('a', 'first', 8),
    },
    truth: { modeOf: Int32Array.of(0, 1, -1, 0, 1, 0, 1, 0), modes: 2 },
  };
  const { signal } = new AbortController();

  it('takes the latents that lie beside the images, once, and again when an image comes', async () => {
    const { parts, asked, encoded } = measured(record.recipe.pack.hash);
    await keepRun(parts.runs, record, { a: 2 });
    const numbers = await measureClass(parts, order, signal);
    expect([numbers.images, numbers.secondsPerImage]).toEqual([2, 2]);
    expect(asked[0]?.fake.data).toEqual(Float32Array.of(0, 1, 2, 1, 1, 2));
    expect(asked[0]?.modes).toEqual(order.truth.modeOf);
    expect(await measureClass(parts, order, signal)).toEqual(numbers);
    expect([asked.length, encoded.length]).toEqual([1, 0]);
    await keepRun(parts.runs, record, { a: 3 });
    expect((await measureClass(parts, order, signal)).images).toBe(3);
    expect(asked.length).toBe(2);
  });

  it('encodes the pictures of another model’s run', async () => {
    const { parts, asked, encoded } = measured('another');
    await keepRun(parts.runs, record, { a: 2 });
    await measureClass(parts, order, signal);
    expect(encoded).toEqual([2]);
    // The drawn pictures' first bytes: see `drawn`.
    expect(asked[0]?.fake.data).toEqual(Float32Array.of(0, 7, 14, 31, 38, 45));
  });

  it('say what each picture is to its core, and how sharp and large it is', async () => {
    const { parts } = measured(record.recipe.pack.hash);
    await keepRun(parts.runs, record, { a: 2 });
    const numbers = await measureClass(parts, order, signal);
    // Picture i is drawn as real image i is, and its core is image 5 - i.
    const apart = (i: number, j: number) =>
      Math.hypot(...drawn(i).map((value, at) => value - (drawn(j)[at] ?? 0)));
    const follow = [0, 1].filter((i) => apart(i, 5 - i) <= apart(i, 4 + i)).length;
    expect(numbers.follows).toBe(follow / 2);
    expect(numbers.copies).toBe(0);
    expect(numbers.sharpness).toBeGreaterThan(0);
    const norms = Array.from({ length: 8 }, (_, i) => Math.hypot(...REAL.slice(3 * i, 3 * i + 3)));
    const mean = norms.reduce((sum, value) => sum + value, 0) / 8;
    const own = (Math.hypot(0, 1, 2) + Math.hypot(1, 1, 2)) / 2;
    expect(numbers.norm).toBeCloseTo(own / mean, 6);
  });

  it('says which model to load where pictures have another size', async () => {
    const { parts } = measured('another');
    const { loaded } = parts.model;
    const model = {
      ...parts.model,
      loaded: { ...loaded, pack: { ...loaded.pack, resolution: 64 } },
    };
    await keepRun(parts.runs, record, { a: 1 });
    await expect(measureClass({ ...parts, model }, order, signal)).rejects.toMatchObject({
      code: 'PackMismatch',
      data: { side: SIDE, resolution: 64 },
    });
  });
});
