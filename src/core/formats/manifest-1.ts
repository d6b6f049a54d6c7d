/**
 * Manifests of the first version. Their images were named by other hashes and cannot be taken up; method
 * and settings mean the same, so those come back.
 */
import type { JsonReader } from './json-reader';
import { PACK_SOLVERS } from './pack';
import { readInterval } from './read-interval';
import {
  MAX_SEED,
  MOST_IMAGES_PER_CLASS,
  MOST_STEPS,
  readEdits,
  type RecipeEdits,
  type RecipeParameters,
  type SamplingSettings,
} from './recipe';

export const OLDER_MANIFEST = 'stillroom-manifest/1';

export interface OlderManifest {
  readonly format: typeof OLDER_MANIFEST;
  /** The collection's. */
  readonly label: string;
  readonly method: string;
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  readonly edits: readonly RecipeEdits[];
}

/** @throws StillroomError BadManifest, naming the member that is wrong */
export function readOlderManifest(reader: JsonReader): OlderManifest {
  const recipe = reader.at('recipe');
  const sampling = recipe.at('sampling');
  const edits = recipe.at('edits');
  const { from, to } = readInterval(sampling.at('cfgInterval')).cfgInterval ?? { from: 0, to: 1 };
  return {
    format: OLDER_MANIFEST,
    label: reader.at('collection').at('label').string(),
    method: recipe.at('method').string(),
    parameters: recipe.at('parameters').scalars(),
    sampling: {
      imagesPerClass: recipe.at('imagesPerClass').integer(1, MOST_IMAGES_PER_CLASS),
      seed: sampling.at('seed').integer(0, MAX_SEED),
      steps: sampling.at('steps').integer(1, MOST_STEPS),
      cfgScale: sampling.at('cfgScale').number(0, 1000),
      cfgFrom: from,
      cfgTo: to,
      solver: sampling.at('solver').oneOf(PACK_SOLVERS),
    },
    edits: edits.present ? edits.list().map(readEdits) : [],
  };
}
