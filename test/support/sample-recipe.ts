/** A recipe and a manifest with every member, for the tests of formats and export. */
import type { Manifest } from '../../src/core/formats/manifest';
import { RESULTS_REVISION } from '../../src/run/recipe/identity';
import type { Recipe } from '../../src/core/formats/recipe';

/** A hash like any other. */
export const hashLike = (sign: string): string => sign.repeat(64);

export const recipe: Recipe = {
  format: 'stillroom-recipe/2',
  revision: RESULTS_REVISION,
  classes: [
    {
      folder: 'n01440764',
      name: 'tench',
      prompt: 'tench',
      fingerprint: hashLike('1'),
      images: 12,
    },
    { folder: 'train/<img onerror>', name: 'odd', prompt: 'odd' },
  ],
  pack: { id: 'tiny', version: '1', hash: 'abcd' },
  method: 'coda',
  parameters: { alignment: 0.05, neighbours: 85, whiten: false, metric: 'euclidean' },
  sampling: {
    imagesPerClass: 10,
    seed: 7,
    steps: 25,
    cfgScale: 5,
    cfgFrom: 0,
    cfgTo: 0.6,
    solver: 'ddim',
  },
};

export const manifest: Manifest = {
  format: 'stillroom-manifest/2',
  name: 'fish',
  createdAt: '2026-11-01T10:00:00.000Z',
  recipe,
  recipeHash: hashLike('2'),
  versions: { stillroom: '0.1.0' },
  collection: { label: 'Fish' },
  backend: { provider: 'wasm', decoder: 'browser', threads: 2, description: '2 threads' },
  timings: { totalSeconds: 20, secondsPerImage: 1 },
  classes: [{ folder: 'n01440764', directory: 'n01440764', name: 'tench' }],
  withoutCores: ['train/<img onerror>'],
  images: [
    {
      file: 'train/n01440764/0000.png',
      kind: 'distilled',
      folder: 'n01440764',
      index: 0,
      key: hashLike('3'),
      seed: 7,
      sources: ['fish/n01440764/1.JPEG'],
      position: 4,
      guidance: { 'coda.movedShare': 0.12 },
      sha256: hashLike('4'),
    },
    {
      file: 'cores/n01440764/0000.png',
      kind: 'core',
      folder: 'n01440764',
      index: 0,
      sources: ['fish/n01440764/1.JPEG'],
      guidance: {},
      sha256: hashLike('5'),
    },
  ],
};
