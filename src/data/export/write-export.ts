/**
 * An export as a stream of zip entries: images as they come, then the manifest that lists them with
 * their hashes.
 *
 * Images are asked for one at a time, and each is forgotten before the next is read, so that the size
 * of a set is no matter of memory. They come as finished PNG files; only their texts are added here.
 * Names are made safe here and nowhere else; the manifest keeps both forms.
 */
import { sha256Of } from '../../core/formats/sha256-of';
import { makeZip } from 'client-zip';
import { StillroomError, throwIfAborted } from '../../core/errors';
import {
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestBackend,
  type ManifestImage,
  type ManifestReduction,
  type ManifestTimings,
} from '../../core/formats/manifest';
import type { Recipe } from '../../core/formats/recipe';
import { claimText } from './claim';
import { EVALUATE_PY } from './evaluate-py';
import { labelsFile, type LabelRow } from './labels';
import type { MeasuredExport } from './measured';
import { PNG_SETTINGS, pictureRecipeText } from './picture-recipe';
import { withTexts, type PngTexts } from './png-text';
import { exportReadme } from './readme';
import { safeName, safeNames } from './safe-name';

/** What the manifest says of an image, but for its file. */
type Described = Omit<ManifestImage, 'file' | 'sha256'>;

/** An image of a set, as it lies in the manifest and in its file. */
export interface ExportImage extends Described {
  /** Its PNG file, without texts. */
  readonly png: Uint8Array;
  /** What making it took; 0 where that is not known, and for real images. */
  readonly seconds: number;
  /** A teacher's logits for it, [classes] in the recipe's order, where the set has soft labels. */
  readonly logits?: Float32Array;
}

export interface ExportSet {
  /** The name that the person gave; the root folder is its safe form. */
  readonly name: string;
  /** The collection's label. */
  readonly label: string;
  readonly recipe: Recipe;
  /** The run's name. */
  readonly recipeHash: string;
  /** Version of the program. */
  readonly program: string;
  readonly backend: ManifestBackend;
  readonly createdAt: Date;
  /** Where the images are smaller than they were made. */
  readonly reduced?: ManifestReduction;
  /** How many images there will be, for the progress. */
  readonly total: number;
  /** Read once, one after the other. */
  readonly images: AsyncIterable<ExportImage>;
  /** Folders whose cores are not at hand; complete when the last image is read. */
  readonly withoutCores: ReadonlySet<string>;
  /** How well it trains; null where it was not evaluated. */
  readonly measured: MeasuredExport | null;
}

export interface ExportOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportEntry {
  readonly name: string;
  readonly input: Uint8Array<ArrayBuffer>;
  readonly lastModified: Date;
}

/** Keywords of the text chunks in every exported PNG, beside `PNG_SETTINGS`. */
export const PNG_RECIPE = 'Stillroom recipe';
export const PNG_SEED = 'Stillroom seed';
export const PNG_CLASS = 'Stillroom class';

const DIRECTORIES = { distilled: 'train', core: 'cores' } as const;

/** Of the width in a PNG file: behind the signature and the name of the header's chunk. */
const WIDTH_OFFSET = 16;

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

function fileOf(image: Described, directories: ReadonlyMap<string, string>): string {
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

function textsOf(image: Described, { recipe, recipeHash }: ExportSet): PngTexts {
  return {
    [PNG_RECIPE]: recipeHash,
    [PNG_SETTINGS]: pictureRecipeText(recipe, image.folder),
    ...(image.seed === undefined ? {} : { [PNG_SEED]: String(image.seed) }),
    [PNG_CLASS]: image.folder,
  };
}

/** Pixels a side, from the header of a PNG file. */
function sideOf(png: Uint8Array): number {
  return new DataView(png.buffer, png.byteOffset, png.byteLength).getUint32(WIDTH_OFFSET);
}

/** Mean over the images whose time is known. */
function timingsOf(seconds: readonly number[]): ManifestTimings {
  const known = seconds.filter((value) => value > 0);
  const totalSeconds = known.reduce((sum, value) => sum + value, 0);
  return { totalSeconds, secondsPerImage: totalSeconds / Math.max(1, known.length) };
}

/**
 * The files of an export, each made when it is asked for. Soft labels are held until the end.
 * @throws StillroomError BadParameter for an image of an unknown class or two of one number, Aborted,
 * and what reading the images may throw
 */
export async function* exportEntries(
  set: ExportSet,
  { signal, onProgress }: ExportOptions = {},
): AsyncGenerator<ExportEntry> {
  const { recipe, recipeHash, createdAt, total } = set;
  const root = safeName(set.name);
  const directories = safeNames(recipe.classes.map(({ folder }) => folder));
  const images: ManifestImage[] = [];
  const seconds: number[] = [];
  const written = new Set<string>();
  const labels: LabelRow[] = [];
  let side = 0;
  const entry = (path: string, input: Uint8Array<ArrayBuffer>): ExportEntry => ({
    name: `${root}/${path}`,
    input,
    lastModified: createdAt,
  });
  throwIfAborted(signal);
  for await (const { png, seconds: taken, logits, ...image } of set.images) {
    const file = fileOf(image, directories);
    if (written.has(file)) {
      throw new StillroomError('BadParameter', `Two images are to be written as ${file}.`, {
        file,
      });
    }
    written.add(file);
    const bytes = withTexts(png, textsOf(image, set));
    images.push({ file, ...image, sha256: await sha256Of(bytes) });
    seconds.push(taken);
    if (image.kind === 'distilled') {
      labels.push({ file, logits });
      side = sideOf(png);
    }
    yield entry(file, bytes);
    onProgress?.(images.length, total);
    throwIfAborted(signal);
  }
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    name: root,
    createdAt: createdAt.toISOString(),
    recipe,
    recipeHash,
    versions: { stillroom: set.program },
    collection: { label: set.label },
    backend: set.backend,
    timings: timingsOf(seconds),
    ...(set.reduced === undefined ? {} : { reduced: set.reduced }),
    classes: recipe.classes.map(({ folder, name }) => ({
      folder,
      name,
      directory: directories.get(folder) ?? '',
    })),
    withoutCores: [...set.withoutCores],
    images,
  };
  const softLabels = labelsFile(labels, recipe.classes.length);
  if (softLabels !== null) yield entry('labels.npy', softLabels);
  const facts = { manifest, side, softLabels: softLabels !== null, measured: set.measured };
  yield entry('README.md', text(exportReadme(manifest, facts.softLabels)));
  yield entry('claim.md', text(claimText(facts)));
  yield entry('evaluate.py', text(EVALUATE_PY));
  yield entry('manifest.json', text(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** The zip file, entries stored, Zip64 where it takes that. Cancelling the stream stops the work. */
export function exportZip(set: ExportSet, options: ExportOptions = {}): ReadableStream<Uint8Array> {
  return makeZip(exportEntries(set, options), { buffersAreUTF8: true });
}
