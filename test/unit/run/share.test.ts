/** What share of its class an image stands for, as it is kept with its place. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { distill } from '../../../src/run/distill';
import { shareOf } from '../../../src/run/makers/share';
import type { RunRecord } from '../../../src/run/results/records';
import { Runs } from '../../../src/run/results/runs';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor, type RecipeWish } from '../../support/run/run-parts';

const IMAGES = 4;
const FOLDERS = ['owl', 'fox'];

async function sharesOf(wish: RecipeWish): Promise<(number | undefined)[][]> {
  const storage = new MemoryStorage();
  const source = drawnSource(FOLDERS.map((folder) => ({ folder, images: 25 })));
  const recipe = recipeFor({ ...wish, sampling: { imagesPerClass: IMAGES, ...wish.sampling } });
  const order = { recipe, handle: 'run', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
  const parts = memoryParts({ storage, source });
  const outcome = await distill(parts, order, new Handle(), () => undefined);
  expect(outcome.kind).toBe('done');
  const runs = new Runs(storage);
  const finished = await runs.finishedOf((await runs.get('run')) as RunRecord);
  return FOLDERS.map((name) =>
    finished.filter(({ folder }) => folder === name).map(({ share }) => share),
  );
}

describe('the share of its class that an image stands for', () => {
  it.each([
    ['coda', { minClusterSize: 3, minSamples: 2, nNeighbors: 5 }],
    ['mode-guidance', {}],
    ['d4m', {}],
    ['closest-real', {}],
    ['plain', { start: 'core', startStrength: 0.7 }],
  ])(
    'by %s sums to 1 over the images of the class, and is some share for each',
    async (method, parameters) => {
      for (const shares of await sharesOf({ method, parameters })) {
        expect(shares).toHaveLength(IMAGES);
        expect(shares.reduce<number>((sum, share) => sum + (share ?? NaN), 0)).toBeCloseTo(1, 12);
        for (const share of shares) expect(share).toBeGreaterThan(0);
      }
    },
  );

  it.each(['herding', 'random-real'])('by %s is equal', async (method) => {
    expect(await sharesOf({ method })).toEqual(FOLDERS.map(() => Array(IMAGES).fill(1 / IMAGES)));
  });

  it('is not known where images come from the model alone', async () => {
    expect(await sharesOf({ method: 'plain' })).toEqual(
      FOLDERS.map(() => Array(IMAGES).fill(undefined)),
    );
  });

  it('is that among the images of the set', () => {
    const targets = {
      points: new Float64Array(4),
      weights: Float64Array.of(6, 3, 1, 90),
      images: new Int32Array(4),
    };
    expect([0, 1, 2].map((i) => shareOf(targets, i, 3))).toEqual([0.6, 0.3, 0.1]);
    expect(shareOf(targets, 3, 3)).toBeNull();
    expect(shareOf(targets, 0, 5)).toBeNull();
    expect(shareOf({ ...targets, weights: new Float64Array(4) }, 0, 4)).toBeNull();
  });
});
