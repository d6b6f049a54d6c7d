/** What images are pulled to under one and the same guidance: cores, images nearest to k-means centres, any. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import type { RecipeParameters } from '../../../src/core/formats/recipe';
import { findTargets } from '../../../src/methods/find-targets';
import { anchorRequest } from '../../../src/methods/terms/discovery';
import { distill } from '../../../src/run/distill';
import { exploreClass } from '../../../src/run/stages/explore';
import { latentsOf } from '../../../src/run/stages/latents';
import { classTargets } from '../../../src/run/stages/targets';
import { Runs } from '../../../src/run/results/runs';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';

const { signal } = new AbortController();
const silent = () => undefined;
const hooks = { signal, onProgress: silent };
const IMAGES = 4;
const SEED = 5;
const DISCOVERY = { nNeighbors: 5, minClusterSize: 3, minSamples: 2, seedCandidates: 3 };
const source = drawnSource([{ folder: 'owl', images: 25 }]);

/** Positions of the real images that a run's images are pulled to. */
async function anchorsOf(parameters: RecipeParameters, seed = SEED): Promise<number[]> {
  const storage = new MemoryStorage();
  const recipe = recipeFor({
    method: 'coda',
    parameters: { ...DISCOVERY, ...parameters },
    sampling: { imagesPerClass: IMAGES, seed },
    folders: ['owl'],
  });
  const order = { recipe, handle: 'run', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
  const parts = memoryParts({ storage, source });
  const outcome = await distill(parts, order, new Handle(), silent);
  expect(outcome.kind).toBe('done');
  const runs = new Runs(storage);
  const record = await runs.get('run');
  if (record === undefined) throw new Error('no record');
  return (await runs.finishedOf(record)).map(({ core }) => core?.image ?? -1);
}

const latents = () => latentsOf(memoryParts({ source }), 'owl', signal, silent);

describe('anchors', () => {
  it('are the images nearest to k-means centres', async () => {
    const whole = await latents();
    const request = { kind: 'nearest-to-kmeans', count: IMAGES } as const;
    const options = { seed: SEED, name: 'owl' };
    const expected = [...findTargets(request, whole, options, null).images];
    expect(await anchorsOf({ anchors: 'kmeans' })).toEqual(expected);
  });

  it('are those of pooled latents where texture is left out', async () => {
    // Two means, a little apart, under two textures that are far apart and that pooling averages out.
    const [side, rows] = [16, 12];
    const shape = { channels: 1, height: side, width: side };
    const mean = (row: number) => (row % 2) + 0.01 * row;
    const sign = (row: number) => (row % 4 < 2 ? 1 : -1);
    const data = Float32Array.from({ length: rows * side * side }, (_, i) => {
      const [row, cell] = [Math.floor(i / side ** 2), i % side ** 2];
      return mean(row) + 10 * sign(row) * ((cell + Math.floor(cell / side)) % 2 === 0 ? 1 : -1);
    });
    const columns = side ** 2;
    const textured = { key: 'textured', owner: 'class', data, rows, columns, shape, images: [] };
    const find = async (space: 'latents' | 'pooled') => {
      const request = anchorRequest('kmeans', space, 2);
      const parts = memoryParts({ source });
      return classTargets(parts, textured, request, { seed: SEED, name: 'owl' }, hooks);
    };
    const [whole, pooled] = [await find('latents'), await find('pooled')];
    expect(new Set(Array.from(whole.images, sign)).size).toBe(2);
    expect(new Set(Array.from(pooled.images, (row) => row % 2)).size).toBe(2);
    expect([...pooled.weights]).toEqual([6, 6]);
    // What images are pulled to are the latents themselves.
    const [first = 0] = pooled.images;
    expect(Float32Array.from(pooled.points.subarray(0, columns))).toEqual(
      data.subarray(first * columns, (first + 1) * columns),
    );
    expect(pooled.points).toHaveLength(2 * columns);
  });

  it('are random images of the run’s seed', async () => {
    const whole = await latents();
    const request = { kind: 'random-images', count: IMAGES } as const;
    const own = findTargets(request, whole, { seed: SEED, name: 'owl' }, null);
    expect(await anchorsOf({ anchors: 'random' })).toEqual([...own.images]);
    expect(await anchorsOf({ anchors: 'random' }, SEED + 1)).not.toEqual([...own.images]);
  });

  it('are the cores unless told otherwise, whatever the seed', async () => {
    const cores = await anchorsOf({});
    expect(await anchorsOf({}, SEED + 1)).toEqual(cores);
    expect(await anchorsOf({ anchors: 'kmeans' })).not.toEqual(cores);
  });

  it.each(['kmeans', 'random'] as const)(
    'of %s stand on the map where a run has them',
    async (kind) => {
      const parts = memoryParts({ source });
      const request = { ...DISCOVERY, space: 'latents', imagesPerClass: IMAGES } as const;
      const map = await exploreClass(parts, 'owl', request, hooks);
      const anchored = await exploreClass(
        parts,
        'owl',
        { ...request, anchors: { kind, seed: SEED } },
        hooks,
      );
      const shown = anchored.clusters.cores;
      expect(shown.map(({ image }) => image)).toEqual(await anchorsOf({ anchors: kind }));
      expect(new Set(shown.map(({ origin }) => origin))).toEqual(new Set(['anchor']));
      expect(anchored.clusters.labels).toEqual(map.clusters.labels);
      expect(anchored.points).toEqual(map.points);
    },
  );

  it('say why a class has too few of them, on the map too', async () => {
    const asked = { ...DISCOVERY, space: 'latents', imagesPerClass: 40 } as const;
    const anchors = { kind: 'random', seed: SEED } as const;
    const map = await exploreClass(memoryParts({ source }), 'owl', { ...asked, anchors }, hooks);
    expect(map.clusters.cores).toEqual([]);
    expect(map.clusters.problem).toMatch(/40 images were asked for, but the class has 25/);
  });
});
