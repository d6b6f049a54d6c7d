/** A kept run of two drawn classes, one of which is read, and what it takes to export it. */
import { RECIPE_FORMAT, type Recipe } from '../../../src/core/formats/recipe';
import { StillroomError } from '../../../src/core/errors';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { decodePng } from '../../../src/data/export/decode-png';
import { encodePng } from '../../../src/data/export/png';
import { reducePng } from '../../../src/data/export/reduce-png';
import type { ClassSource, Pictures, ReadImage } from '../../../src/run/ports';
import {
  classFingerprint,
  classHash,
  isRead,
  RESULTS_REVISION,
  runHash,
} from '../../../src/run/recipe/identity';
import { planOfRecipe } from '../../../src/run/results/recipe-plan';
import {
  RECORDS_VERSION,
  type FinishedImage,
  type RunRecord,
  type StoredImage,
} from '../../../src/run/results/records';
import type { Runs } from '../../../src/run/results/runs';

export const SIDE = 4;
export const BACKEND = { provider: 'wasm', decoder: 'browser', threads: 2 };

export const pictures: Pictures = {
  encodePng: (picture) => Promise.resolve(encodePng(picture)),
  reducePng: async (file, side) => reducePng(file, side),
  decodePng: async (file) => decodePng(file),
};

/** RGB bytes of a drawn picture. */
export function drawn(seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 7 + seed * 31) % 256);
}

/** The pictures of a class of a collection; another collection has others under the same names. */
export function classOf(folder: string, collection = 'first', count = 6): ReadImage[] {
  return Array.from({ length: count }, (_, i) => ({
    folder,
    path: `${folder}/${i}.png`,
    sha256: sha256Hex(`${collection}/${folder}/${i}`),
    pixelHash: sha256Hex(`shown ${collection}/${folder}/${i}`),
    width: SIDE,
    height: SIDE,
  }));
}

export function sourceOf(...classes: readonly (readonly ReadImage[])[]): ClassSource {
  return {
    decoder: 'browser',
    read: async (folder) => {
      const images = classes.find(([first]) => first?.folder === folder);
      if (images !== undefined) return images;
      throw new StillroomError('BadParameter', `There is no class "${folder}".`);
    },
    async *pixels(images) {
      for (const { path } of images) yield drawn(Number(/(\d+)\.png$/.exec(path)?.[1]));
    },
    regions: () => Promise.reject(new Error('no regions here')),
    split: { kind: 'none' },
    framing: 'crop',
    heldOut: () => Promise.resolve([]),
    leftOut: () => Promise.resolve(0),
  };
}

const fingerprintOf = (images: readonly ReadImage[]): string =>
  classFingerprint(images.map(({ sha256 }) => sha256));

/** Of the classes "a" and "b". */
export function recipeOf(method = 'plain', imagesPerClass = 3): Recipe {
  return {
    format: RECIPE_FORMAT,
    revision: RESULTS_REVISION,
    classes: ['a', 'b'].map((folder) => {
      const images = classOf(folder);
      const fingerprint = fingerprintOf(images);
      return { folder, name: folder, prompt: folder, fingerprint, images: images.length };
    }),
    pack: { id: 'tiny', version: '1', hash: sha256Hex('pack') },
    method,
    parameters: {},
    sampling: {
      imagesPerClass,
      seed: 7,
      steps: 2,
      cfgScale: 1,
      cfgFrom: 0,
      cfgTo: 1,
      solver: 'ddim',
    },
  };
}

export function recordOf(recipe: Recipe, handle = 'run'): RunRecord {
  const plan = planOfRecipe(recipe);
  const read = recipe.classes.every(isRead);
  return {
    version: RECORDS_VERSION,
    handle,
    hash: read ? runHash(recipe, plan) : null,
    label: 'Letters',
    startedAt: '2026-11-01T10:00:00.000Z',
    recipe,
    classHashes: recipe.classes.map((entry) =>
      isRead(entry) ? classHash(recipe, entry.folder, plan) : null,
    ),
    backend: BACKEND,
    state: 'unfinished',
    problems: [],
  };
}

export const keyOf = (folder: string, index: number): string => sha256Hex(`${folder}/${index}`);

export function storedImage(seed: number): StoredImage {
  return {
    version: RECORDS_VERSION,
    origin: 'generated',
    png: encodePng({ width: SIDE, height: SIDE, pixels: drawn(seed) }),
    side: SIDE,
    latent: Float32Array.of(seed, 1, 2),
    seconds: 2,
    steps: [],
  };
}

/** Image i of a class stands on picture 5 - i. */
export function placeOf(folder: string, index: number): FinishedImage {
  const image = 5 - index;
  return {
    folder,
    index,
    key: keyOf(folder, index),
    core: { image, path: `${folder}/${image}.png` },
  };
}

/** Keeps the run with some of its images, as making them would. */
export async function keepRun(
  runs: Runs,
  record: RunRecord,
  images: Readonly<Record<string, number>>,
): Promise<void> {
  await runs.put(record);
  for (const [i, { folder }] of record.recipe.classes.entries()) {
    const hash = record.classHashes[i];
    for (let index = 0; index < (images[folder] ?? 0); index++) {
      if (hash == null) throw new Error(`${folder} is not read`);
      const image = storedImage(index + 10 * i);
      await runs.addImage(hash, record.backend, placeOf(folder, index), image);
    }
  }
}
