/**
 * Latents of whole classes: encoded once per picture and autoencoder, kept in float16 chunks under the
 * hashes of the pictures that they are of. What is used is always what is stored, so that a run does
 * not depend on what was in memory.
 */
import type { OwnNames } from '../../core/by-name';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { latentSize, type LatentShape } from '../../core/diffusion/types';
import { canonicalHash } from '../../core/formats/canonical-json';
import { packFloat16, unpackFloat16 } from '../../core/formats/float16';
import type { PackDescription } from '../../core/formats/pack';
import type { NamedPoints } from '../analysis/requests';
import type { ReadImage } from '../ports';
import { classFingerprint } from '../recipe/identity';
import { backendOf } from '../recipe/image-key';
import { onceMore } from '../restart';
import { keptStage, wrongSize } from './kept-stage';
import type { StageParts } from './stage-parts';
import type { StageKind, Stages } from './stages';

/** Pictures that are encoded, and kept, together: what a stop loses is at most this much work. */
const CHUNK = 64;
/** Pictures that the autoencoder gets at once. */
export const ENCODER_BATCH = 16;

export const LATENT_CHUNK: StageKind<Uint16Array> = {
  name: 'latent-chunk',
  version: 2,
  accepts: (value) => value instanceof Uint16Array,
};

/** Points under a name, and whose class they are of. */
export interface OwnedPoints extends NamedPoints {
  /** The class's fingerprint: what is made from them is kept under it. */
  readonly owner: string;
}

/** Scaled posterior means, [images, channels * height * width], in the order of the class's pictures. */
export interface ClassLatents extends OwnedPoints {
  readonly images: readonly ReadImage[];
  readonly shape: LatentShape;
}

/** A class whose pictures are read. */
export interface ReadPictures {
  readonly images: readonly ReadImage[];
  readonly fingerprint: string;
}

/** @throws StillroomError as reading does */
export async function readPictures(
  { source }: Pick<StageParts, 'source'>,
  folder: string,
  signal: AbortSignal,
): Promise<ReadPictures> {
  const images = await source.read(folder, signal);
  return { images, fingerprint: classFingerprint(images.map(({ sha256 }) => sha256)) };
}

/** What of a pack decides a picture's latent. */
export function encoderOf({ graphs, latent, resolution, name }: PackDescription) {
  const { vae_encoder } = graphs;
  if (vae_encoder === undefined) {
    throw new StillroomError(
      'Unsupported',
      `The model "${name}" has no image encoder, so it can't turn pictures into latents: no cores, clusters or targets come from it. Choose a model with an encoder, or a method that needs no pictures.`,
      { model: name },
    );
  }
  const { scalingFactor: scale, shift } = latent;
  return { sha256: vae_encoder.sha256, scale, ...(shift !== 0 && { shift }), resolution };
}

/** The class that was asked for last: a slider asks for the same one again and again. */
const held = new WeakMap<Stages, ClassLatents>();

/**
 * Latents of a class.
 * @param onProgress pictures that are there, and all
 * @throws StillroomError Aborted, and what reading and encoding may throw
 */
export async function classLatents(
  parts: StageParts,
  { images, fingerprint }: ReadPictures,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<ClassLatents> {
  const { model } = parts;
  return keptLatents(
    parts,
    { images, fingerprint },
    {
      kind: LATENT_CHUNK,
      causes: null,
      signal,
      onProgress,
      encode: (chunk, columns) =>
        encodedPictures(parts, chunk, columns, signal, (pixels, count) =>
          model.encode(pixels, count, signal),
        ),
    },
  );
}

/** How a class's latents are made, and under what they are kept. */
export interface LatentOrder {
  readonly kind: StageKind<Uint16Array>;
  /** What decides them beside pictures and encoder; null for nothing. */
  readonly causes: OwnNames<string | number> | null;
  readonly signal: AbortSignal;
  /** Pictures that are there, and all. */
  readonly onProgress: (done: number, total: number) => void;
  /** @param from position of the chunk's first picture in the class */
  readonly encode: (
    chunk: readonly ReadImage[],
    columns: number,
    from: number,
  ) => Promise<Float32Array>;
}

/** Latents of a class, chunk by chunk, each kept. @throws StillroomError Aborted, and what `encode` throws */
export async function keptLatents(
  parts: StageParts,
  { images, fingerprint }: ReadPictures,
  { kind, causes, signal, onProgress, encode }: LatentOrder,
): Promise<ClassLatents> {
  throwIfAborted(signal);
  const { pack } = parts.model.loaded;
  const made = { encoder: encoderOf(pack), ...backendOf(parts), ...causes };
  const hashes = images.map(({ sha256 }) => sha256);
  const { version } = kind;
  const key = `latents/${canonicalHash({ version, ...made, images: hashes })}`;
  const known = held.get(parts.stages);
  // Equal files may lie under other paths by now: numbers are the same, pictures are those that were asked for.
  if (known?.key === key) return known.images === images ? known : { ...known, images };
  const columns = latentSize(pack.latent);
  const data = new Float32Array(images.length * columns);
  for (let start = 0; start < images.length; start += CHUNK) {
    const chunk = images.slice(start, start + CHUNK);
    const own = { ...made, images: hashes.slice(start, start + CHUNK) };
    // Where more than the pictures decides, their place in the class does too.
    const inputs = causes === null ? own : { ...own, from: start };
    const values = await keptStage(parts.stages, kind, fingerprint, inputs, signal, async () =>
      packFloat16(await onceMore(() => encode(chunk, columns, start), { signal })),
    );
    data.set(unpackFloat16(values), start * columns);
    onProgress(start + chunk.length, images.length);
  }
  const rows = images.length;
  const found = { data, rows, columns, key, images, shape: pack.latent, owner: fingerprint };
  // Samples are asked for once a run, means again and again.
  if (causes === null) held.set(parts.stages, found);
  return found;
}

/** As `classLatents`, for a class by its name. */
export async function latentsOf(
  parts: StageParts,
  folder: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<ClassLatents> {
  return classLatents(parts, await readPictures(parts, folder, signal), signal, onProgress);
}

/**
 * Latents of pictures, batch by batch.
 * @param encode a batch: RGB bytes, [count, side, side, 3], which it may give away, and the position of its
 *   first picture among these; gives [count, columns]
 */
export async function encodedPictures(
  { source, model }: StageParts,
  images: readonly ReadImage[],
  columns: number,
  signal: AbortSignal,
  encode: (pixels: Uint8Array<ArrayBuffer>, count: number, at: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const side = model.loaded.pack.resolution;
  const latents = new Float32Array(images.length * columns);
  let batch: Uint8Array[] = [];
  let done = 0;
  /** The batch that the model has: the one after it is decoded meanwhile. */
  let encoding = Promise.resolve();
  const take = async (pixels: Uint8Array<ArrayBuffer>, count: number, at: number) => {
    const found = await encode(pixels, count, at);
    if (found.length !== count * columns) {
      throw wrongSize('The latent of a picture', found.length / count, columns);
    }
    latents.set(found, at * columns);
  };
  const flush = async () => {
    const pixels = new Uint8Array(batch.length * side * side * 3);
    batch.forEach((picture, i) => pixels.set(picture, i * side * side * 3));
    const count = batch.length;
    batch = [];
    await encoding;
    encoding = take(pixels, count, done);
    // Heard of with the next batch, or at the end.
    encoding.catch(() => undefined);
    done += count;
  };
  try {
    for await (const picture of source.pixels(images, side, signal)) {
      batch.push(picture);
      if (batch.length === ENCODER_BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    await encoding;
  } finally {
    // Nothing of it goes on where the pictures cannot be read.
    await encoding.catch(() => undefined);
  }
  if (done !== images.length) {
    throw wrongSize('A batch of latents', done * columns, images.length * columns);
  }
  return latents;
}
