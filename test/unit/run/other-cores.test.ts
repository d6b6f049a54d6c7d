/** Images that are pulled to another core: another run, which shares every other image with the first. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { parseRecipe, type ImageSeed, type Recipe } from '../../../src/core/formats/recipe';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import { distill } from '../../../src/run/distill';
import { nextCores, withOwnCores } from '../../../src/run/makers/other-cores';
import { newSeeds, withCores } from '../../../src/run/recipe/image-seeds';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';

const { signal } = new AbortController();
const IMAGES = 3;
const source = drawnSource([
  { folder: 'owl', images: 14 },
  { folder: 'fox', images: 14 },
]);
const owls = await source.read('owl', signal);

/** Anchors stand for cores: they are found in classes of any size. */
const recipe = (method: string, seeds: readonly ImageSeed[] = []): Recipe => ({
  ...recipeFor({
    method,
    parameters: {
      anchors: 'kmeans',
      ...(method === 'joint' && { useAlignment: true, useMode: false, repulsion: 0.1 }),
    },
    sampling: { imagesPerClass: IMAGES },
  }),
  ...(seeds.length > 0 && { edits: [{ folder: 'owl', ...NO_EDITS, seeds }] }),
});

async function made(one: Recipe, storage: MemoryStorage) {
  const own: string[] = [];
  const cores = new Map<string, string | undefined>();
  const failed: string[] = [];
  await distill(
    memoryParts({ storage, source }),
    { recipe: one, handle: 'run', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' },
    new Handle(),
    (event) => {
      if (event.kind === 'class-failed') failed.push(event.message);
      if (event.kind !== 'image') return;
      const name = `${event.place.folder} ${event.place.index}`;
      cores.set(name, event.place.core?.path);
      if (!event.found) own.push(name);
    },
  );
  return { own, cores, failed };
}

describe('a run with other cores', () => {
  it.each([
    ['coda', ['owl 1']],
    ['mixed', ['owl 1']],
    ['joint', ['owl 0', 'owl 1', 'owl 2']],
  ])('of %s makes %j anew, and shares all others', async (method, anew) => {
    const storage = new MemoryStorage();
    const first = await made(recipe(method), storage);
    const taken = new Set(first.cores.values());
    const other = owls.find(({ path }) => !taken.has(path));
    if (other === undefined) throw new Error('no other image');
    const second = await made(recipe(method, [{ index: 1, seed: 1, core: other.sha256 }]), storage);
    expect(second.own).toEqual(anew);
    for (const [name, path] of second.cores) {
      expect(path).toBe(name === 'owl 1' ? other.path : first.cores.get(name));
    }
  });

  it('fails in that class alone where the class has no such image, and says which', async () => {
    const stranger = 'f'.repeat(64);
    const ran = await made(
      recipe('coda', [{ index: 1, seed: 1, core: stranger }]),
      new MemoryStorage(),
    );
    expect(ran.failed).toEqual([
      expect.stringContaining(
        `pulls image 2 of owl to a real image that the class does not have (${stranger})`,
      ),
    ]);
    expect(ran.own).toEqual(['fox 0', 'fox 1', 'fox 2']);
  });
});

const COLUMNS = 2;
const classOf = (points: readonly (readonly [number, number])[], hashes?: readonly string[]) => ({
  key: 'class',
  owner: 'class',
  data: Float32Array.from(points.flat()),
  rows: points.length,
  columns: COLUMNS,
  shape: { channels: COLUMNS, height: 1, width: 1 },
  images: points.map((_, i) => ({
    folder: 'owl',
    path: String(i),
    sha256: hashes?.[i] ?? String(i),
    pixelHash: String(i),
    width: 1,
    height: 1,
  })),
});
const pulledTo = (images: readonly number[]) => ({
  points: new Float32Array(images.length * COLUMNS),
  weights: new Float64Array(images.length).fill(1),
  images: Int32Array.from(images),
});

describe('the next core', () => {
  it('is the nearest image that none is pulled to, and never the same twice', () => {
    // 0, 1, 2, 3 and 10 on a line; images 0 and 4 are cores.
    const latents = classOf([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [10, 0],
    ]);
    expect([...nextCores(pulledTo([0, 4]), latents, [0, 1])]).toEqual([
      [0, '1'],
      [1, '3'],
    ]);
    const point = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 4, maxLength: 12 }), (points) => {
        const found = nextCores(pulledTo([0, 1]), classOf(points), [1, 0]);
        expect([...found.keys()]).toEqual([1, 0]);
        expect(new Set([...found.values(), '0', '1']).size).toBe(4);
      }),
      { seed: 5 },
    );
  });

  it('is no copy of a core, and is missing where no other image is left', () => {
    const latents = classOf(
      [
        [0, 0],
        [0, 0],
        [5, 0],
      ],
      ['a', 'a', 'b'],
    );
    expect([...nextCores(pulledTo([0]), latents, [0])]).toEqual([[0, 'b']]);
    expect([...nextCores(pulledTo([0, 2]), latents, [0, 1])]).toEqual([]);
  });

  it('stands where the core stood, its latent and its image', () => {
    const latents = classOf([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const cores = { ...pulledTo([0, 1]), points: Float32Array.of(1, 2, 3, 4) };
    const { cores: changed } = withOwnCores({ cores }, latents, new Map([[1, '2']]), 'owl');
    expect([...(changed?.points ?? [])]).toEqual([1, 2, 5, 6]);
    expect([...(changed?.images ?? [])]).toEqual([0, 2]);
    expect([...cores.images]).toEqual([0, 1]);
  });
});

describe('in a recipe', () => {
  it('cores are written and read', () => {
    const one = recipe('coda', [{ index: 1, seed: 4, core: owls[3]?.sha256 ?? '' }]);
    expect(parseRecipe(JSON.parse(JSON.stringify(one)))).toEqual(one);
  });

  it('cores stand beside seeds, and each stays where the other is changed', () => {
    const known = [{ index: 2, seed: 9, core: 'a' }];
    expect(
      withCores(
        new Map([
          [0, 'b'],
          [2, 'c'],
        ]),
        known,
        7,
      ),
    ).toEqual([
      { index: 0, seed: 7, core: 'b' },
      { index: 2, seed: 9, core: 'c' },
    ]);
    const [again] = newSeeds('owl', [2], known, 7);
    expect(again).toMatchObject({ index: 2, core: 'a' });
    expect(again?.seed).not.toBe(9);
  });
});
