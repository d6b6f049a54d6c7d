import { describe, expect, it } from 'vitest';
import {
  parseManifest,
  parseManifestText,
  type Manifest,
  type ManifestWindow,
} from '../../../src/core/formats/manifest';
import { altered, errorOf } from './altered';
import { hashLike, manifest } from '../../support/sample-recipe';

const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a manifest', () => {
  it('comes back from its text', () => {
    expect(parseManifestText(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('says what share of its class an image stands for, where that is known', () => {
    const back = parseManifest(altered(manifest, ['images', 0, 'share'], 0.25)) as Manifest;
    expect(back.images[0]?.share).toBe(0.25);
    expect(back.images[1]).not.toHaveProperty('share');
  });

  it('names what is wrong, in the recipe too, with its own code', () => {
    const inside = errorOf(() => parseManifest(altered(manifest, ['recipe', 'method'], 3)));
    expect([inside.code, inside.data['path']]).toEqual(['BadManifest', 'recipe.method']);
    const image = errorOf(() => parseManifest(altered(manifest, ['images', 1, 'kind'], 'x')));
    expect(image.data['path']).toBe('images[1].kind');
  });

  it.each([
    [['createdAt'], 'yesterday', 'createdAt'],
    [['recipeHash'], 'abcd', 'recipeHash'],
    [['backend', 'decoder'], undefined, 'backend.decoder'],
    [['backend', 'threads'], 1e9, 'backend.threads'],
    [['timings', 'totalSeconds'], 1e300, 'timings.totalSeconds'],
    [['images', 0, 'index'], 1e15, 'images[0].index'],
    // The recipe has ten images per class.
    [['images', 0, 'index'], 10, 'images[0].index'],
    [['images', 0, 'folder'], 'elsewhere', 'images[0].folder'],
    [['images', 0, 'key'], undefined, 'images[0].key'],
    [['images', 0, 'key'], '../images', 'images[0].key'],
    [['images', 0, 'seed'], 2 ** 40, 'images[0].seed'],
    [['images', 0, 'position'], 1e300, 'images[0].position'],
    [['images', 0, 'share'], 1.2, 'images[0].share'],
    [['images', 0, 'share'], -0.1, 'images[0].share'],
    [['images', 0, 'share'], 'all', 'images[0].share'],
    [['images', 0, 'sha256'], 7, 'images[0].sha256'],
    [['images', 1, 'kind'], 'distilled', 'images[1].key'],
  ])('refuses what cannot be at %j', (path, member, named) => {
    const error = errorOf(() => parseManifest(altered(manifest, path, member)));
    expect([error.code, error.data['path']]).toEqual(['BadManifest', named]);
  });

  it('refuses two images in one place', () => {
    const [first] = manifest.images;
    const twice = { ...manifest, images: [first, first] };
    expect(errorOf(() => parseManifest(again(twice))).data['path']).toBe('images[1].index');
  });

  it('says so when the text is cut short', () => {
    const text = JSON.stringify(manifest).slice(0, -20);
    expect(errorOf(() => parseManifestText(text)).code).toBe('BadManifest');
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
    const back = parseManifest(withWindow(window)) as Manifest;
    expect(back.images[0]?.windows).toEqual([window]);
    expect((parseManifest(again(manifest)) as Manifest).images[0]).not.toHaveProperty('windows');
  });

  it.each([
    ['x', -1],
    ['y', 2 ** 40],
    ['width', 0],
  ])('are refused by name when %s is %d', (member, value) => {
    const wrong = { ...window, box: { ...window.box, [member]: value } };
    expect(() => parseManifest(withWindow(wrong))).toThrow(
      new RegExp(`images\\[0\\]\\.windows\\[0\\]\\.box\\.${member}`),
    );
  });
});

it('a manifest of a later version is called that', () => {
  const later = { ...manifest, format: 'stillroom-manifest/3' };
  const { code, message } = errorOf(() => parseManifest(later));
  expect(code).toBe('BadManifest');
  expect(message).toBe(
    'The manifest was written by another version of Stillroom: it is "stillroom-manifest/3", and this version reads "stillroom-manifest/2" or "stillroom-manifest/1". Use the version that wrote it, or make it anew here.',
  );
});

describe('a manifest of the first version', () => {
  const older = {
    format: 'stillroom-manifest/1',
    name: 'fish',
    createdAt: '2026-11-01T10:00:00.000Z',
    recipe: {
      format: 'stillroom-recipe/1',
      collection: {
        fingerprint: 'content-00ff',
        classes: [{ folder: 'n01440764', name: 'tench', prompt: 'tench', images: 12 }],
      },
      pack: { id: 'tiny', version: '1', hash: 'abcd' },
      method: 'coda',
      parameters: { alignment: 0.05 },
      sampling: {
        solver: 'ddim',
        steps: 25,
        cfgScale: 5,
        cfgInterval: { from: 0.1, to: 0.6 },
        seed: 7,
      },
      imagesPerClass: 10,
      versions: { stillroom: '0.1.0' },
    },
    recipeHash: hashLike('9'),
    collection: { label: 'Fish', fingerprint: 'content-00ff' },
    images: [{ anything: 'goes' }],
  };

  it('gives its settings, and nothing that it named otherwise', () => {
    expect(parseManifest(older)).toEqual({
      format: 'stillroom-manifest/1',
      label: 'Fish',
      method: 'coda',
      parameters: { alignment: 0.05 },
      sampling: {
        imagesPerClass: 10,
        seed: 7,
        steps: 25,
        cfgScale: 5,
        cfgFrom: 0.1,
        cfgTo: 0.6,
        solver: 'ddim',
      },
      edits: [],
    });
    const everywhere = parseManifest(
      altered(older, ['recipe', 'sampling', 'cfgInterval'], undefined),
    );
    expect(everywhere).toMatchObject({ sampling: { cfgFrom: 0, cfgTo: 1 } });
  });

  it('is checked as well', () => {
    const wrong = altered(older, ['recipe', 'sampling', 'steps'], 1e12);
    expect(errorOf(() => parseManifest(wrong)).data['path']).toBe('recipe.sampling.steps');
  });
});
