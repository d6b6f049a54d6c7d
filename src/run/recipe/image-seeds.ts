/**
 * Images that have a seed or a core of their own: noise other than the run's, or another real image that they
 * are pulled to, and everything else as it is. A set with such images is another run, which shares all others
 * with the first by their keys.
 */
import { randomStream } from '../../core/random/stream';
import type { ImageSeed, Recipe } from '../../core/formats/recipe';

/** By index; empty where all images of the class have the run's seed. */
export type ImageSeeds = ReadonlyMap<number, number>;

export const NO_SEEDS: ImageSeeds = new Map();

/** SHA-256 of the real images that images are pulled to in place of their cores, by index. */
export type ImageCores = ReadonlyMap<number, string>;

export function imageSeeds({ edits }: Pick<Recipe, 'edits'>, folder: string): ImageSeeds {
  const own = edits?.find((one) => one.folder === folder)?.seeds ?? [];
  return new Map(own.map(({ index, seed }) => [index, seed]));
}

export function imageCores({ edits }: Pick<Recipe, 'edits'>, folder: string): ImageCores {
  const own = edits?.find((one) => one.folder === folder)?.seeds ?? [];
  return new Map(own.flatMap(({ index, core }) => (core === undefined ? [] : [[index, core]])));
}

/** The seed of an image: its own, or the run's. */
export function seedOf(recipe: Recipe, folder: string, index: number): number {
  return imageSeeds(recipe, folder).get(index) ?? recipe.sampling.seed;
}

/**
 * Another seed for each of these images of a class: the same for the same, whoever asks.
 * @param known seeds that images of the class have of their own; others stay as they are, cores too
 * @param runSeed of the others
 */
export function newSeeds(
  folder: string,
  indices: readonly number[],
  known: readonly ImageSeed[],
  runSeed: number,
): ImageSeed[] {
  const all = new Map(known.map((one) => [one.index, one]));
  for (const index of indices) {
    const own = all.get(index) ?? { index, seed: runSeed };
    const { seed } = own;
    const stream = randomStream({ seed, name: folder, image: index, purpose: 'made-again' });
    all.set(index, { ...own, seed: stream.word() });
  }
  return inOrder(all);
}

/**
 * Other cores for some images of a class; noise stays as it is.
 * @param cores SHA-256 by index
 * @param known seeds and cores that images of the class have of their own
 * @param runSeed of the others
 */
export function withCores(
  cores: ImageCores,
  known: readonly ImageSeed[],
  runSeed: number,
): ImageSeed[] {
  const all = new Map(known.map((one) => [one.index, one]));
  for (const [index, core] of cores) {
    all.set(index, { ...(all.get(index) ?? { index, seed: runSeed }), core });
  }
  return inOrder(all);
}

function inOrder(all: ReadonlyMap<number, ImageSeed>): ImageSeed[] {
  return [...all.values()].sort((a, b) => a.index - b.index);
}
