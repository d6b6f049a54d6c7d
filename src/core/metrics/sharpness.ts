/**
 * How sharp a picture is: the mean length of its gradient. With brightness Y = 0.299 R + 0.587 G +
 * 0.114 B (ITU-R BT.601) and differences to the right and the lower neighbour,
 *
 *   s = mean over pixels of sqrt((Y[y, x + 1] - Y[y, x])^2 + (Y[y + 1, x] - Y[y, x])^2)
 *
 * in levels of 0 to 255 a pixel. Alone it says little: a class of clouds is smooth. It is read over the
 * mean of the class's real images at the same size: well below 1 is a smear, well above it noise.
 */
import { StillroomError } from '../errors';

const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * @param pixels RGB bytes, [side, side, 3]
 * @param side 2 or more
 * @returns 0 to 255 sqrt(2)
 * @throws StillroomError ShapeMismatch
 */
export function sharpness(pixels: Uint8Array, side: number): number {
  if (side < 2 || pixels.length !== side * side * 3) {
    throw new StillroomError(
      'ShapeMismatch',
      `${pixels.length} bytes are no RGB picture of ${side} x ${side} pixels with neighbours.`,
      { bytes: pixels.length, side },
    );
  }
  const brightness = (at: number): number =>
    RED * (pixels[3 * at] ?? 0) +
    GREEN * (pixels[3 * at + 1] ?? 0) +
    BLUE * (pixels[3 * at + 2] ?? 0);
  let sum = 0;
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0; x < side - 1; x++) {
      const at = y * side + x;
      const here = brightness(at);
      sum += Math.hypot(brightness(at + 1) - here, brightness(at + side) - here);
    }
  }
  return sum / (side - 1) ** 2;
}
