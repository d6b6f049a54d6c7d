/**
 * The latents of a run's images of one class. Where the run was made with the loaded pack they lie
 * beside the images; images of an export or of another pack are encoded by the loaded one, so that
 * all columns of a comparison stand in one space.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Model, Pictures } from '../ports';
import type { RunRecord, StoredImage } from './records';

/** Images that the autoencoder gets at once. */
const BATCH = 16;

/** True where a run was made with what is loaded, so that its latents are of the same space. */
export function sameModel({ loaded }: Model, { recipe }: RunRecord): boolean {
  return recipe.pack.hash === loaded.packHash;
}

/** Positions of the images whose latents have to be made. */
export function withoutLatent(
  images: readonly Pick<StoredImage, 'latent'>[],
  same: boolean,
  columns: number,
): number[] {
  return images.flatMap(({ latent }, i) => (same && latent?.length === columns ? [] : [i]));
}

/** The picture's bytes, [resolution, resolution, 3]. */
async function pixelsOf(
  { png, side }: StoredImage,
  { loaded }: Model,
  { recipe }: RunRecord,
  pictures: Pictures,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { resolution, name } = loaded.pack;
  if (side === resolution) return (await pictures.decodePng(png, signal)).pixels;
  throw new StillroomError(
    'PackMismatch',
    `This run's images are ${side} px wide, while ${name} takes ${resolution} px. Load the model that made them (${recipe.pack.id}) to measure them.`,
    { side, resolution },
  );
}

/**
 * @param columns size of one latent of the loaded pack
 * @returns [images, columns]
 * @throws StillroomError PackMismatch when a picture has another size than the pack's; Aborted
 */
export async function runLatents(
  { model, pictures }: { readonly model: Model; readonly pictures: Pictures },
  record: RunRecord,
  images: readonly StoredImage[],
  columns: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const data = new Float32Array(images.length * columns);
  const { pack } = model.loaded;
  const missing = withoutLatent(images, sameModel(model, record), columns);
  const toMake = new Set(missing);
  images.forEach(({ latent }, i) => {
    if (!toMake.has(i) && latent !== null) data.set(latent, i * columns);
  });
  const area = pack.resolution * pack.resolution * 3;
  for (let start = 0; start < missing.length; start += BATCH) {
    throwIfAborted(signal);
    const chunk = missing.slice(start, start + BATCH);
    const pixels = new Uint8Array(chunk.length * area);
    for (const [i, position] of chunk.entries()) {
      const image = images[position];
      if (image === undefined) continue;
      pixels.set(await pixelsOf(image, model, record, pictures, signal), i * area);
    }
    const encoded = await model.encode(pixels, chunk.length, signal);
    chunk.forEach((position, i) => {
      data.set(encoded.subarray(i * columns, (i + 1) * columns), position * columns);
    });
  }
  return data;
}
