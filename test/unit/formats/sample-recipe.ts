/** A recipe and a manifest with every member, for the tests of formats and export. */
import type { Manifest } from '../../../src/core/formats/manifest';
import { recipeHash, type Recipe } from '../../../src/core/formats/recipe';

export const recipe: Recipe = {
  format: 'stillroom-recipe/1',
  collection: {
    fingerprint: 'content-00ff',
    classes: [
      { folder: 'n01440764', name: 'tench', prompt: 'tench', images: 12 },
      { folder: 'train/<img onerror>', name: 'odd', prompt: 'odd', images: 10 },
    ],
  },
  pack: { id: 'tiny', version: '1', hash: 'abcd' },
  method: 'coda',
  parameters: { alignment: 0.05, neighbours: 85, whiten: false, metric: 'euclidean' },
  sampling: { solver: 'ddim', steps: 25, cfgScale: 5, seed: 7 },
  imagesPerClass: 10,
  backend: 'wasm',
  versions: { stillroom: '0.1.0' },
};

export const manifest: Manifest = {
  format: 'stillroom-manifest/1',
  name: 'fish',
  createdAt: '2026-11-01T10:00:00.000Z',
  recipe,
  recipeHash: recipeHash(recipe),
  collection: { label: 'Fish', fingerprint: 'content-00ff' },
  pack: { id: 'tiny', version: '1', hash: 'abcd' },
  backend: { provider: 'wasm', description: '2 threads' },
  timings: { totalSeconds: 20, secondsPerImage: 1 },
  classes: [{ folder: 'n01440764', directory: 'n01440764', name: 'tench' }],
  images: [
    {
      file: 'train/n01440764/0000.png',
      kind: 'distilled',
      folder: 'n01440764',
      index: 0,
      seed: 7,
      sources: ['fish/n01440764/1.JPEG'],
      guidance: { 'coda.movedShare': 0.12 },
      sha256: '00',
    },
    {
      file: 'cores/n01440764/0000.png',
      kind: 'core',
      folder: 'n01440764',
      index: 0,
      sources: ['fish/n01440764/1.JPEG'],
      guidance: {},
      sha256: '01',
    },
  ],
};
