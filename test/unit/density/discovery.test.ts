import { describe, expect, it } from 'vitest';
import { discoverCores } from '../../../src/core/density/discover-cores';
import { umap } from '../../../src/core/density/umap';
import { matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { gaussianMixture } from '../linalg/mixture';

const options = {
  imagesPerClass: 4,
  neighbours: 10,
  components: 5,
  minDist: 0,
  minClusterSize: 8,
  minSamples: 3,
  seed: 1,
};

describe('UMAP', { timeout: 30_000 }, () => {
  const points = gaussianMixture(40, 6, 4, 2, 20);
  const neighbours = exactNeighbours(points, { k: 10, includeSelf: true });

  it('gives the same embedding for the same seed, another for another', async () => {
    const layout = { components: 2, minDist: 0.1 };
    const first = await umap(neighbours, 40, { ...layout, seed: 5 });
    expect(first.data).toHaveLength(80);
    expect(await umap(neighbours, 40, { ...layout, seed: 5 })).toEqual(first);
    expect(await umap(neighbours, 40, { ...layout, seed: 6 })).not.toEqual(first);
  });

  it('shows its progress and stops in the middle', async () => {
    const controller = new AbortController();
    const shares: number[] = [];
    const running = umap(neighbours, 40, {
      components: 2,
      minDist: 0,
      seed: 5,
      signal: controller.signal,
      onProgress: (share) => {
        shares.push(share);
        if (share > 0.5) controller.abort();
      },
    });
    await expect(running).rejects.toThrow('Cancelled');
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThan(0.6);
  });

  it('refuses neighbours that leave the point itself out', async () => {
    const others = exactNeighbours(points, { k: 10 });
    await expect(umap(others, 40, { components: 2, minDist: 0, seed: 1 })).rejects.toThrow(
      /itself first/,
    );
  });

  it.each([1, 2, 3])('embeds %i points', async (rows) => {
    const few = gaussianMixture(rows, 3, 1, 1);
    const found = exactNeighbours(few, { k: rows, includeSelf: true });
    const embedding = await umap(found, rows, { components: 2, minDist: 0, seed: 1 });
    expect(embedding.data.every(Number.isFinite)).toBe(true);
  });
});

describe('core discovery', { timeout: 30_000 }, () => {
  it('takes one core from each of four separate groups', async () => {
    const latents = gaussianMixture(80, 12, 4, 3, 20);
    const stages: string[] = [];
    const { cores, reduced, clustering } = await discoverCores(latents, options, {
      onProgress: (stage) => {
        if (stages.at(-1) !== stage) stages.push(stage);
      },
    });
    expect(stages).toEqual(['standardise', 'neighbours', 'reduce', 'cluster', 'cores']);
    expect(reduced.columns).toBe(5);
    expect(clustering.clusterCount).toBe(4);
    expect(cores.map(({ representative }) => representative % 4).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('works with steps that run elsewhere, on standardised points', async () => {
    const latents = gaussianMixture(60, 3, 4, 3, 20);
    let asked = 0;
    const { neighbours, reduced } = await discoverCores(latents, options, {
      neighbours: (points, k) => {
        asked = k;
        expect(Array.from(points.data).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8);
        return Promise.resolve(exactNeighbours(points, { k, includeSelf: true }));
      },
      reduce: (_, count) => Promise.resolve(matrix(latents.data, count, 3)),
    });
    expect(asked).toBe(10);
    expect(neighbours.k).toBe(10);
    expect(reduced.columns).toBe(3);
  });

  it('asks for no more neighbours than there are images', async () => {
    const latents = gaussianMixture(40, 3, 4, 3, 20);
    const { neighbours } = await discoverCores(
      latents,
      { ...options, neighbours: 85 },
      { reduce: (_, count) => matrix(latents.data, count, 3) },
    );
    expect(neighbours.k).toBe(40);
  });

  it('refuses fewer images than cores, and latents that are no numbers', async () => {
    await expect(discoverCores(gaussianMixture(3, 4, 1, 1), options)).rejects.toThrow(
      /has 3 images/,
    );
    const broken = matrix(new Float32Array(40).fill(Number.NaN), 10, 4);
    await expect(discoverCores(broken, options)).rejects.toThrow(/encoding/);
  });
});
