/**
 * Other cores than those that discovery found: an image may be pulled to any real image of its class. Which
 * one, its recipe says by content; which one is offered, is decided here.
 */
import { StillroomError } from '../../core/errors';
import type { ClassTargets, FoundTargets } from '../../methods/targets';
import type { ImageCores } from '../recipe/image-seeds';
import type { ClassLatents } from '../stages/latents';

function row({ data, columns }: ClassLatents, image: number): Float32Array {
  return data.subarray(image * columns, (image + 1) * columns);
}

/**
 * The targets with the cores that images have of their own. A method that pulls to none takes no notice.
 * @throws StillroomError BadRecipe for a core that is no image of the class
 */
export function withOwnCores(
  found: FoundTargets,
  latents: ClassLatents,
  own: ImageCores,
  name: string,
): FoundTargets {
  const { cores } = found;
  if (cores === undefined || own.size === 0) return found;
  const points = Float64Array.from(cores.points);
  const images = cores.images.slice();
  for (const [index, hash] of own) {
    const image = latents.images.findIndex(({ sha256 }) => sha256 === hash);
    if (image < 0) {
      throw new StillroomError(
        'BadRecipe',
        `The recipe pulls image ${index + 1} of ${name} to a real image that the class does not have (${hash}). Add the images that it was made from.`,
        { index, core: hash },
      );
    }
    if (index >= images.length) continue;
    points.set(row(latents, image), index * latents.columns);
    images[index] = image;
  }
  return { ...found, cores: { ...cores, points, images } };
}

/**
 * For each of these images the real image nearest to its core that no image of the class is pulled to: the
 * same part of the class, seen through another picture. Copies of a core are passed over.
 * @param indices of the images, whose cores are exchanged in this order
 * @returns fewer where the class has no more images
 */
export function nextCores(
  { images: pulled }: ClassTargets,
  latents: ClassLatents,
  indices: readonly number[],
): ImageCores {
  const hashOf = (image: number) => latents.images[image]?.sha256 ?? '';
  const taken = new Set(Array.from(pulled, hashOf));
  const chosen = new Map<number, string>();
  for (const index of indices) {
    const core = row(latents, pulled[index] ?? 0);
    let nearest: string | null = null;
    let least = Infinity;
    for (let image = 0; image < latents.rows; image++) {
      const hash = hashOf(image);
      if (taken.has(hash)) continue;
      const distance = row(latents, image).reduce(
        (sum, v, d) => sum + (v - (core[d] ?? 0)) ** 2,
        0,
      );
      if (distance < least) {
        least = distance;
        nearest = hash;
      }
    }
    if (nearest === null) break;
    taken.add(nearest);
    chosen.set(index, nearest);
  }
  return chosen;
}
