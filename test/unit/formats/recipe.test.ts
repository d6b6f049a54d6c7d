import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../../../src/core/formats/recipe';
import { altered, errorOf } from './altered';
import { recipe } from '../../support/sample-recipe';

const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a recipe', () => {
  it('comes back from its JSON, its classes read or not', () => {
    expect(parseRecipe(again(recipe))).toEqual(recipe);
  });

  it.each([{ kind: 'share', percent: 10 }, { kind: 'folders' }])('names its split %j', (split) => {
    expect(parseRecipe({ ...recipe, split }).split).toEqual(split);
  });

  it('names how pictures become squares where it is not by their middle', () => {
    expect(parseRecipe({ ...recipe, framing: 'squash' }).framing).toBe('squash');
    expect(parseRecipe({ ...recipe, framing: 'crop' })).toEqual(recipe);
    expect(() => parseRecipe({ ...recipe, framing: 'stretch' })).toThrow('framing');
  });

  it.each([
    [['format'], 'stillroom-recipe/1', 'format'],
    [['revision'], 0, 'revision'],
    [['sampling', 'seed'], -1, 'sampling.seed'],
    [['sampling', 'seed'], 2 ** 32, 'sampling.seed'],
    [['sampling', 'steps'], 2.5, 'sampling.steps'],
    [['sampling', 'steps'], 1e9, 'sampling.steps'],
    [['sampling', 'cfgScale'], '5', 'sampling.cfgScale'],
    [['sampling', 'cfgFrom'], -0.1, 'sampling.cfgFrom'],
    [['sampling', 'cfgTo'], 1.5, 'sampling.cfgTo'],
    [['sampling', 'solver'], 'magic', 'sampling.solver'],
    [['sampling', 'imagesPerClass'], 0, 'sampling.imagesPerClass'],
    [['sampling', 'imagesPerClass'], 1e9, 'sampling.imagesPerClass'],
    [['classes', 1, 'prompt'], undefined, 'classes[1].prompt'],
    [['classes', 0, 'images'], -1, 'classes[0].images'],
    [['classes', 1, 'folder'], 'n01440764', 'classes'],
    [['parameters'], { alignment: [1] }, 'parameters.alignment'],
    [['parameters'], null, 'parameters'],
    [['split'], 'share', 'split'],
    [['split'], { kind: 'quarter' }, 'split.kind'],
    [['split'], { kind: 'share', percent: 0 }, 'split.percent'],
    [['split'], { kind: 'share', percent: 51 }, 'split.percent'],
    [['split'], { kind: 'share', percent: 7.5 }, 'split.percent'],
  ])('says what is wrong at %j', (path, member, named) => {
    const error = errorOf(() => parseRecipe(altered(recipe, path, member)));
    expect(error.code).toBe('BadRecipe');
    expect(error.data['path']).toBe(named);
  });

  it('of another version is called that, and not damaged', () => {
    for (const format of ['stillroom-recipe/1', 'stillroom-recipe/30']) {
      const { message } = errorOf(() => parseRecipe({ ...recipe, format }));
      expect(message).toBe(
        `The recipe was written by another version of Stillroom: it is "${format}", and this version reads "stillroom-recipe/2". Use the version that wrote it, or make it anew here.`,
      );
    }
    const foreign = errorOf(() => parseRecipe({ ...recipe, format: 'another-recipe/1' }));
    expect(foreign.message).toContain('The file is damaged, or was not written by Stillroom');
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
});

describe('seeds of images in a recipe', () => {
  const lists = { pinned: [], order: [], excluded: [], excludedImages: [] };
  const withSeeds = (seeds: unknown) => ({
    ...recipe,
    edits: [{ folder: 'n01440764', ...lists, seeds }],
  });

  it('come back from JSON, and are left out where there are none', () => {
    const given = withSeeds([{ index: 3, seed: 12 }]);
    expect(parseRecipe(again(given))).toEqual(given);
    const without = { ...recipe, edits: [{ folder: 'n01440764', ...lists }] };
    expect(parseRecipe(again(without)).edits?.[0]).not.toHaveProperty('seeds');
  });

  it.each([
    [[{ index: -1, seed: 1 }], 'edits[0].seeds[0].index'],
    [[{ index: 1e6, seed: 1 }], 'edits[0].seeds[0].index'],
    [[{ index: 1, seed: 2 ** 32 }], 'edits[0].seeds[0].seed'],
    [[{ index: 1 }], 'edits[0].seeds[0].seed'],
    [
      [
        { index: 1, seed: 1 },
        { index: 1, seed: 2 },
      ],
      'edits[0].seeds',
    ],
  ])('say what is wrong with %j', (seeds, named) => {
    const error = errorOf(() => parseRecipe(again(withSeeds(seeds))));
    expect([error.code, error.data['path']]).toEqual(['BadRecipe', named]);
  });
});

describe('edits in a recipe', () => {
  const edits = [
    {
      folder: 'n01440764',
      pinned: ['a:1,2,3'],
      order: ['b:0,0,3'],
      excluded: [],
      excludedImages: ['c'],
    },
  ];

  it('come back from JSON, and leave no trace where there are none', () => {
    expect(parseRecipe(again({ ...recipe, edits }))).toEqual({ ...recipe, edits });
    expect(parseRecipe(again(recipe))).not.toHaveProperty('edits');
  });

  it('are refused by name when they are no lists of names', () => {
    const wrong = { ...recipe, edits: [{ ...edits[0], pinned: [7] }] };
    expect(() => parseRecipe(again(wrong))).toThrow(/edits\[0\]\.pinned/);
    const lacking = { ...recipe, edits: [{ folder: 'a' }] };
    expect(() => parseRecipe(again(lacking))).toThrow(/edits\[0\]\.pinned/);
  });
});
