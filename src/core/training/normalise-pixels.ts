/**
 * Pixels as the networks see them: minus ImageNet's channel means, over its deviations
 * (the constants of every evaluator's data.py), channels first.
 */
import type { ImageSet } from './image-set';
import { pixelLength } from './parameters';

/** Of R, G, B in 0 .. 1. */
export const PIXEL_MEAN = [0.485, 0.456, 0.406] as const;
export const PIXEL_DEVIATION = [0.229, 0.224, 0.225] as const;

/**
 * Images `from` .. `to` - 1 without augmentation, for evaluation.
 * @returns [to - from, 3, side, side]
 */
export function evaluationPixels(
  { pixels, side }: ImageSet,
  from: number,
  to: number,
): Float32Array {
  const positions = side * side;
  const out = new Float32Array((to - from) * pixelLength(side));
  for (let image = from; image < to; image++) {
    const source = image * positions * 3;
    const target = (image - from) * positions * 3;
    for (let c = 0; c < 3; c++) {
      const scale = 1 / (255 * (PIXEL_DEVIATION[c] ?? 1));
      const shift = (PIXEL_MEAN[c] ?? 0) / (PIXEL_DEVIATION[c] ?? 1);
      for (let i = 0; i < positions; i++) {
        out[target + c * positions + i] = (pixels[source + 3 * i + c] ?? 0) * scale - shift;
      }
    }
  }
  return out;
}
