/**
 * An export as a stream of zip entries: images as they are encoded, then the manifest that lists
 * them with their hashes.
 *
 * Pixels are asked for one image at a time, so that the size of a set is no matter of memory. Names
 * are made safe here and nowhere else; the manifest keeps both forms.
 */
import { sha256Of } from '../sha256';
import { makeZip } from 'client-zip';
import { StillroomError, throwIfAborted } from '../../core/errors';
import {
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestBackend,
  type ManifestImage,
  type ManifestTimings,
  type ManifestWindow,
} from '../../core/formats/manifest';
import { recipeHash, type Recipe } from '../../core/formats/recipe';
import { encodePng, type Picture, type PngTexts } from './png';
import { exportReadme } from './readme';
import { safeName, safeNames } from './safe-name';

export interface ExportImage {
  /** The class's folder in the collection. */
  readonly folder: string;
  readonly kind: 'distilled' | 'core';
  /** Index in its class and kind: the file's number. */
  readonly index: number;
  /** The run's seed, for a distilled image. */
  readonly seed?: number;
  /** Paths of the real images that it stands on. */
  readonly sources: readonly string[];
  /** The windows that it is put together from, where it is. */
  readonly windows?: readonly ManifestWindow[];
  /** Summary of the guidance report. */
  readonly guidance?: Readonly<Record<string, number>>;
  /** Its pixels, asked for when the file is written. */
  read(): Promise<Picture>;
}

export interface ExportSet {
  /** The name that the person gave; the root folder is its safe form. */
  readonly name: string;
  /** The collection's label. */
  readonly label: string;
  readonly recipe: Recipe;
  readonly backend: ManifestBackend;
  readonly timings: ManifestTimings;
  readonly createdAt: Date;
  readonly images: readonly ExportImage[];
}

export interface ExportOptions {
  /** How PNG files are made: a thread pool's encoder on the page, where large pictures would block. */
  readonly encode?: (picture: Picture, texts: PngTexts) => Promise<Uint8Array>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportEntry {
  readonly name: string;
  readonly input: Uint8Array<ArrayBuffer>;
  readonly lastModified: Date;
}

/** Keywords of the text chunks in every exported PNG. */
export const PNG_RECIPE = 'Stillroom recipe';
export const PNG_SEED = 'Stillroom seed';
export const PNG_CLASS = 'Stillroom class';

const DIRECTORIES = { distilled: 'train', core: 'cores' } as const;

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

function fileOf(image: ExportImage, directories: ReadonlyMap<string, string>): string {
  const directory = directories.get(image.folder);
  if (directory === undefined) {
    throw new StillroomError(
      'BadParameter',
      `An image belongs to the class "${image.folder}", which the recipe does not have.`,
      { folder: image.folder },
    );
  }
  return `${DIRECTORIES[image.kind]}/${directory}/${String(image.index).padStart(4, '0')}.png`;
}

function textsOf(image: ExportImage, hash: string): PngTexts {
  return {
    [PNG_RECIPE]: hash,
    ...(image.seed === undefined ? {} : { [PNG_SEED]: String(image.seed) }),
    [PNG_CLASS]: image.folder,
  };
}

function manifestOf(
  set: ExportSet,
  directories: ReadonlyMap<string, string>,
  images: readonly ManifestImage[],
): Manifest {
  return {
    format: MANIFEST_FORMAT,
    name: safeName(set.name),
    createdAt: set.createdAt.toISOString(),
    recipe: set.recipe,
    recipeHash: recipeHash(set.recipe),
    collection: { label: set.label, fingerprint: set.recipe.collection.fingerprint },
    pack: set.recipe.pack,
    backend: set.backend,
    timings: set.timings,
    classes: set.recipe.collection.classes.map(({ folder, name }) => ({
      folder,
      name,
      directory: directories.get(folder) ?? '',
    })),
    images,
  };
}

/**
 * The files of an export, each made when it is asked for.
 * @throws StillroomError BadParameter for an image of an unknown class or two of one number, Aborted
 */
export async function* exportEntries(
  set: ExportSet,
  options: ExportOptions = {},
): AsyncGenerator<ExportEntry> {
  const encode = options.encode ?? ((picture, texts) => Promise.resolve(encodePng(picture, texts)));
  const root = safeName(set.name);
  const directories = safeNames(set.recipe.collection.classes.map(({ folder }) => folder));
  const hash = recipeHash(set.recipe);
  const images: ManifestImage[] = [];
  const written = new Set<string>();
  const entry = (path: string, input: Uint8Array<ArrayBuffer>): ExportEntry => ({
    name: `${root}/${path}`,
    input,
    lastModified: set.createdAt,
  });
  for (const image of set.images) {
    throwIfAborted(options.signal);
    const file = fileOf(image, directories);
    if (written.has(file)) {
      throw new StillroomError('BadParameter', `Two images are to be written as ${file}.`, {
        file,
      });
    }
    written.add(file);
    const encoded = await encode(await image.read(), textsOf(image, hash));
    const png = new Uint8Array(encoded);
    const { folder, kind, index, seed, sources, windows, guidance = {} } = image;
    images.push({
      file,
      kind,
      folder,
      index,
      sources,
      guidance,
      ...(seed === undefined ? {} : { seed }),
      ...(windows === undefined ? {} : { windows }),
      sha256: await sha256Of(png),
    });
    yield entry(file, png);
    options.onProgress?.(images.length, set.images.length);
  }
  throwIfAborted(options.signal);
  const manifest = manifestOf(set, directories, images);
  yield entry('README.md', text(exportReadme(manifest)));
  yield entry('manifest.json', text(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** The zip file, entries stored, Zip64 where it takes that. Cancelling the stream stops the work. */
export function exportZip(set: ExportSet, options: ExportOptions = {}): ReadableStream<Uint8Array> {
  return makeZip(exportEntries(set, options), { buffersAreUTF8: true });
}
