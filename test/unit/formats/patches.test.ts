import { describe, expect, it } from 'vitest';
import { parseManifest, type ManifestWindow } from '../../../src/core/formats/manifest';
import { parseRecipe, recipeHash, recipeIdentity } from '../../../src/core/formats/recipe';
import { manifest, recipe } from './sample-recipe';

const edits = [
  {
    folder: 'n01440764',
    pinned: ['a:1,2,3'],
    order: ['b:0,0,3'],
    excluded: [],
    excludedImages: ['c'],
  },
];
const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('edits in a recipe', () => {
  it('come back from JSON and change the hash', () => {
    const edited = { ...recipe, edits };
    expect(parseRecipe(again(edited))).toEqual(edited);
    expect(recipeHash(edited)).not.toBe(recipeHash(recipe));
  });

  it('leave no trace in a recipe without any, whose hash is what it always was', () => {
    expect(parseRecipe(again(recipe))).not.toHaveProperty('edits');
    expect(recipeIdentity(recipe)).not.toContain('edits');
  });

  it('are refused by name when they are no lists of names', () => {
    const wrong = { ...recipe, edits: [{ ...edits[0], pinned: [7] }] };
    expect(() => parseRecipe(again(wrong))).toThrow(/edits\[0\]\.pinned/);
    const lacking = { ...recipe, edits: [{ folder: 'a' }] };
    expect(() => parseRecipe(again(lacking))).toThrow(/edits\[0\]\.pinned/);
  });
});

describe('windows in a manifest', () => {
  const window: ManifestWindow = {
    source: 'fish/tench/1.JPEG',
    box: { x: 3, y: 0, width: 64, height: 64 },
    score: 0.0123,
    standardError: 0.002,
    cluster: 4,
    rank: 0,
  };
  const withWindow = (one: unknown) => {
    const [first, ...rest] = manifest.images;
    return again({ ...manifest, images: [{ ...first, windows: [one] }, ...rest] });
  };

  it('come back from JSON', () => {
    expect(parseManifest(withWindow(window)).images[0]?.windows).toEqual([window]);
    expect(parseManifest(again(manifest)).images[0]).not.toHaveProperty('windows');
  });

  it('are refused by name when a member is wrong', () => {
    const wrong = { ...window, box: { ...window.box, x: -1 } };
    expect(() => parseManifest(withWindow(wrong))).toThrow(/images\[0\]\.windows\[0\]\.box\.x/);
  });
});
