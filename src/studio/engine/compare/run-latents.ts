/**
 * The latents of a run's images of one class. Where the run was made with the loaded pack they lie
 * beside the images; images of an export or of another pack are encoded by the loaded one, so that
 * all columns of a comparison stand in one space.
 */
import { StillroomError } from '../../../core/errors';
import type { ModelReport } from '../../../runtime/model-runtime';
import type { ModelHost } from '../model-host';
import type { RunRecord, StoredImage } from '../result-store';

/** Images that the autoencoder gets at once. */
const BATCH = 16;

/** Positions of the images whose latents have to be made. */
export function withoutLatent(
  images: readonly StoredImage[],
  sameModel: boolean,
  columns: number,
): number[] {
  return images.flatMap(({ latent }, i) => (sameModel && latent?.length === columns ? [] : [i]));
}

/**
 * @param columns size of one latent of the loaded pack
 * @returns [images, columns]
 * @throws StillroomError PackMismatch when a picture has another size than the pack's; Aborted
 */
export async function runLatents(
  model: ModelHost,
  { pack, packHash }: ModelReport,
  run: RunRecord,
  images: readonly StoredImage[],
  columns: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const data = new Float32Array(images.length * columns);
  const missing = withoutLatent(images, run.pack.hash === packHash, columns);
  images.forEach(({ latent }, i) => {
    if (!missing.includes(i) && latent !== null) data.set(latent, i * columns);
  });
  const { resolution } = pack;
  const area = resolution * resolution * 3;
  for (let start = 0; start < missing.length; start += BATCH) {
    signal.throwIfAborted();
    const chunk = missing.slice(start, start + BATCH);
    const pixels = new Uint8Array(chunk.length * area);
    chunk.forEach((position, i) => {
      const image = images[position];
      if (image === undefined) return;
      if (image.side !== resolution) {
        throw new StillroomError(
          'PackMismatch',
          `This run's images are ${image.side} px wide, while ${pack.name} takes ${resolution} px. Load the model that made them (${run.pack.id}) to measure them.`,
          { side: image.side, resolution },
        );
      }
      pixels.set(image.pixels, i * area);
    });
    const encoded = await model.encode(pixels, chunk.length, signal);
    chunk.forEach((position, i) => {
      data.set(encoded.subarray(i * columns, (i + 1) * columns), position * columns);
    });
  }
  return data;
}
