/**
 * A class's real images as pictures are compared with them: reduced to 16 x 16 pixels by area averages,
 * and how sharp each is at the size of the set's pictures. Read once a class and size, and kept.
 */
import { sharpness } from '../../core/metrics/sharpness';
import { Pacer } from '../../core/pacing';
import { resizeArea } from '../../core/training/resize-area';
import type { Points } from '../analysis/requests';
import type { ClassSource } from '../ports';
import type { ClassLatents } from '../stages/latents';
import type { StageKind, Stages } from '../stages/stages';

/** Pictures are compared at this side, or at their own where that is smaller. */
export const SMALL_SIDE = 16;

interface KeptLooks {
  /** RGB bytes, [images, small side, small side, 3]. */
  readonly small: Uint8Array;
  /** [images] */
  readonly sharpness: Float64Array;
}

export interface RealLooks {
  /** [images, small side * small side * 3], 0 to 255. */
  readonly small: Points;
  readonly sharpness: Float64Array;
}

const REAL_LOOKS: StageKind<KeptLooks> = {
  name: 'real-looks',
  version: 1,
  accepts: (value): value is KeptLooks => {
    if (typeof value !== 'object' || value === null) return false;
    const { small, sharpness: found } = value as Partial<KeptLooks>;
    return small instanceof Uint8Array && found instanceof Float64Array;
  },
};

/**
 * @param side of the pictures that the class is compared with
 * @throws StillroomError Aborted, and what reading may throw
 */
export async function realLooks(
  parts: { readonly source: Pick<ClassSource, 'decoder' | 'pixels'>; readonly stages: Stages },
  { images, owner }: Pick<ClassLatents, 'images' | 'owner'>,
  side: number,
  signal: AbortSignal,
): Promise<RealLooks> {
  const { source, stages } = parts;
  const to = Math.min(SMALL_SIDE, side);
  const columns = to * to * 3;
  const inputs = { decoder: source.decoder, side, to };
  const kept = await stages.made(REAL_LOOKS, owner, inputs, async () => {
    const small = new Uint8Array(images.length * columns);
    const found = new Float64Array(images.length);
    const pacer = new Pacer(signal);
    let row = 0;
    for await (const pixels of source.pixels(images, side, signal)) {
      small.set(resizeArea(pixels, side, to), row * columns);
      found[row] = sharpness(pixels, side);
      row += 1;
      if (pacer.due) await pacer.rest();
    }
    return { small, sharpness: found };
  });
  const data = Float32Array.from(kept.small);
  return { small: { data, rows: images.length, columns }, sharpness: kept.sharpness };
}
