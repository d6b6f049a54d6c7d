import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { parseManifest, parseManifestText } from '../../../src/core/formats/manifest';
import { parseRecipe, recipeHash } from '../../../src/core/formats/recipe';
import { manifest, recipe } from './sample-recipe';

/** A copy with the member at a path replaced; undefined removes it. */
function altered(value: object, path: readonly (string | number)[], member: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (member === undefined) delete at[last];
  else at[last] = member;
  return copy;
}

function errorOf(run: () => unknown): StillroomError {
  try {
    run();
  } catch (error) {
    if (error instanceof StillroomError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a recipe', () => {
  it('comes back from its JSON', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it.each([
    [['format'], 'stillroom-recipe/2', 'format'],
    [['sampling', 'seed'], -1, 'sampling.seed'],
    [['sampling', 'seed'], 2 ** 32, 'sampling.seed'],
    [['sampling', 'steps'], 2.5, 'sampling.steps'],
    [['sampling', 'cfgScale'], '5', 'sampling.cfgScale'],
    [['sampling', 'cfgInterval'], [0, 0.6], 'sampling.cfgInterval'],
    [['sampling', 'cfgInterval'], { from: 0.6, to: 0.5 }, 'sampling.cfgInterval.to'],
    [['sampling', 'cfgInterval'], { from: 0, to: 1.5 }, 'sampling.cfgInterval.to'],
    [['collection', 'classes', 1, 'images'], undefined, 'collection.classes[1].images'],
    [['parameters'], { alignment: [1] }, 'parameters.alignment'],
    [['parameters'], null, 'parameters'],
    [['imagesPerClass'], 0, 'imagesPerClass'],
    [['versions'], undefined, 'versions'],
  ])('says what is wrong at %j', (path, member, named) => {
    const error = errorOf(() => parseRecipe(altered(recipe, path, member)));
    expect(error.code).toBe('BadRecipe');
    expect(error.data['path']).toBe(named);
  });

  it.each([[null], ['text'], [[]], [7]])('is not %j', (value) => {
    expect(errorOf(() => parseRecipe(value)).code).toBe('BadRecipe');
  });

  it('takes a parameter named __proto__ for a parameter', () => {
    const odd: unknown = JSON.parse(
      JSON.stringify(recipe).replace('"alignment":0.05', '"__proto__":0.05'),
    );
    expect(Object.entries(parseRecipe(odd).parameters)).toContainEqual(['__proto__', 0.05]);
  });

  it('has one hash, whatever it ran on and in whatever order it was written', () => {
    const reordered = Object.fromEntries(Object.entries(recipe).reverse());
    expect(recipeHash(parseRecipe(reordered))).toBe(recipeHash(recipe));
    expect(recipeHash({ ...recipe, backend: 'webgpu' })).toBe(recipeHash(recipe));
  });

  it('may say where guidance holds, and is another recipe then', () => {
    const inside = altered(recipe, ['sampling', 'cfgInterval'], { from: 0.1, to: 0.6 });
    expect(parseRecipe(inside).sampling.cfgInterval).toEqual({ from: 0.1, to: 0.6 });
    expect(recipeHash(parseRecipe(inside))).not.toBe(recipeHash(recipe));
    expect(parseRecipe(recipe).sampling).not.toHaveProperty('cfgInterval');
  });

  it('has another hash when anything that decides the images differs', () => {
    const paths = [
      ['sampling', 'seed'],
      ['sampling', 'cfgScale'],
      ['imagesPerClass'],
      ['parameters', 'alignment'],
    ];
    const hashes = paths.map((path) => recipeHash(parseRecipe(altered(recipe, path, 3))));
    expect(new Set([recipeHash(recipe), ...hashes]).size).toBe(paths.length + 1);
  });
});

describe('a manifest', () => {
  it('comes back from its text', () => {
    expect(parseManifestText(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('names what is wrong, in the recipe too, with its own code', () => {
    const inside = errorOf(() => parseManifest(altered(manifest, ['recipe', 'method'], 3)));
    expect([inside.code, inside.data['path']]).toEqual(['BadManifest', 'recipe.method']);
    const image = errorOf(() => parseManifest(altered(manifest, ['images', 1, 'kind'], 'x')));
    expect(image.data['path']).toBe('images[1].kind');
  });

  it('says so when the text is cut short', () => {
    const text = JSON.stringify(manifest).slice(0, -20);
    expect(errorOf(() => parseManifestText(text)).code).toBe('BadManifest');
  });
});
