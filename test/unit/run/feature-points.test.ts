/** Cores looked for among the denoiser's features: what is looked at, what is kept, and what is said without any. */
import { describe, expect, it } from 'vitest';
import type { Diffuser } from '../../../src/core/diffuser';
import { alphasCumprod } from '../../../src/core/diffusion/schedule/betas';
import type { DenoiserCall } from '../../../src/core/diffusion/types';
import { descriptorNoise } from '../../../src/core/scoring/draws';
import { anchorRequest } from '../../../src/methods/terms/discovery';
import { exploreClass } from '../../../src/run/stages/explore';
import { featurePoints } from '../../../src/run/stages/feature-points';
import { classLatents, readPictures } from '../../../src/run/stages/latents';
import { classTargets } from '../../../src/run/stages/targets';
import { statesOf } from '../../support/hidden-states';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts } from '../../support/run/run-parts';
import { standInDiffuser, standInModel } from '../../support/run/stand-in-model';
import { Stages } from '../../../src/run/stages/stages';

const { signal } = new AbortController();
const IMAGES = 20;
const NOISES = 8;
const TIMESTEP = 161;
const source = drawnSource([{ folder: 'fox', images: IMAGES }]);
const quiet = () => undefined;
const request = {
  nNeighbors: 5,
  minClusterSize: 3,
  minSamples: 2,
  seedCandidates: 3,
  imagesPerClass: 2,
  space: 'features',
} as const;

/** A network whose features are what it is shown; and what it was asked. */
function mirror() {
  const calls: DenoiserCall[] = [];
  const diffuser: Diffuser = {
    ...standInDiffuser(true),
    features: async (call) => {
      calls.push(structuredClone(call));
      return call.sample.slice();
    },
  };
  return { calls, model: standInModel({}, diffuser), diffuser };
}

const foxes = async (parts: ReturnType<typeof memoryParts>) =>
  classLatents(parts, await readPictures(parts, 'fox', signal), signal, quiet);

describe("the denoiser's features of a class", () => {
  it('are its answer to each picture under eight noises, averaged over these and over the picture', async () => {
    const { model, diffuser } = mirror();
    const parts = memoryParts({ source, model });
    const latents = await foxes(parts);
    const shares: number[] = [];
    const points = await featurePoints(parts, latents, signal, (share) => shares.push(share));
    expect([points.rows, points.columns]).toEqual([IMAGES, 3]);
    expect(shares.at(-1)).toBe(1);
    const alphaBar = alphasCumprod(diffuser.pack.schedule)[TIMESTEP] ?? Number.NaN;
    const noise = new Float64Array(12);
    for (const row of [0, 7, 19]) {
      // sqrt(A) x0 + sqrt(1 - A) eps, averaged over eps and over the four cells of each channel.
      const mean = [0, 0, 0];
      for (let k = 0; k < NOISES; k++) {
        const image = latents.images[row]?.sha256 ?? '';
        descriptorNoise({ seed: 0, image, tile: 0 }, k, noise);
        for (let i = 0; i < 12; i++) {
          const clean = latents.data[row * 12 + i] ?? Number.NaN;
          const shown = Math.sqrt(alphaBar) * clean + Math.sqrt(1 - alphaBar) * (noise[i] ?? 0);
          const channel = Math.floor(i / 4);
          mean[channel] = (mean[channel] ?? 0) + shown / (4 * NOISES);
        }
      }
      const length = Math.hypot(...mean);
      mean.forEach((value, channel) => {
        expect(points.data[row * 3 + channel]).toBeCloseTo(value / length, 5);
      });
    }
  });

  it('are asked for under the null prompt, at one timestep, and once', async () => {
    const { model, calls, diffuser } = mirror();
    const stages = new Stages(new MemoryStorage());
    const parts = memoryParts({ source, model, stages });
    const latents = await foxes(parts);
    const points = await featurePoints(parts, latents, signal, quiet);
    const [nothing] = await diffuser.makeConditions(['']);
    if (nothing === undefined) throw new Error('no condition');
    const width = statesOf(nothing).length;
    // The first calls may measure how many rows the machine takes at once.
    for (const { timesteps, condition, rows } of calls) {
      expect(timesteps).toEqual(new Float32Array(rows).fill(TIMESTEP));
      expect(statesOf(condition).subarray(0, width)).toEqual(statesOf(nothing));
    }
    const asked = calls.length;
    expect(await featurePoints(parts, latents, signal, quiet)).toEqual(points);
    expect(calls).toHaveLength(asked);
  });

  it('are where clusters and map are looked for', async () => {
    const parts = memoryParts({ source, model: standInModel({}, standInDiffuser(true)) });
    const hooks = { signal, onProgress: quiet };
    const map = await exploreClass(parts, 'fox', request, hooks);
    const whole = await exploreClass(parts, 'fox', { ...request, space: 'latents' }, hooks);
    expect(map.latents.key).toBe(whole.latents.key);
    expect(map.points).toHaveLength(2 * IMAGES);
    expect(map.points).not.toEqual(whole.points);
  });

  it('are where centres are looked for, and images are pulled to latents all the same', async () => {
    const parts = memoryParts({ source, model: standInModel({}, standInDiffuser(true)) });
    const latents = await foxes(parts);
    const told: string[] = [];
    const onProgress = (what: string) => told.push(what);
    const asked = { seed: 1, name: 'fox' };
    const found = await classTargets(
      parts,
      latents,
      anchorRequest('kmeans', 'features', 3),
      asked,
      {
        signal,
        onProgress,
      },
    );
    expect(told).toContain('features');
    expect(found.points).toHaveLength(3 * latents.columns);
    const [first = 0] = found.images;
    const { columns } = latents;
    expect(Float32Array.from(found.points.subarray(0, columns))).toEqual(
      latents.data.slice(first * columns, (first + 1) * columns),
    );
  });

  it('are not there where the pack has none, which is said before anything is described', async () => {
    const parts = memoryParts({ source });
    const latents = await foxes(parts);
    await expect(featurePoints(parts, latents, signal, quiet)).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringMatching(
        /gives no features of its denoiser.*another "Space"/,
      ) as string,
    });
  });
});
