/**
 * The manifest of an export: what every file in it is, and what it takes to make it again.
 *
 * It holds the recipe itself, so that dropping the file onto the page restores the run, and beside
 * it what the recipe's hash leaves out: backend, timings, date.
 */
import { JsonReader, NOT_OURS, type JsonFile } from './json-reader';
import type { PixelRegion } from '../scoring/tiling';
import { readRecipe } from './recipe';
import type { Recipe } from './recipe';
import { StillroomError } from '../errors';

export const MANIFEST_FORMAT = 'stillroom-manifest/1';

const FILE: JsonFile = { name: 'manifest', code: 'BadManifest', advice: NOT_OURS };

export interface ManifestBackend {
  /** "webgpu" or "wasm". */
  readonly provider: string;
  /** Adapter name or thread count, as a person would say it. */
  readonly description: string;
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
  /** The run's seed; absent for a real image. */
  readonly seed?: number;
  /** Paths, in the collection, of the real images that it stands on. */
  readonly sources: readonly string[];
  /** The windows that it is put together from, row by row; only where it is. */
  readonly windows?: readonly ManifestWindow[];
  /** Summary of the guidance report: a number a name; empty for a real image. */
  readonly guidance: Readonly<Record<string, number>>;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly recipe: Recipe;
  readonly recipeHash: string;
  readonly collection: { readonly label: string; readonly fingerprint: string };
  readonly pack: { readonly id: string; readonly version: string; readonly hash: string };
  readonly backend: ManifestBackend;
  readonly timings: ManifestTimings;
  readonly classes: readonly ManifestClass[];
  readonly images: readonly ManifestImage[];
}

function parseWindow(reader: JsonReader): ManifestWindow {
  const box = reader.at('box');
  return {
    source: reader.at('source').string(),
    box: {
      x: box.at('x').integer(0),
      y: box.at('y').integer(0),
      width: box.at('width').integer(1),
      height: box.at('height').integer(1),
    },
    score: reader.at('score').number(),
    standardError: reader.at('standardError').number(0),
    cluster: reader.at('cluster').integer(0),
    rank: reader.at('rank').integer(0),
  };
}

function parseImage(reader: JsonReader): ManifestImage {
  const seed = reader.at('seed');
  const windows = reader.at('windows');
  return {
    file: reader.at('file').string(),
    kind: reader.at('kind').oneOf(['distilled', 'core']),
    folder: reader.at('folder').string(),
    index: reader.at('index').integer(0),
    ...(seed.present ? { seed: seed.integer(0) } : {}),
    sources: reader.at('sources').strings(),
    ...(windows.present ? { windows: windows.list().map(parseWindow) } : {}),
    guidance: reader.at('guidance').numbers(),
    sha256: reader.at('sha256').string(),
  };
}

/**
 * A manifest from parsed JSON.
 * @throws StillroomError BadManifest, naming the member that is wrong
 */
export function parseManifest(value: unknown): Manifest {
  const reader = new JsonReader(value, FILE);
  const collection = reader.at('collection');
  const pack = reader.at('pack');
  const backend = reader.at('backend');
  const timings = reader.at('timings');
  return {
    format: reader.at('format').oneOf([MANIFEST_FORMAT]),
    name: reader.at('name').string(),
    createdAt: reader.at('createdAt').string(),
    recipe: readRecipe(reader.at('recipe')),
    recipeHash: reader.at('recipeHash').string(),
    collection: {
      label: collection.at('label').string(),
      fingerprint: collection.at('fingerprint').string(),
    },
    pack: {
      id: pack.at('id').string(),
      version: pack.at('version').string(),
      hash: pack.at('hash').string(),
    },
    backend: {
      provider: backend.at('provider').string(),
      description: backend.at('description').string(),
    },
    timings: {
      totalSeconds: timings.at('totalSeconds').number(0),
      secondsPerImage: timings.at('secondsPerImage').number(0),
    },
    classes: reader
      .at('classes')
      .list()
      .map((entry) => ({
        folder: entry.at('folder').string(),
        directory: entry.at('directory').string(),
        name: entry.at('name').string(),
      })),
    images: reader.at('images').list().map(parseImage),
  };
}

/**
 * A manifest from the text of a file.
 * @throws StillroomError BadManifest when it is not JSON, or not a manifest
 */
export function parseManifestText(text: string): Manifest {
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
