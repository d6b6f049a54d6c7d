/**
 * What is measured of every picture of a class of a run: whether it follows its core or copies it, in
 * pixels (16 x 16 area averages, RGB, 0 to 255) and in latents, which do not always agree; how sharp it
 * is and how large its latent is, over the class's real images. Kept, as all that can be made again.
 *
 * The class's cores are those of the pictures that are there: a class that is half made is measured
 * again when the next picture comes.
 */
import { StillroomError } from '../../core/errors';
import type { Following } from '../../core/metrics/follows';
import { sharpness } from '../../core/metrics/sharpness';
import { Pacer } from '../../core/pacing';
import { resizeArea } from '../../core/training/resize-area';
import type { FollowingResult, Points } from '../analysis/requests';
import type { Analysis, ClassSource, Model, Pictures, ReadImage } from '../ports';
import type { ClassLatents } from '../stages/latents';
import type { StageKind, Stages } from '../stages/stages';
import { realLooks, SMALL_SIDE, type RealLooks } from './real-looks';
import type { RunRecord } from './records';
import { runImages, type RunImage } from './run-images';
import { runLatents, sameModel, withoutLatent } from './run-latents';
import type { Runs } from './runs';

export interface PictureNumbers {
  /** 0 to images per class - 1. */
  readonly index: number;
  readonly origin: 'generated' | 'real';
  /** null for a picture that was not guided to a core of its own. */
  readonly inPixels: Following | null;
  readonly inLatents: Following | null;
  /** Mean gradient over the real images' mean; null where those have none. */
  readonly sharpness: number | null;
  /** Norm of the latent over the real images' mean norm; null where that is 0. */
  readonly norm: number | null;
}

export interface ClassPictures {
  readonly pictures: readonly PictureNumbers[];
  /** What 95 of 100 real images of the class exceed, over their means; null as above. */
  readonly lowest: Readonly<Record<'sharpness' | 'norm', number | null>>;
}

const PICTURE_NUMBERS: StageKind<ClassPictures> = {
  name: 'picture-numbers',
  version: 1,
  accepts: (value): value is ClassPictures =>
    typeof value === 'object' && value !== null && 'pictures' in value && 'lowest' in value,
};

export interface PictureParts {
  readonly source: Pick<ClassSource, 'decoder' | 'pixels'>;
  readonly stages: Stages;
  readonly model: Model;
  readonly analysis: Analysis;
  readonly pictures: Pictures;
}

export interface PictureOrder {
  readonly record: RunRecord;
  /** The run's finished images of the class. */
  readonly images: readonly RunImage[];
  readonly real: ClassLatents;
  /** The images' latents, [images, columns of `real`], asked for where nothing is kept. */
  readonly latents: () => Promise<Float32Array>;
}

/** What all but this share of the class exceed. */
const LOW_SHARE = 0.05;

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** A number over the mean of the real ones; null where that is 0. */
function over(value: number, mean: number): number | null {
  return mean > 0 ? value / mean : null;
}

/** The value that 95 of 100 exceed or equal. @param values at least one */
export function lowOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(LOW_SHARE * sorted.length)] ?? NaN;
}

/** Rows of the pictures' own cores among the class's images; a real image is nobody's guided picture. */
function coresOf(
  images: readonly RunImage[],
  real: readonly ReadImage[],
  isSameClass: boolean,
): Int32Array {
  const rows = new Map(real.map(({ path }, row) => [path, row]));
  return Int32Array.from(images, ({ place, image }) => {
    if (image.origin === 'real' || place.core === null) return -1;
    // Equal fingerprints mean the same pictures in the same order, whatever their paths are.
    return isSameClass ? place.core.image : (rows.get(place.core.path) ?? -1);
  });
}

interface Looks {
  /** [pictures, 16 * 16 * 3] */
  readonly small: Points;
  readonly sharpness: Float64Array;
}

/** The run's pictures as the real ones are looked at. */
async function looks(
  { pictures }: PictureParts,
  images: readonly RunImage[],
  signal: AbortSignal,
): Promise<Looks> {
  const small: number[] = [];
  const found = new Float64Array(images.length);
  const pacer = new Pacer(signal);
  for (const [i, { image }] of images.entries()) {
    const { pixels, width } = await pictures.decodePng(image.png, signal);
    const side = Math.min(SMALL_SIDE, width);
    small.push(...resizeArea(pixels, width, side));
    found[i] = sharpness(pixels, width);
    if (pacer.due) await pacer.rest();
  }
  const rows = images.length;
  return {
    small: { data: Float32Array.from(small), rows, columns: small.length / rows },
    sharpness: found,
  };
}

/** @throws StillroomError ShapeMismatch for pictures of several sizes */
function sideOf(images: readonly RunImage[]): number {
  const sides = new Set(images.map(({ image }) => image.side));
  const [side] = sides;
  if (side !== undefined && sides.size === 1) return side;
  throw new StillroomError(
    'ShapeMismatch',
    `The class has pictures of ${sides.size} sizes (${[...sides].join(', ')} px); they are measured at one.`,
    { sizes: sides.size },
  );
}

function together(
  images: readonly RunImage[],
  made: Looks,
  real: RealLooks,
  inPixels: FollowingResult,
  inLatents: FollowingResult,
): ClassPictures {
  const gradient = meanOf(real.sharpness);
  const norm = meanOf(inLatents.realNorms);
  return {
    pictures: images.map(({ place, image }, i) => ({
      index: place.index,
      origin: image.origin,
      inPixels: inPixels.following[i] ?? null,
      inLatents: inLatents.following[i] ?? null,
      sharpness: over(made.sharpness[i] ?? NaN, gradient),
      norm: over(inLatents.norms[i] ?? NaN, norm),
    })),
    lowest: {
      sharpness: over(lowOf(real.sharpness), gradient),
      norm: over(lowOf(inLatents.realNorms), norm),
    },
  };
}

/**
 * @param order at least one image
 * @throws StillroomError PackMismatch where the loaded model cannot encode the pictures, Aborted,
 *   ShapeMismatch, and what reading and encoding may throw
 */
export async function measurePictures(
  parts: PictureParts,
  { record, images, real, latents }: PictureOrder,
  signal: AbortSignal,
): Promise<ClassPictures> {
  const { columns } = real;
  const stored = images.map(({ image }) => image);
  const side = sideOf(images);
  const folder = images[0]?.place.folder;
  const made = record.recipe.classes.find((entry) => entry.folder === folder);
  const coreOf = coresOf(images, real.images, made?.fingerprint === real.owner);
  const inputs = {
    real: real.key,
    decoder: parts.source.decoder,
    images: images.map(({ place }) => place.key),
    cores: [...coreOf],
    encoded: withoutLatent(stored, sameModel(parts.model, record), columns),
  };
  return parts.stages.made(PICTURE_NUMBERS, real.owner, inputs, async () => {
    const data = await latents();
    const made = await looks(parts, images, signal);
    const given = await realLooks(parts, real, side, signal);
    const inPixels = await parts.analysis.following(
      { pictures: made.small, real: given.small, coreOf },
      signal,
    );
    const inLatents = await parts.analysis.following(
      { pictures: { data, rows: images.length, columns }, real, coreOf },
      signal,
    );
    return together(images, made, given, inPixels, inLatents);
  });
}

/**
 * As `measurePictures`, for a class of a kept run by its name; null where it has no image.
 * @throws StillroomError as `measurePictures`
 */
export async function runPictures(
  parts: PictureParts & { readonly runs: Runs },
  { record, folder, real }: Pick<PictureOrder, 'record' | 'real'> & { readonly folder: string },
  signal: AbortSignal,
): Promise<ClassPictures | null> {
  const images = await runImages(parts.runs, record, folder);
  if (images.length === 0) return null;
  const stored = images.map(({ image }) => image);
  const latents = () => runLatents(parts, record, stored, real.columns, signal);
  return measurePictures(parts, { record, images, real, latents }, signal);
}
