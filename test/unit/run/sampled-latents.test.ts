/** Latents as DMGD's code has them: pictures turned at random, samples of the posterior. */
import { describe, expect, it } from 'vitest';
import { packFloat16, unpackFloat16 } from '../../../src/core/formats/float16';
import { methodById } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import type { Model } from '../../../src/run/ports';
import { latentsOf } from '../../../src/run/stages/latents';
import { sampledLatents } from '../../../src/run/stages/sampled-latents';
import { allTargets } from '../../../src/run/stages/targets';
import { drawnSource } from '../../support/run/drawn-source';
import { memoryParts } from '../../support/run/run-parts';
import { standInModel } from '../../support/run/stand-in-model';

const { signal } = new AbortController();
const silent = () => undefined;
const hooks = { signal, onProgress: silent };
const IMAGES = 130;
const SIDE = 8;
const AREA = SIDE * SIDE * 3;
const source = drawnSource([{ folder: 'fox', images: IMAGES }]);
const KEY = { seed: 3, name: 'fox' };

/** A model that keeps the pictures that it is asked about. */
function watched(model = standInModel()) {
  const pictures: Uint8Array[] = [];
  const posterior: Model['posterior'] = (pixels, count, stop) => {
    for (let i = 0; i < count; i++) pictures.push(pixels.slice(i * AREA, (i + 1) * AREA));
    return model.posterior(pixels, count, stop);
  };
  return { pictures, model: { ...model, posterior } };
}

async function sampled(key = KEY, model = standInModel()) {
  const parts = memoryParts({ source, model });
  const means = await latentsOf(parts, 'fox', signal, silent);
  return { parts, means, samples: await sampledLatents(parts, means, key, hooks) };
}

function turned(picture: Uint8Array): Uint8Array {
  return Uint8Array.from(picture, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [y, x] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return picture[3 * (y * SIDE + SIDE - 1 - x) + channel] ?? NaN;
  });
}

describe('sampled latents', () => {
  it('are of the pictures, about half of them turned left to right', async () => {
    const { pictures, model } = watched();
    const { means } = await sampled(KEY, model);
    let count = 0;
    let at = 0;
    for await (const own of source.pixels(means.images, SIDE, signal)) {
      const seen = pictures[at++];
      const mirrored = turned(own);
      expect(mirrored).not.toEqual(own);
      const isTurned = String(seen) === String(mirrored);
      expect(isTurned || String(seen) === String(own)).toBe(true);
      if (isTurned) count += 1;
    }
    // Of 130 fair coins, more than five standard deviations from half would be a fault.
    expect(Math.abs(count - IMAGES / 2)).toBeLessThan(5 * Math.sqrt(IMAGES / 4));
  });

  it('stand from their means as normal numbers do, times the deviations', async () => {
    const { pictures, model } = watched();
    const { samples } = await sampled(KEY, model);
    const normals: number[] = [];
    for (const [i, picture] of pictures.entries()) {
      const moments = await standInModel().posterior(picture.slice(), 1, signal);
      for (let j = 0; j < samples.columns; j++) {
        const off = (samples.data[i * samples.columns + j] ?? NaN) - (moments[j] ?? NaN);
        normals.push(off / (moments[samples.columns + j] ?? NaN));
      }
    }
    const count = normals.length;
    const mean = normals.reduce((sum, value) => sum + value, 0) / count;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it('are the means where the posterior has no width, turned or not', async () => {
    const model = standInModel();
    const sure: Model = {
      ...model,
      posterior: async (pixels, count, stop) => {
        const moments = await model.posterior(pixels, count, stop);
        const size = moments.length / (2 * count);
        return moments.map((value, i) => (Math.floor(i / size) % 2 === 1 ? 0 : value));
      },
    };
    const { pictures, model: watchedModel } = watched(sure);
    const { samples } = await sampled(KEY, watchedModel);
    const expected: number[] = [];
    for (const picture of pictures)
      expected.push(...(await model.encode(picture.slice(), 1, signal)));
    expect(samples.data).toEqual(unpackFloat16(packFloat16(Float32Array.from(expected))));
  });

  it('follow from seed and class alone, and are kept', async () => {
    const one = await sampled();
    expect((await sampled()).samples.data).toEqual(one.samples.data);
    const keys = [one.means.key, one.samples.key];
    for (const key of [
      { ...KEY, seed: 4 },
      { ...KEY, name: 'owl' },
    ]) {
      const other = (await sampled(key)).samples;
      expect(other.data).not.toEqual(one.samples.data);
      keys.push(other.key);
    }
    expect(new Set(keys).size).toBe(4);
    const { pictures, model } = watched();
    const again = await sampledLatents({ ...one.parts, model }, one.means, KEY, hooks);
    expect(again.data).toEqual(one.samples.data);
    expect(pictures).toHaveLength(0);
  });
});

describe('DMGD', () => {
  const plan = (raw: object) =>
    methodById('dmgd').plan(
      { ...raw, prototypes: 4 },
      { ...defaultsOf(samplingSchema), imagesPerClass: 2 },
    );

  it.each(['kmeans', 'mean', 'density', 'density-sample'])(
    'looks for its %s target among samples where it is told to, and among means otherwise',
    async (transportTarget) => {
      const { parts, means, samples } = await sampled();
      const points = async (transportLatents: string) => {
        const { output, ...rest } = plan({ transportTarget, transportLatents });
        if (output !== 'generated' || !('targets' in rest)) throw new Error('no targets');
        const asked: Float32Array[] = [];
        const analysis: typeof parts.analysis = {
          ...parts.analysis,
          targets: (request, latents, ...others) => {
            asked.push(Float32Array.from(latents.data));
            return parts.analysis.targets(request, latents, ...others);
          },
        };
        const found = await allTargets({ ...parts, analysis }, means, rest.targets, KEY, hooks);
        return { asked, found: found.prototypes?.points };
      };
      const [byMeans, bySamples] = [await points('means'), await points('samples')];
      expect([byMeans.asked, bySamples.asked]).toEqual([[means.data], [samples.data]]);
      expect(bySamples.found).not.toEqual(byMeans.found);
    },
  );

  it('does so in the presets of its code', () => {
    const presets = methodById('dmgd').presets.filter(
      ({ parameters }) => parameters['transportStep'] === 'official',
    );
    expect(presets.map(({ parameters }) => parameters['transportLatents'])).toEqual([
      'samples',
      'samples',
    ]);
  });
});
