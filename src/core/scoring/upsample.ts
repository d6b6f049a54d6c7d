/**
 * Bilinear resampling with half-pixel centres, as torch's `interpolate(align_corners=False)`:
 * output i of H looks at source max((i + 1/2) h/H - 1/2, 0), the last source pixel repeats past the
 * edge. Separable and linear, so an axis is a list of (lower, upper, share of the upper).
 */
import { StillroomError } from '../errors';
import type { LatentMap } from './typicality';

/** Where each output position of one axis reads its source. */
export interface AxisInterpolation {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Weight of `upper`, in [0, 1). */
  readonly fraction: Float64Array;
}

/** From `from` source positions to `to` output positions. */
export function axisInterpolation(from: number, to: number): AxisInterpolation {
  const lower = new Int32Array(to);
  const upper = new Int32Array(to);
  const fraction = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const source = Math.max(((i + 0.5) * from) / to - 0.5, 0);
    const below = Math.min(Math.floor(source), from - 1);
    lower[i] = below;
    upper[i] = Math.min(below + 1, from - 1);
    fraction[i] = source - below;
  }
  return { lower, upper, fraction };
}

/**
 * A latent map at image size, [height, width] row-major.
 * @throws StillroomError ShapeMismatch for an empty size
 */
export function upsampleBilinear(map: LatentMap, height: number, width: number): Float64Array {
  if (!(height >= 1 && width >= 1)) {
    throw new StillroomError(
      'ShapeMismatch',
      `A map cannot be resampled to ${height} x ${width} pixels.`,
      { height, width },
    );
  }
  const down = axisInterpolation(map.height, height);
  const across = axisInterpolation(map.width, width);
  const out = new Float64Array(height * width);
  for (let y = 0, at = 0; y < height; y++) {
    const top = (down.lower[y] ?? 0) * map.width;
    const bottom = (down.upper[y] ?? 0) * map.width;
    const v = down.fraction[y] ?? 0;
    for (let x = 0; x < width; x++, at++) {
      const left = across.lower[x] ?? 0;
      const right = across.upper[x] ?? 0;
      const u = across.fraction[x] ?? 0;
      const above = (1 - u) * (map.values[top + left] ?? 0) + u * (map.values[top + right] ?? 0);
      const below =
        (1 - u) * (map.values[bottom + left] ?? 0) + u * (map.values[bottom + right] ?? 0);
      out[at] = (1 - v) * above + v * below;
    }
  }
  return out;
}
