import { byName } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import { editsByFolder, recipeEdits } from '../../../src/studio/adapters/recipe-edits';
import { withNewSeeds, withOtherCores } from '../../../src/studio/commands/evaluate/again-edits';
import { hasOwnCores, ownSeeds, withoutSeeds } from '../../../src/studio/distil/ownSeeds';

const places = [
  { folder: 'owl', index: 2 },
  { folder: 'owl', index: 0 },
  { folder: 'fox', index: 1 },
];

describe('images that are made again', () => {
  const edits = withNewSeeds(byName({ fox: { ...NO_EDITS, pinned: ['a'] } }), places, 7);

  it('get seeds of their own beside what else was changed by hand', () => {
    expect(edits.get('owl')?.seeds?.map(({ index }) => index)).toEqual([0, 2]);
    expect(edits.get('fox')).toMatchObject({ pinned: ['a'], seeds: [{ index: 1 }] });
    const seeds = [...edits.values()].flatMap((own) => own.seeds ?? []);
    expect(new Set(seeds.map(({ seed }) => seed)).size).toBe(3);
  });

  it('get others the next time, as are asked for', () => {
    const next = withNewSeeds(edits, places.slice(0, 1), 7);
    const seedsIn = (all: typeof edits) => all.get('owl')?.seeds?.map(({ seed }) => seed) ?? [];
    expect(seedsIn(next)[0]).toBe(seedsIn(edits)[0]);
    expect(seedsIn(next)[1]).not.toBe(seedsIn(edits)[1]);
    expect(next.get('fox')).toEqual(edits.get('fox'));
  });

  it('get other cores beside the seeds that they have, and keep the run’s noise where they have none', () => {
    const cores = byName({
      owl: new Map([
        [2, 'a'],
        [4, 'b'],
      ]),
    });
    const pulled = withOtherCores(edits, cores, 7).get('owl')?.seeds ?? [];
    const before = edits.get('owl')?.seeds ?? [];
    expect(pulled.map(({ index, core }) => [index, core])).toEqual([
      [0, undefined],
      [2, 'a'],
      [4, 'b'],
    ]);
    expect(pulled.map(({ seed }) => seed)).toEqual([...before.map(({ seed }) => seed), 7]);
    expect([hasOwnCores(edits, 10), hasOwnCores(withOtherCores(edits, cores, 7), 10)]).toEqual([
      false,
      true,
    ]);
  });

  it('go into recipes and come back from them', () => {
    const listed = recipeEdits(edits, ['owl', 'fox']);
    expect(listed.map(({ folder }) => folder)).toEqual(['fox', 'owl']);
    expect(editsByFolder(listed)).toEqual(edits);
    expect(recipeEdits(byName({ owl: { ...NO_EDITS, seeds: [] } }), ['owl'])).toEqual([]);
  });

  it('are counted as far as they would be made, and given the run’s seed again', () => {
    expect(ownSeeds(edits, 10)).toBe(3);
    expect(ownSeeds(edits, 2)).toBe(2);
    expect(ownSeeds(withoutSeeds(edits), 10)).toBe(0);
    expect(withoutSeeds(edits).get('fox')).toEqual({ ...NO_EDITS, pinned: ['a'] });
  });
});
