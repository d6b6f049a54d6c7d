/**
 * A recipe: everything that decides a run's images, as one JSON object.
 *
 * The same recipe on the same backend gives the same bytes, so the recipe's hash names the run: in
 * storage, in each PNG's text chunk and in the manifest. What may differ between two runs of one
 * recipe (backend, timings, dates) is left out of the hash; the manifest records it.
 */
import { canonicalHash, canonicalJson } from './canonical-json';
import type { GuidanceInterval } from '../diffusion/guidance-scale';
import type { ListEdits } from '../scoring/edits';
import { JsonReader, NOT_OURS, type JsonFile } from './json-reader';
import { readInterval } from './read-interval';

export const RECIPE_FORMAT = 'stillroom-recipe/1';

const FILE: JsonFile = { name: 'recipe', code: 'BadRecipe', advice: NOT_OURS };

/** The largest seed: streams are keyed by 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;

export interface RecipeClass {
  /** The class's identity: its folder's name, with a parent's where two folders share it. */
  readonly folder: string;
  readonly name: string;
  readonly prompt: string;
  /** How many readable images it had. */
  readonly images: number;
}

export interface RecipeSampling {
  readonly solver: string;
  readonly steps: number;
  readonly cfgScale: number;
  /** Where on the noise schedule the scale holds; left out where that is everywhere. */
  readonly cfgInterval?: GuidanceInterval;
  readonly seed: number;
}

export type RecipeParameters = Readonly<Record<string, number | string | boolean>>;

/** What a person changed by hand about the ranked list of a class. */
export interface RecipeEdits extends ListEdits {
  readonly folder: string;
}

export interface Recipe {
  readonly format: typeof RECIPE_FORMAT;
  readonly collection: {
    readonly fingerprint: string;
    readonly classes: readonly RecipeClass[];
  };
  readonly pack: { readonly id: string; readonly version: string; readonly hash: string };
  readonly method: string;
  /** The method's parameters by their schema's names. */
  readonly parameters: RecipeParameters;
  readonly sampling: RecipeSampling;
  readonly imagesPerClass: number;
  /** Classes whose list was changed by hand, by folder; left out where none was. */
  readonly edits?: readonly RecipeEdits[];
  /** What it ran on, if that is worth repeating; not part of the hash. */
  readonly backend?: string;
  readonly versions: { readonly stillroom: string };
}

function parseClass(reader: JsonReader): RecipeClass {
  return {
    folder: reader.at('folder').string(),
    name: reader.at('name').string(),
    prompt: reader.at('prompt').string(),
    images: reader.at('images').integer(0),
  };
}

function parseEdits(reader: JsonReader): RecipeEdits {
  return {
    folder: reader.at('folder').string(),
    pinned: reader.at('pinned').strings(),
    order: reader.at('order').strings(),
    excluded: reader.at('excluded').strings(),
    excludedImages: reader.at('excludedImages').strings(),
  };
}

/** Reads a recipe at a reader's place, so that a manifest's errors carry the manifest's code. */
export function readRecipe(reader: JsonReader): Recipe {
  const collection = reader.at('collection');
  const pack = reader.at('pack');
  const sampling = reader.at('sampling');
  const backend = reader.at('backend');
  const edits = reader.at('edits');
  return {
    format: reader.at('format').oneOf([RECIPE_FORMAT]),
    collection: {
      fingerprint: collection.at('fingerprint').string(),
      classes: collection.at('classes').list().map(parseClass),
    },
    pack: {
      id: pack.at('id').string(),
      version: pack.at('version').string(),
      hash: pack.at('hash').string(),
    },
    method: reader.at('method').string(),
    parameters: reader.at('parameters').scalars(),
    sampling: {
      solver: sampling.at('solver').string(),
      steps: sampling.at('steps').integer(1),
      cfgScale: sampling.at('cfgScale').number(0),
      ...readInterval(sampling.at('cfgInterval')),
      seed: sampling.at('seed').integer(0, MAX_SEED),
    },
    imagesPerClass: reader.at('imagesPerClass').integer(1),
    ...(edits.present ? { edits: edits.list().map(parseEdits) } : {}),
    ...(backend.present ? { backend: backend.string() } : {}),
    versions: { stillroom: reader.at('versions').at('stillroom').string() },
  };
}

/**
 * A recipe from parsed JSON. Members that it does not know are dropped.
 * @throws StillroomError BadRecipe, naming the member that is wrong
 */
export function parseRecipe(value: unknown): Recipe {
  return readRecipe(new JsonReader(value, FILE));
}

function hashed(recipe: Recipe): Omit<Recipe, 'backend'> {
  const { backend: _backend, ...identity } = recipe;
  return identity;
}

/** The text whose hash is the recipe's. */
export function recipeIdentity(recipe: Recipe): string {
  return canonicalJson(hashed(recipe));
}

/** The run's name: SHA-256 of its identity, 64 hexadecimal digits. */
export function recipeHash(recipe: Recipe): string {
  return canonicalHash(hashed(recipe));
}
