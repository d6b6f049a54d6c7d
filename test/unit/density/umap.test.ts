import { describe, expect, it } from 'vitest';
import { umap } from '../../../src/core/density/umap';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { gaussianMixture } from '../linalg/mixture';

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
