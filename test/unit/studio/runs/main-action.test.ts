import { describe, expect, it } from 'vitest';
import { mainAction, type ComparedRun } from '../../../../src/studio/runs/mainAction';
import { recipeKey } from '../../../../src/studio/runs/recipeKey';
import { recipe } from '../../../support/sample-recipe';

const run = (key: string, imagesDone: number, complete = false): ComparedRun => ({
  key,
  imagesDone,
  imagesTotal: 60,
  complete,
});

const label = (
  runs: readonly ComparedRun[],
  { made = false, under = [] as readonly string[] } = {},
) => mainAction({ runs, key: 'now', under, made }).label;

describe('what the main button says', () => {
  it('is Distill where these settings have no run and the page no images', () => {
    expect(label([])).toBe('Distill');
    expect(label([run('other', 60, true)])).toBe('Distill');
  });

  it('goes on with the run of these settings that has come furthest', () => {
    expect(label([run('now', 3), run('now', 12)])).toBe('Continue (12 of 60)');
  });

  it('says that it makes all again where all is made, and that the settings are others', () => {
    expect(label([run('now', 60, true)], { made: true })).toBe('Distill again');
    // Classes failed, and the run is over all the same.
    expect(label([run('now', 50, true)], { made: true })).toBe('Distill again');
    expect(label([run('other', 60, true)], { made: true })).toBe(
      'Distill again (settings changed)',
    );
  });

  it('queues other settings while a run is under way, and the same only once', () => {
    expect(label([], { under: ['other'] })).toBe('Queue this run');
    expect(mainAction({ runs: [], key: 'now', under: ['other', 'now'], made: true }).kind).toBe(
      'under-way',
    );
  });
});

describe('the key of a recipe', () => {
  it('is the same before and after its classes are read, in any order of the classes', () => {
    const unread = recipe.classes.map(({ folder, prompt }) => ({ folder, name: 'x', prompt }));
    const turned = { ...recipe, classes: unread.toReversed() };
    expect(recipeKey(turned)).toBe(recipeKey(recipe));
  });

  it('is another for every setting that makes other images', () => {
    const { sampling, classes } = recipe;
    const others = [
      { ...recipe, method: 'plain' },
      { ...recipe, parameters: { ...recipe.parameters, alignment: 0.06 } },
      { ...recipe, sampling: { ...sampling, seed: 8 } },
      { ...recipe, classes: classes.slice(1) },
      { ...recipe, classes: classes.map((entry) => ({ ...entry, prompt: 'a fish' })) },
      { ...recipe, split: { kind: 'share' as const, percent: 20 } },
      { ...recipe, pack: { ...recipe.pack, hash: 'other' } },
    ];
    expect(new Set([recipe, ...others].map(recipeKey)).size).toBe(others.length + 1);
  });
});
