/** Images with seeds of their own: another run, which shares every other image with the first. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import type { ImageSeed, Recipe } from '../../../src/core/formats/recipe';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import { distill } from '../../../src/run/distill';
import { newSeeds } from '../../../src/run/recipe/image-seeds';
import { makeRecipe } from '../../../src/run/recipe/make-recipe';
import { exportSet } from '../../../src/run/results/export-set';
import { Runs } from '../../../src/run/results/runs';
import { MemoryStorage } from '../../support/run/memory-storage';
import {
  memoryParts,
  memoryPictures,
  recipeFor,
  type RecipeWish,
} from '../../support/run/run-parts';
import { STAND_IN_HASH, STAND_IN_PACK } from '../../support/run/stand-in-model';

const IMAGES = 4;

const withSeeds = (recipe: Recipe, seeds: readonly ImageSeed[]): Recipe => ({
  ...recipe,
  edits: [{ folder: 'owl', ...NO_EDITS, seeds }],
});

/** Makes runs one after the other in one place; tells what each made itself. */
async function made(...recipes: readonly Recipe[]) {
  const storage = new MemoryStorage();
  const runs = new Runs(storage);
  const found = [];
  for (const [i, recipe] of recipes.entries()) {
    const handle = `run-${i}`;
    const own: string[] = [];
    const order = { recipe, handle, label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
    const outcome = await distill(memoryParts({ storage }), order, new Handle(), (event) => {
      if (event.kind === 'image' && !event.found)
        own.push(`${event.place.folder} ${event.place.index}`);
    });
    expect(outcome.kind).toBe('done');
    const record = await runs.get(handle);
    if (record === undefined) throw new Error('no record');
    const images = await runs.finishedOf(record);
    const keys = new Map(images.map(({ folder, index, key }) => [`${folder} ${index}`, key]));
    found.push({ own, record, keys });
  }
  return { runs, found };
}

const recipe = (wish: RecipeWish): Recipe =>
  recipeFor({ ...wish, sampling: { imagesPerClass: IMAGES, ...wish.sampling } });

describe('a run with images made again', () => {
  it.each(['plain', 'mode-guidance'])(
    'of %s makes these alone, and shares all others',
    async (method) => {
      const first = recipe({ method });
      const { found, runs } = await made(
        first,
        withSeeds(first, [
          { index: 1, seed: 77 },
          { index: 3, seed: 5 },
        ]),
      );
      const [before, after] = found;
      expect(before?.own).toHaveLength(2 * IMAGES);
      expect(after?.own).toEqual(['owl 1', 'owl 3']);
      for (const [place, key] of before?.keys ?? []) {
        expect(after?.keys.get(place) === key, place).toBe(!['owl 1', 'owl 3'].includes(place));
      }
      expect(after?.record.hash).not.toBe(before?.record.hash);
      const hashes = (one: typeof before) => one?.record.classHashes;
      expect(hashes(after)?.map((hash, i) => hash === hashes(before)?.[i])).toEqual([false, true]);
      const pictures = [];
      for (const keys of [before?.keys, after?.keys]) {
        pictures.push((await runs.image(keys?.get('owl 1') ?? ''))?.png);
      }
      expect(pictures[0]).not.toEqual(pictures[1]);
    },
  );

  it('is made as under that seed where nothing else depends on it', async () => {
    const first = recipe({ method: 'plain' });
    const under = recipe({ method: 'plain', sampling: { seed: 77 } });
    const { found } = await made(under, withSeeds(first, [{ index: 1, seed: 77 }]));
    expect(found[1]?.keys.get('owl 1')).toBe(found[0]?.keys.get('owl 1'));
    expect(found[1]?.own).not.toContain('owl 1');
  });

  it.each([
    ['mode-guidance', {}],
    ['dmgd', { prototypes: 3, transportStart: 0, transportEnd: 1, transportStep: 'normalised' }],
    ['joint', { useMode: false, repulsion: 0.1, meanMatching: 0 }],
  ] as const)(
    'of %s is not that of a run of another seed, which finds other centres or other images',
    async (method, parameters) => {
      const under = (seed: number) =>
        withSeeds(recipe({ method, parameters, sampling: { seed } }), [{ index: 1, seed: 77 }]);
      const pictures = async (...recipes: readonly Recipe[]) => {
        const { found, runs } = await made(...recipes);
        const { keys } = found.at(-1) ?? {};
        const places = [...(keys ?? [])].map(async ([place, key]) => [
          place,
          (await runs.image(key))?.latent,
        ]);
        return Promise.all(places);
      };
      expect(await pictures(under(0), under(2))).toEqual(await pictures(under(2)));
    },
  );

  it('makes what comes behind it anew where images see those before them', async () => {
    const first = recipe({
      method: 'dmgd',
      parameters: { prototypes: 3 },
      sampling: { solver: 'ddpm-respaced' },
    });
    const { found } = await made(first, withSeeds(first, [{ index: 2, seed: 77 }]));
    expect(found[1]?.own).toEqual(['owl 2', 'owl 3']);
  });

  it('is no other run where a method takes real images', async () => {
    const first = recipe({ method: 'herding' });
    const { found } = await made(first, withSeeds(first, [{ index: 2, seed: 77 }]));
    expect(found[1]?.own).toEqual([]);
  });

  it('says in its export which seed made an image', async () => {
    const first = withSeeds(recipe({ method: 'plain' }), [{ index: 1, seed: 77 }]);
    const { runs, found } = await made(first);
    const [one] = found;
    if (one === undefined) throw new Error('no run');
    const set = await exportSet(
      one.record,
      { runs, pictures: memoryPictures, source: null },
      { program: '0', createdAt: new Date(0), signal: new AbortController().signal },
    );
    const seeds = [];
    for await (const { folder, index, seed } of set.images) seeds.push([folder, index, seed]);
    expect(seeds.filter(([folder]) => folder === 'owl')).toEqual(
      [1, 77, 1, 1].map((seed, index) => ['owl', index, seed]),
    );
  });
});

describe('a recipe', () => {
  const classes = ['owl', 'fox'].map((folder) => ({ folder, name: folder, prompt: folder }));
  const edits = [
    {
      folder: 'owl',
      ...NO_EDITS,
      pinned: ['a'],
      seeds: [
        { index: 1, seed: 3 },
        { index: IMAGES, seed: 4 },
      ],
    },
    { folder: 'fox', ...NO_EDITS, seeds: [{ index: IMAGES + 1, seed: 9 }] },
  ];
  const editsOf = (method: string) => {
    const loaded = { pack: STAND_IN_PACK, packHash: STAND_IN_HASH };
    const settings = recipe({ method });
    const use = { split: { kind: 'none' }, framing: 'crop' } as const;
    return makeRecipe(settings, classes, loaded, use, edits).recipe.edits;
  };

  it('has seeds of images that are sampled, and lists of windows that are ranked', () => {
    expect(editsOf('plain')).toEqual([
      { folder: 'owl', ...NO_EDITS, seeds: [{ index: 1, seed: 3 }] },
    ]);
    expect(editsOf('selection-reconstruction')).toEqual([
      { folder: 'owl', ...NO_EDITS, pinned: ['a'] },
    ]);
    expect(editsOf('herding')).toBeUndefined();
  });
});

describe('new seeds', () => {
  it('are other ones each time, equal for equal, and leave other images alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.uniqueArray(fc.nat(50)),
        (run, asked) => {
          const known = [{ index: 51, seed: 6 }];
          const once = newSeeds('owl', asked, known, run);
          expect(newSeeds('owl', asked, known, run)).toEqual(once);
          expect(once.map(({ index }) => index)).toEqual([...asked, 51].sort((a, b) => a - b));
          expect(once.at(-1)).toEqual({ index: 51, seed: 6 });
          const twice = newSeeds('owl', asked, once, run);
          for (const [i, { index, seed }] of once.entries()) {
            expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
            if (index === 51) continue;
            expect(seed).not.toBe(run);
            expect(twice[i]?.seed).not.toBe(seed);
          }
        },
      ),
      { seed: 3 },
    );
  });
});
