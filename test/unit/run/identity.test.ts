import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recipe, RecipeParameters } from '../../../src/core/formats/recipe';
import { planOf } from '../../../src/methods/plan-of';
import { classFingerprint, classHash, runHash } from '../../../src/run/recipe/identity';
import { recipeFor, type RecipeWish } from '../../support/run/run-parts';
import { STAND_IN_PACK } from '../../support/run/stand-in-model';

/** A recipe whose classes are read. */
function readRecipe(wish: RecipeWish): Recipe {
  const recipe = recipeFor(wish);
  const classes = recipe.classes.map((entry) => ({
    ...entry,
    fingerprint: classFingerprint([entry.folder, 'picture']),
    images: 2,
  }));
  return { ...recipe, classes };
}

const planFor = (recipe: Recipe) => planOf(recipe, STAND_IN_PACK).plan;
const owl = (recipe: Recipe) => classHash(recipe, 'owl', planFor(recipe));
const nameOf = (recipe: Recipe) => runHash(recipe, planFor(recipe));

/** The recipe with a class changed. */
function changed(
  recipe: Recipe,
  folder: string,
  change: Partial<Recipe['classes'][number]>,
): Recipe {
  const classes = recipe.classes.map((entry) =>
    entry.folder === folder ? { ...entry, ...change } : entry,
  );
  return { ...recipe, classes };
}

describe('the name of a class', () => {
  const recipe = readRecipe({ method: 'plain' });

  it('follows from all that makes its images', () => {
    const others: Recipe[] = [
      changed(recipe, 'owl', { fingerprint: classFingerprint(['other']) }),
      changed(recipe, 'owl', { prompt: 'an owl at night' }),
      { ...recipe, sampling: { ...recipe.sampling, seed: 2 } },
      { ...recipe, pack: { ...recipe.pack, hash: 'b'.repeat(64) } },
      { ...recipe, revision: recipe.revision + 1 },
      { ...recipe, framing: 'squash' },
      readRecipe({ method: 'coda' }),
    ];
    const names = [recipe, ...others].map(owl);
    expect(new Set(names).size).toBe(names.length);
  });

  it('follows from nothing else: names for people, other classes, their order', () => {
    const same: Recipe[] = [
      changed(recipe, 'owl', { name: 'Strix' }),
      changed(recipe, 'fox', { prompt: 'a fox at night' }),
      changed(recipe, 'fox', { fingerprint: classFingerprint(['other']) }),
      { ...recipe, classes: recipe.classes.toReversed() },
      { ...recipe, classes: recipe.classes.slice(0, 1) },
      { ...recipe, pack: { ...recipe.pack, version: '9' } },
    ];
    for (const one of same) expect(owl(one)).toBe(owl(recipe));
  });

  it('follows from the prompts of other classes where the method looks at them', () => {
    const dmgd = readRecipe({ method: 'dmgd', sampling: { solver: 'ddpm-respaced' } });
    expect(owl(changed(dmgd, 'fox', { prompt: 'a fox at night' }))).not.toBe(owl(dmgd));
    expect(owl(changed(dmgd, 'fox', { fingerprint: classFingerprint(['other']) }))).toBe(owl(dmgd));
  });

  it('follows from names only where a label is made of them', () => {
    const selection = (parameters: RecipeParameters) =>
      readRecipe({ method: 'selection-reconstruction', parameters });
    const byPrompt = selection({ prompt: 'one {class}' });
    expect(owl(changed(byPrompt, 'owl', { name: 'Strix' }))).toBe(owl(byPrompt));
    const byName = selection({ prompt: 'one {name}' });
    expect(owl(changed(byName, 'owl', { name: 'Strix' }))).not.toBe(owl(byName));
    expect(owl(changed(byName, 'fox', { name: 'Vulpes' }))).toBe(owl(byName));
    const byOthers = selection({ prompt: 'one {name}', variant: 'permuted-prompt' });
    expect(owl(changed(byOthers, 'fox', { name: 'Vulpes' }))).not.toBe(owl(byOthers));
  });

  it('is not there before its pictures are read', () => {
    const unread = recipeFor({ method: 'plain' });
    expect(() => owl(unread)).toThrow(/not read yet/);
    expect(() => classHash(recipe, 'elk', planFor(recipe))).toThrow(/no class "elk"/);
  });
});

describe('the name of a run', () => {
  it('is that of its classes, in any order', () => {
    const folders = ['owl', 'fox', 'elk', 'hen'];
    const recipe = readRecipe({ method: 'plain', folders });
    fc.assert(
      fc.property(fc.shuffledSubarray(folders, { minLength: folders.length }), (order) => {
        const classes = order.flatMap((folder) =>
          recipe.classes.filter((entry) => entry.folder === folder),
        );
        expect(nameOf({ ...recipe, classes })).toBe(nameOf(recipe));
      }),
    );
    const fewer = { ...recipe, classes: recipe.classes.slice(1) };
    expect(nameOf(fewer)).not.toBe(nameOf(recipe));
  });
});

describe('the content of a class', () => {
  it('is its pictures in their order', () => {
    expect(classFingerprint(['a', 'b'])).not.toBe(classFingerprint(['b', 'a']));
    expect(classFingerprint(['a', 'b'])).not.toBe(classFingerprint(['ab']));
  });
});
