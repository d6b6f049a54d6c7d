/**
 * Images that have a seed of their own: noise other than the run's, and everything else as it is. A set with
 * such images is another run, which shares all others with the first by their keys.
 */
import { randomStream } from '../../core/random/stream';
import type { ImageSeed, Recipe } from '../../core/formats/recipe';

/** By index; empty where all images of the class have the run's seed. */
export type ImageSeeds = ReadonlyMap<number, number>;

export const NO_SEEDS: ImageSeeds = new Map();

export function imageSeeds({ edits }: Pick<Recipe, 'edits'>, folder: string): ImageSeeds {
  const own = edits?.find((one) => one.folder === folder)?.seeds ?? [];
  return new Map(own.map(({ index, seed }) => [index, seed]));
}

/** The seed of an image: its own, or the run's. */
export function seedOf(recipe: Recipe, folder: string, index: number): number {
  return imageSeeds(recipe, folder).get(index) ?? recipe.sampling.seed;
}

/**
 * Another seed for each of these images of a class: the same for the same, whoever asks.
 * @param known seeds that images of the class have of their own; others stay as they are
 * @param runSeed of the others
 */
export function newSeeds(
  folder: string,
  indices: readonly number[],
  known: readonly ImageSeed[],
  runSeed: number,
): ImageSeed[] {
  const seeds = new Map(known.map(({ index, seed }) => [index, seed]));
  for (const index of indices) {
    const seed = seeds.get(index) ?? runSeed;
    const stream = randomStream({ seed, name: folder, image: index, purpose: 'made-again' });
    seeds.set(index, stream.word());
  }
  return [...seeds].map(([index, seed]) => ({ index, seed })).sort((a, b) => a.index - b.index);
}
