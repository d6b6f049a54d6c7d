/**
 * A first picture of a class's map, from some of its images, while the whole one is made: encoding a
 * thousand pictures takes many seconds, two hundred show where the class is dense in the first of them. No
 * cluster and no core comes from it, and no other stage reads it.
 */
import { latentSize } from '../../core/diffusion/types';
import { onceMore } from '../restart';
import { backendOf } from '../recipe/image-key';
import { DISCOVERY_SEED, MAP_SPACE } from './discovery';
import { keptStage } from './kept-stage';
import { encodedPictures, encoderOf, type ReadPictures } from './latents';
import type { StageParts } from './stage-parts';
import type { StageKind } from './stages';

/** Images of a sketch. A class of less than twice as many is mapped whole at once. */
export const SKETCH_IMAGES = 192;

const SKETCH: StageKind<Float32Array> = {
  name: 'sketch',
  version: 1,
  accepts: (value): value is Float32Array => value instanceof Float32Array,
};

/** Images evenly spread over a class, ascending. @param wanted at most `count` */
export function spread(count: number, wanted: number): number[] {
  return Array.from({ length: wanted }, (_, i) => Math.floor((i * count) / wanted));
}

/**
 * @param k UMAP's n_neighbors, the point itself counted
 * @returns [images, 2], NaN for images that are not among those of the sketch; null for a class that needs none
 * @throws StillroomError Aborted, and what reading and encoding may throw
 */
export async function sketchOf(
  parts: StageParts,
  { images, fingerprint }: ReadPictures,
  k: number,
  signal: AbortSignal,
): Promise<Float32Array | null> {
  if (images.length < 2 * SKETCH_IMAGES) return null;
  const { analysis, model, stages } = parts;
  const { pack } = model.loaded;
  const inputs = { encoder: encoderOf(pack), ...backendOf(parts), k, images: SKETCH_IMAGES };
  const chosen = spread(images.length, SKETCH_IMAGES);
  const places = await keptStage(stages, SKETCH, fingerprint, inputs, signal, async () => {
    const columns = latentSize(pack.latent);
    const sample = chosen.flatMap((i) => images[i] ?? []);
    const data = await encodedPictures(parts, sample, columns, signal, (pixels, count) =>
      model.encode(pixels, count, signal),
    );
    const points = { data, rows: sample.length, columns };
    const near = await onceMore(
      () => analysis.neighbours(points, Math.min(k, points.rows), signal),
      { signal },
    );
    const request = { neighbours: near, count: points.rows, ...MAP_SPACE, seed: DISCOVERY_SEED };
    return onceMore(() => analysis.reduce(request, signal, () => undefined), { signal });
  });
  const all = new Float32Array(2 * images.length).fill(NaN);
  chosen.forEach((image, i) => all.set(places.subarray(2 * i, 2 * i + 2), 2 * image));
  return all;
}
