/**
 * Latents of a class as DMGD's code has them (arXiv 2605.03877, DistributionMatching.py): every picture is
 * turned left to right with probability 1/2, and its latent is a sample of the autoencoder's posterior,
 * mean + deviation * normal noise, not the mean. Its loader also leaves the last, smaller batch of the
 * collection out, which says nothing of a class and is not followed.
 *
 * The random numbers are keyed by (seed, class, position of the picture): torch's own are others.
 */
import { randomStream } from '../../core/random/stream';
import { encodedPictures, keptLatents, type ClassLatents, type LatentOrder } from './latents';
import { wrongSize } from './kept-stage';
import type { StageParts } from './stage-parts';
import type { StageKind } from './stages';

const SAMPLE_CHUNK: StageKind<Uint16Array> = {
  name: 'latent-sample-chunk',
  version: 1,
  accepts: (value) => value instanceof Uint16Array,
};

/** Turns a picture left to right, in place. @param pixels RGB bytes, [side, side, 3] */
function turn(pixels: Uint8Array, side: number): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side >> 1; x++) {
      const [left, right] = [3 * (y * side + x), 3 * (y * side + side - 1 - x)];
      for (let c = 0; c < 3; c++) {
        const kept = pixels[left + c] ?? 0;
        pixels[left + c] = pixels[right + c] ?? 0;
        pixels[right + c] = kept;
      }
    }
  }
}

export interface SampleKey {
  readonly seed: number;
  /** Class folder's name. */
  readonly name: string;
}

/**
 * @param latents the class's posterior means, whose pictures these are
 * @throws StillroomError Unsupported for an encoder that says no deviations; Aborted, and what reading and
 *   encoding may throw
 */
export async function sampledLatents(
  parts: StageParts,
  latents: ClassLatents,
  { seed, name }: SampleKey,
  { signal, onProgress }: Pick<LatentOrder, 'signal' | 'onProgress'>,
): Promise<ClassLatents> {
  const { images, owner: fingerprint } = latents;
  const side = parts.model.loaded.pack.resolution;
  return keptLatents(
    parts,
    { images, fingerprint },
    {
      kind: SAMPLE_CHUNK,
      causes: { seed, name },
      signal,
      onProgress,
      encode: (chunk, columns, from) =>
        encodedPictures(parts, chunk, columns, signal, async (pixels, count, at) => {
          const area = side * side * 3;
          const streams = Array.from({ length: count }, (_, i) =>
            randomStream({ seed, name, image: from + at + i, purpose: 'posterior-sample' }),
          );
          for (const [i, stream] of streams.entries()) {
            if (stream.uniform() < 0.5) turn(pixels.subarray(i * area, (i + 1) * area), side);
          }
          const moments = await parts.model.posterior(pixels, count, signal);
          if (moments.length !== 2 * count * columns) {
            throw wrongSize('The posterior of a picture', moments.length / count, 2 * columns);
          }
          const noise = new Float64Array(columns);
          const found = new Float32Array(count * columns);
          for (const [i, stream] of streams.entries()) {
            stream.fillNormal(noise);
            for (const [j, normal] of noise.entries()) {
              const mean = moments[2 * i * columns + j] ?? 0;
              found[i * columns + j] = mean + (moments[(2 * i + 1) * columns + j] ?? 0) * normal;
            }
          }
          return found;
        }),
    },
  );
}
