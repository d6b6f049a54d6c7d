/** Everything that a run needs, in memory. */
import { decodePng } from '../../../src/data/export/decode-png';
import { encodePng } from '../../../src/data/export/png';
import { reducePng } from '../../../src/data/export/reduce-png';
import {
  RECIPE_FORMAT,
  type Recipe,
  type RecipeParameters,
} from '../../../src/core/formats/recipe';
import type { SamplingSettings } from '../../../src/core/formats/recipe';
import { methodById } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import type { RunParts } from '../../../src/run/distill';
import type { Pictures, Storage } from '../../../src/run/ports';
import { RESULTS_REVISION } from '../../../src/run/recipe/identity';
import { Runs } from '../../../src/run/results/runs';
import { Stages } from '../../../src/run/stages/stages';
import { drawnSource } from './drawn-source';
import { MemoryStorage } from './memory-storage';
import { STAND_IN_HASH, STAND_IN_PACK, standInModel } from './stand-in-model';

/** PNG files on the caller's own thread. */
export const memoryPictures: Pictures = {
  encodePng: async (picture) => encodePng(picture),
  reducePng: async (file, side) => reducePng(file, side),
  decodePng: async (file) => decodePng(file),
};

/** Parts over a storage, two drawn classes and the stand-in model, where a test brings none of its own. */
export function memoryParts({
  storage = new MemoryStorage(),
  ...parts
}: Partial<RunParts> & { readonly storage?: Storage } = {}): RunParts {
  let now = 0;
  return {
    source: drawnSource([
      { folder: 'owl', images: 8 },
      { folder: 'fox', images: 9 },
    ]),
    model: standInModel(),
    analysis: localAnalysis(),
    stages: new Stages(storage),
    runs: new Runs(storage),
    pictures: memoryPictures,
    clock: () => (now += 1000),
    ...parts,
  };
}

export interface RecipeWish {
  readonly method: string;
  readonly parameters?: RecipeParameters;
  readonly sampling?: Partial<SamplingSettings>;
  readonly folders?: readonly string[];
}

/** A recipe for the stand-in model, of classes that are not read yet. */
export function recipeFor({
  method,
  parameters = {},
  sampling = {},
  folders = ['owl', 'fox'],
}: RecipeWish): Recipe {
  const { id, version } = STAND_IN_PACK;
  return {
    format: RECIPE_FORMAT,
    revision: RESULTS_REVISION,
    classes: folders.map((folder) => ({
      folder,
      name: folder,
      prompt: `a photo of a ${folder}`,
    })),
    pack: { id, version, hash: STAND_IN_HASH },
    method,
    parameters: { ...defaultsOf(methodById(method).schema), ...parameters },
    sampling: {
      imagesPerClass: 2,
      seed: 1,
      steps: 3,
      cfgScale: 2,
      cfgFrom: 0,
      cfgTo: 1,
      solver: 'ddim',
      ...sampling,
    },
  };
}
