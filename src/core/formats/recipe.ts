/**
 * A recipe: one JSON document from which a run follows.
 *
 * It names the classes by the content of their pictures, the pack, the method with all parameters,
 * the sampling and what was changed by hand. The page makes one, Node and every task of a cluster
 * read the same one. What names a run and its classes is computed from it in src/run/recipe. A
 * recipe may be written before its classes are read: it then has no fingerprints yet, and whoever
 * runs it fills them in.
 *
 * Not in it: names and labels for people, dates, the version of the program, the place where it ran.
 */
import type { OwnNames } from '../by-name';
import type { SolverKind } from '../diffusion/solver/spec';
import { FRAMINGS, type Framing } from '../framing';
import { LARGEST_SHARE, type Split } from '../held-out';
import type { ListEdits } from '../scoring/edits';
import { JsonReader, NOT_OURS, type JsonFile } from './json-reader';
import { PACK_SOLVERS } from './pack';

export const RECIPE_FORMAT = 'stillroom-recipe/2';

const FILE: JsonFile = { name: 'recipe', code: 'BadRecipe', advice: NOT_OURS };

/** The largest seed: streams are keyed by 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;
/** Bounds of foreign numbers: what the page can draw and a disk can hold. */
export const MOST_IMAGES_PER_CLASS = 1000;
export const MOST_STEPS = 1000;
const MOST_CLASSES = 100_000;
/** Characters of a prompt or a name: no model reads as much, and splitting that into tokens takes up to a second. */
export const LONGEST_PROMPT = 10_000;
/** Of one class. */
export const MOST_IMAGES = 100_000_000;

export interface RecipeClass {
  /** The class's identity: its folder's name, with a parent's where two folders share it. */
  readonly folder: string;
  /** For people; decides no image but where a label prompt asks for it. */
  readonly name: string;
  readonly prompt: string;
  /** Hash of its readable pictures in their order; left out until they are read. */
  readonly fingerprint?: string;
  /** How many readable pictures it has; left out until they are read. */
  readonly images?: number;
}

/** How every method samples: how many images, from which seed, in which steps of which solver. */
export interface SamplingSettings {
  readonly imagesPerClass: number;
  readonly seed: number;
  readonly steps: number;
  readonly cfgScale: number;
  /** Where on the noise schedule (t / T) the scale holds. */
  readonly cfgFrom: number;
  readonly cfgTo: number;
  readonly solver: SolverKind;
}

export type RecipeParameters = OwnNames<number | string | boolean>;

/** An image that is made from noise of its own, or pulled to a core of its own. */
export interface ImageSeed {
  /** Of the image in its class, from 0. */
  readonly index: number;
  readonly seed: number;
  /** SHA-256 of the real image of the class that stands where its core would; left out where its core does. */
  readonly core?: string;
}

/** What a person changed by hand about a class: its ranked list, or the noise of its images. */
export interface RecipeEdits extends ListEdits {
  readonly folder: string;
  /** Images with a seed or a core of their own, by index; left out where there are none. */
  readonly seeds?: readonly ImageSeed[];
}

export interface RecipePack {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of pack.json, which names every file by its own hash. */
  readonly hash: string;
}

export interface Recipe {
  readonly format: typeof RECIPE_FORMAT;
  /** Results revision: raised when the same settings give other bytes than before. */
  readonly revision: number;
  readonly classes: readonly RecipeClass[];
  readonly pack: RecipePack;
  readonly method: string;
  /** All of the method's parameters by their schema's names. */
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  /** Classes that were changed by hand, by folder; left out where none was. */
  readonly edits?: readonly RecipeEdits[];
  /**
   * Which images were held out; left out where every image is used. It decides no byte beside the classes'
   * fingerprints, which are of the other images.
   */
  readonly split?: Split;
  /** How pictures become the model's square; left out where their middle is cut out. */
  readonly framing?: Framing;
}

function parseClass(reader: JsonReader): RecipeClass {
  const fingerprint = reader.at('fingerprint');
  const images = reader.at('images');
  return {
    folder: reader.at('folder').string(),
    name: reader.at('name').string(LONGEST_PROMPT),
    prompt: reader.at('prompt').string(LONGEST_PROMPT),
    ...(fingerprint.present ? { fingerprint: fingerprint.string() } : {}),
    ...(images.present ? { images: images.integer(0, MOST_IMAGES) } : {}),
  };
}

function parseClasses(reader: JsonReader): RecipeClass[] {
  const list = reader.list();
  if (list.length > MOST_CLASSES) throw reader.wrong(`at most ${MOST_CLASSES} classes`);
  const classes = list.map(parseClass);
  const folders = new Set(classes.map(({ folder }) => folder));
  if (folders.size < classes.length) throw reader.wrong('a list of different folders');
  return classes;
}

function parseSplit(reader: JsonReader): Split {
  const kind = reader.at('kind').oneOf(['folders', 'share', 'none']);
  return kind === 'share'
    ? { kind, percent: reader.at('percent').integer(1, LARGEST_SHARE) }
    : { kind };
}

function parseSampling(reader: JsonReader): SamplingSettings {
  const cfgFrom = reader.at('cfgFrom').number(0, 1);
  return {
    imagesPerClass: reader.at('imagesPerClass').integer(1, MOST_IMAGES_PER_CLASS),
    seed: reader.at('seed').integer(0, MAX_SEED),
    steps: reader.at('steps').integer(1, MOST_STEPS),
    cfgScale: reader.at('cfgScale').number(0, 1000),
    cfgFrom,
    cfgTo: reader.at('cfgTo').number(0, 1),
    solver: reader.at('solver').oneOf(PACK_SOLVERS),
  };
}

function readSeeds(reader: JsonReader): ImageSeed[] {
  const seeds = reader.list().map((one) => {
    const core = one.at('core');
    return {
      index: one.at('index').integer(0, MOST_IMAGES_PER_CLASS - 1),
      seed: one.at('seed').integer(0, MAX_SEED),
      ...(core.present ? { core: core.string() } : {}),
    };
  });
  if (new Set(seeds.map(({ index }) => index)).size < seeds.length) {
    throw reader.wrong('a list of different images');
  }
  return seeds;
}

/** What was changed by hand, at a reader's place. */
export function readEdits(reader: JsonReader): RecipeEdits {
  const seeds = reader.at('seeds');
  return {
    folder: reader.at('folder').string(),
    pinned: reader.at('pinned').strings(),
    order: reader.at('order').strings(),
    excluded: reader.at('excluded').strings(),
    excludedImages: reader.at('excludedImages').strings(),
    ...(seeds.present ? { seeds: readSeeds(seeds) } : {}),
  };
}

/** Reads a recipe at a reader's place, so that a manifest's errors carry the manifest's code. */
export function readRecipe(reader: JsonReader): Recipe {
  const pack = reader.at('pack');
  const edits = reader.at('edits');
  const split = reader.at('split');
  const framing = reader.at('framing');
  const framed = framing.present ? framing.oneOf(FRAMINGS) : 'crop';
  return {
    format: reader.at('format').format([RECIPE_FORMAT]),
    revision: reader.at('revision').integer(1),
    classes: parseClasses(reader.at('classes')),
    pack: {
      id: pack.at('id').string(),
      version: pack.at('version').string(),
      hash: pack.at('hash').string(),
    },
    method: reader.at('method').string(),
    parameters: reader.at('parameters').scalars(),
    sampling: parseSampling(reader.at('sampling')),
    ...(edits.present ? { edits: edits.list().map(readEdits) } : {}),
    ...(split.present ? { split: parseSplit(split) } : {}),
    ...(framed === 'crop' ? {} : { framing: framed }),
  };
}

/**
 * A recipe from parsed JSON. Members that it does not know are dropped.
 * @throws StillroomError BadRecipe, naming the member that is wrong
 */
export function parseRecipe(value: unknown): Recipe {
  return readRecipe(new JsonReader(value, FILE));
}
