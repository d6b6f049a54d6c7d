/**
 * The manifest of an export: what every file in it is, and what it takes to make it again.
 *
 * It holds the recipe itself, so that dropping the file onto the page restores the run, and beside
 * it what the recipe leaves out: program, backend, timings, date. Every number has an upper bound, and
 * every image its own place in a class of the recipe, so that what was read can be stored as it is.
 * Whether recipe and `recipeHash` belong together is checked where methods are known
 * (src/run/results/restore.ts).
 */
import type { OwnNames } from '../by-name';
import { StillroomError } from '../errors';
import type { PixelRegion } from '../scoring/tiling';
import { JsonReader, NOT_OURS, type JsonFile } from './json-reader';
import { OLDER_MANIFEST, readOlderManifest, type OlderManifest } from './manifest-1';
import { MAX_SEED, MOST_IMAGES, MOST_IMAGES_PER_CLASS, readRecipe, type Recipe } from './recipe';

export const MANIFEST_FORMAT = 'stillroom-manifest/2';

const FILE: JsonFile = { name: 'manifest', code: 'BadManifest', advice: NOT_OURS };

/** Bounds of foreign numbers, far above what is real. */
const LARGEST_SIDE = 2 ** 20;
const MOST_WINDOWS = 1e9;
const MOST_THREADS = 4096;
/** Of a score, or a figure of a guidance report. */
const LARGEST_FIGURE = 1e12;
/** 30,000 years. */
const MOST_SECONDS = 1e12;

export interface ManifestBackend {
  /** Processor and runtime: "wasm", "webgpu", "cpu", "cuda". */
  readonly provider: string;
  /** What decoded the real pictures: "browser", "sharp". */
  readonly decoder: string;
  readonly threads: number;
  /** Adapter name or thread count, as a person would say it. */
  readonly description: string;
}

/** Images that were made smaller for the export, in pixels of a side. */
export interface ManifestReduction {
  readonly side: number;
  /** As they were made. */
  readonly from: number;
}

export interface ManifestTimings {
  readonly totalSeconds: number;
  readonly secondsPerImage: number;
}

export interface ManifestClass {
  /** The class's folder in the collection. */
  readonly folder: string;
  /** Its folder in the export, made safe for every file system. */
  readonly directory: string;
  readonly name: string;
}

/** A window of a real image that a picture is made of. */
export interface ManifestWindow {
  /** Path of the image in the collection. */
  readonly source: string;
  /** In pixels of the upright original. */
  readonly box: PixelRegion;
  readonly score: number;
  /** Of the score, over draws. */
  readonly standardError: number;
  readonly cluster: number;
  /** Place in the class's ranked list, from 0, before edits by hand. */
  readonly rank: number;
}

export interface ManifestImage {
  /** Path below the export's root: "train/tench/0000.png". */
  readonly file: string;
  readonly kind: 'distilled' | 'core';
  /** The class's folder in the collection. */
  readonly folder: string;
  /** Index of the image in its class. */
  readonly index: number;
  /** The key of what made it; of distilled images only. */
  readonly key?: string;
  /** The run's seed; absent for a real image. */
  readonly seed?: number;
  /** Paths, in the collection, of the real images that it stands on. */
  readonly sources: readonly string[];
  /** Of a distilled image that stands on one real one: its position among the class's readable pictures. */
  readonly position?: number;
  /** Of a distilled image: the share of its class that it stands for, 0 .. 1, where that is known. */
  readonly share?: number;
  /** Of a distilled image: what computed it, with its version, "onnxruntime-web 1.30.0"; where that is known. */
  readonly runtime?: string;
  /** The windows that it is put together from, row by row; only where it is. */
  readonly windows?: readonly ManifestWindow[];
  /** Summary of the guidance report: a number a name; empty for a real image. */
  readonly guidance: OwnNames<number>;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly recipe: Recipe;
  /** The run's name (`recipeName` in src/run/recipe/identity.ts). */
  readonly recipeHash: string;
  /** Of the program that made it. */
  readonly versions: { readonly stillroom: string };
  readonly collection: { readonly label: string };
  readonly backend: ManifestBackend;
  readonly timings: ManifestTimings;
  /** Where the files are not the images as they were made, which are what a run keeps. */
  readonly reduced?: ManifestReduction;
  readonly classes: readonly ManifestClass[];
  /** Folders of classes whose cores are not in the export, since their pictures were not at hand. */
  readonly withoutCores: readonly string[];
  readonly images: readonly ManifestImage[];
}

function hash(reader: JsonReader): string {
  const text = reader.string();
  if (!/^[0-9a-f]{64}$/.test(text)) throw reader.wrong('a hash of 64 hexadecimal digits');
  return text;
}

function date(reader: JsonReader): string {
  const text = reader.string();
  if (Number.isNaN(Date.parse(text))) throw reader.wrong('a date');
  return text;
}

function parseWindow(reader: JsonReader): ManifestWindow {
  const box = reader.at('box');
  return {
    source: reader.at('source').string(),
    box: {
      x: box.at('x').integer(0, LARGEST_SIDE),
      y: box.at('y').integer(0, LARGEST_SIDE),
      width: box.at('width').integer(1, LARGEST_SIDE),
      height: box.at('height').integer(1, LARGEST_SIDE),
    },
    score: reader.at('score').number(-LARGEST_FIGURE, LARGEST_FIGURE),
    standardError: reader.at('standardError').number(0, LARGEST_FIGURE),
    cluster: reader.at('cluster').integer(0, MOST_WINDOWS),
    rank: reader.at('rank').integer(0, MOST_WINDOWS),
  };
}

function parseImage(reader: JsonReader): ManifestImage {
  const seed = reader.at('seed');
  const windows = reader.at('windows');
  const position = reader.at('position');
  const share = reader.at('share');
  const runtime = reader.at('runtime');
  const kind = reader.at('kind').oneOf(['distilled', 'core']);
  return {
    file: reader.at('file').string(),
    kind,
    folder: reader.at('folder').string(),
    index: reader.at('index').integer(0, MOST_IMAGES_PER_CLASS - 1),
    ...(kind === 'distilled' ? { key: hash(reader.at('key')) } : {}),
    ...(seed.present ? { seed: seed.integer(0, MAX_SEED) } : {}),
    sources: reader.at('sources').strings(),
    ...(position.present ? { position: position.integer(0, MOST_IMAGES - 1) } : {}),
    ...(share.present ? { share: share.number(0, 1) } : {}),
    ...(runtime.present ? { runtime: runtime.string() } : {}),
    ...(windows.present ? { windows: windows.list().map(parseWindow) } : {}),
    guidance: reader.at('guidance').numbers(-LARGEST_FIGURE, LARGEST_FIGURE),
    sha256: hash(reader.at('sha256')),
  };
}

/** The images, each in a place of its own in a class of the recipe. */
function parseImages(reader: JsonReader, { classes, sampling }: Recipe): ManifestImage[] {
  const folders = new Set(classes.map(({ folder }) => folder));
  const taken = new Set<string>();
  return reader.list().map((one) => {
    const image = parseImage(one);
    const { kind, folder, index } = image;
    if (!folders.has(folder)) throw one.at('folder').wrong('a class of the recipe');
    if (index >= sampling.imagesPerClass) {
      throw one.at('index').wrong(`below the recipe's ${sampling.imagesPerClass} images per class`);
    }
    const place = `${kind}/${index}/${folder}`;
    if (taken.has(place)) throw one.at('index').wrong('a number that no other image has');
    taken.add(place);
    return image;
  });
}

function parseReduction(reader: JsonReader): ManifestReduction {
  const from = reader.at('from').integer(1, LARGEST_SIDE);
  return { side: reader.at('side').integer(1, from), from };
}

function readManifest(reader: JsonReader): Manifest {
  const backend = reader.at('backend');
  const timings = reader.at('timings');
  const reduced = reader.at('reduced');
  const recipe = readRecipe(reader.at('recipe'));
  return {
    format: MANIFEST_FORMAT,
    name: reader.at('name').string(),
    createdAt: date(reader.at('createdAt')),
    recipe,
    recipeHash: hash(reader.at('recipeHash')),
    versions: { stillroom: reader.at('versions').at('stillroom').string() },
    collection: { label: reader.at('collection').at('label').string() },
    backend: {
      provider: backend.at('provider').string(),
      decoder: backend.at('decoder').string(),
      threads: backend.at('threads').integer(1, MOST_THREADS),
      description: backend.at('description').string(),
    },
    timings: {
      totalSeconds: timings.at('totalSeconds').number(0, MOST_SECONDS),
      secondsPerImage: timings.at('secondsPerImage').number(0, MOST_SECONDS),
    },
    ...(reduced.present ? { reduced: parseReduction(reduced) } : {}),
    classes: reader
      .at('classes')
      .list()
      .map((entry) => ({
        folder: entry.at('folder').string(),
        directory: entry.at('directory').string(),
        name: entry.at('name').string(),
      })),
    withoutCores: reader.at('withoutCores').strings(),
    images: parseImages(reader.at('images'), recipe),
  };
}

/**
 * A manifest from parsed JSON; of an older one, what still means something.
 * @throws StillroomError BadManifest, naming the member that is wrong
 */
export function parseManifest(value: unknown): Manifest | OlderManifest {
  const reader = new JsonReader(value, FILE);
  const format = reader.at('format').format([MANIFEST_FORMAT, OLDER_MANIFEST]);
  return format === MANIFEST_FORMAT ? readManifest(reader) : readOlderManifest(reader);
}

/**
 * A manifest from the text of a file.
 * @throws StillroomError BadManifest when it is not JSON, or not a manifest
 */
export function parseManifestText(text: string): Manifest | OlderManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StillroomError(
      'BadManifest',
      'The manifest is not readable as JSON: it was cut short or edited by hand. Export the set again.',
      {},
      { cause },
    );
  }
  return parseManifest(value);
}
