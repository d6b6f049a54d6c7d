import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { umap, type UmapEpoch, type UmapOptions } from '../../../src/core/density/umap';
import { trustworthiness } from '../../../src/core/density/trustworthiness';
import { matrix, type Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { gaussianMixture } from '../linalg/mixture';

const points = gaussianMixture(60, 6, 3, 2, 20);
const neighbours = exactNeighbours(points, { k: 10, includeSelf: true });
const plane: UmapOptions = { components: 2, minDist: 0.1, seed: 5 };

const embed = (source: Matrix, k: number, options: UmapOptions): Promise<Matrix> =>
  umap(
    exactNeighbours(source, { k: Math.min(k, source.rows), includeSelf: true }),
    source.rows,
    options,
  );

describe('UMAP', { timeout: 60_000 }, () => {
  it('gives the same bytes for the same seed, others for another', async () => {
    const first = await umap(neighbours, 60, plane);
    expect(first.rows).toBe(60);
    expect(first.columns).toBe(2);
    expect(first.data).toHaveLength(120);
    expect(await umap(neighbours, 60, plane)).toEqual(first);
    expect(await umap(neighbours, 60, { ...plane, seed: 6 })).not.toEqual(first);
  });

  it('gives the same bytes whoever looks on, and two at a time', async () => {
    const alone = await umap(neighbours, 60, plane);
    const watched = umap(neighbours, 60, {
      ...plane,
      signal: new AbortController().signal,
      onProgress: () => {},
      onEpoch: ({ epoch, layout }) => {
        if (epoch % 7 === 0) layout().data.fill(0);
      },
    });
    const beside = umap(neighbours, 60, plane);
    expect(await watched).toEqual(alone);
    expect(await beside).toEqual(alone);
  });

  it('takes distances in single and double precision', async () => {
    const distances = Float32Array.from(neighbours.distances);
    const single = await umap({ ...neighbours, distances }, 60, plane);
    const exact = { ...neighbours, distances: Float64Array.from(distances) };
    expect(await umap(exact, 60, plane)).toEqual(single);
  });

  it('hands out a layout every epoch, the last one being the result', async () => {
    const epochs: number[] = [];
    let last: UmapEpoch | null = null;
    let lastLayout: Matrix | null = null;
    const embedding = await umap(neighbours, 60, {
      ...plane,
      onEpoch: (state) => {
        epochs.push(state.epoch);
        last = state;
        lastLayout = state.layout();
      },
    });
    expect(epochs).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(last).toMatchObject({ epoch: 500, epochs: 500 });
    expect(lastLayout).toEqual(embedding);
  });

  it('shows its progress from the start to the end', async () => {
    const shares: number[] = [];
    await umap(neighbours, 60, { ...plane, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(100);
    expect(shares[0]).toBeLessThan(0.2);
    expect(shares.at(-1)).toBe(1);
  });

  it('stops when it is cancelled before, and from within', async () => {
    const signal = AbortSignal.abort();
    await expect(umap(neighbours, 60, { ...plane, signal })).rejects.toThrow('Cancelled');
    const controller = new AbortController();
    let epochs = 0;
    const running = umap(neighbours, 60, {
      ...plane,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        epochs = epoch;
        if (epoch === 100) controller.abort();
      },
    });
    await expect(running).rejects.toThrow('Cancelled');
    // It may be on its way through the next one.
    expect(epochs).toBeLessThanOrEqual(101);
  });

  it.each(['timer', 'message'])('lets a %s in that cancels it', async (kind) => {
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    const running = umap(neighbours, 60, { ...plane, signal: controller.signal });
    if (kind === 'timer') setTimeout(cancel, 0);
    else {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        cancel();
        port1.close();
      });
      port1.start();
      port2.postMessage(null);
    }
    await expect(running).rejects.toThrow('Cancelled');
  });

  it('keeps neighbourhoods, in few dimensions and in many', async () => {
    const large = gaussianMixture(150, 8, 5, 4, 6);
    for (const components of [2, 3, 50]) {
      const embedding = await embed(large, 15, { components, minDist: 0, seed: 1 });
      expect(trustworthiness(large, embedding, 10)).toBeGreaterThan(0.9);
    }
  });
});

describe('UMAP of awkward points', { timeout: 120_000 }, () => {
  it.each([1, 2, 3, 4, 5])('embeds %i of them', async (rows) => {
    for (const components of [1, 2, 50]) {
      const few = gaussianMixture(rows, 3, 1, 1);
      const { data } = await embed(few, 15, { components, minDist: 0, seed: 1 });
      expect(data).toHaveLength(rows * components);
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it('embeds none', async () => {
    const none = { indices: new Int32Array(0), distances: new Float64Array(0), k: 2 };
    expect((await umap(none, 0, plane)).data).toHaveLength(0);
  });

  it('gives finite points for duplicates, lines and pieces that nothing joins', async () => {
    const scene = fc.record({
      rows: fc.integer({ min: 2, max: 40 }),
      /** Points on a small grid: many in one place. */
      values: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 80, maxLength: 80 }),
      /** Distance of every third point to the rest. */
      apart: fc.constantFrom(0, 1e6),
      k: fc.integer({ min: 2, max: 20 }),
      components: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ rows, values, apart, k, components }) => {
        const data = Float64Array.from(
          values.slice(0, rows * 2),
          (value, p) => value + (Math.floor(p / 2) % 3 === 0 ? apart : 0),
        );
        const embedding = await embed(matrix(data, rows, 2), k, {
          components,
          minDist: 0,
          seed: 3,
        });
        expect(embedding.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('gives finite points for constant ones', async () => {
    const constant = matrix(new Float64Array(50 * 4).fill(2.5), 50, 4);
    const { data } = await embed(constant, 15, { components: 3, minDist: 0, seed: 1 });
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('refuses lists without the point itself, foreign points, and no dimensions', async () => {
    const others = exactNeighbours(points, { k: 10 });
    await expect(umap(others, 60, plane)).rejects.toThrow(/itself first/);
    const indices = neighbours.indices.slice();
    indices[3] = 60;
    await expect(umap({ ...neighbours, indices }, 60, plane)).rejects.toThrow(/60 points/);
    for (const components of [0, 1.5, Number.NaN]) {
      await expect(umap(neighbours, 60, { ...plane, components })).rejects.toThrow(/dimensions/);
    }
  });
});
