/**
 * The mean over every k x k window of an image, stride 1, by a table of prefix sums:
 * S(y, x) = sum of all pixels above and left; a window is S - S - S + S, four reads whatever its size.
 *
 * In float64 the cancellation costs about 1e-16 of the whole image's sum, far below the map's own
 * standard error; a float32 table, as one finds in image code, would not do for large images.
 */
import { StillroomError } from '../errors';

/** Means of windows, [height, width] row-major; entry (y, x) is the window with that upper left corner. */
export interface WindowMeans {
  readonly values: Float64Array;
  readonly height: number;
  readonly width: number;
}

/**
 * @param image [height, width]
 * @param side k, from 1 to the shorter side of the image
 * @throws StillroomError BadParameter when no window fits, ShapeMismatch
 */
export function boxMean(
  image: Float64Array,
  height: number,
  width: number,
  side: number,
): WindowMeans {
  if (image.length !== height * width) {
    throw new StillroomError(
      'ShapeMismatch',
      `${image.length} numbers are no image of ${height} x ${width}.`,
      { length: image.length, height, width },
    );
  }
  if (!Number.isInteger(side) || side < 1 || side > Math.min(height, width)) {
    throw new StillroomError(
      'BadParameter',
      `A window of ${side} x ${side} does not fit an image of ${height} x ${width}. Take 1 to ${Math.min(height, width)}.`,
      { side, height, width },
    );
  }
  const stride = width + 1;
  const sums = new Float64Array((height + 1) * stride);
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += image[y * width + x] ?? 0;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row;
    }
  }
  const outHeight = height - side + 1;
  const outWidth = width - side + 1;
  const values = new Float64Array(outHeight * outWidth);
  for (let y = 0, at = 0; y < outHeight; y++) {
    const top = y * stride;
    const bottom = (y + side) * stride;
    for (let x = 0; x < outWidth; x++, at++) {
      const below = (sums[bottom + x + side] ?? 0) - (sums[bottom + x] ?? 0);
      const above = (sums[top + x + side] ?? 0) - (sums[top + x] ?? 0);
      values[at] = (below - above) / (side * side);
    }
  }
  return { values, height: outHeight, width: outWidth };
}
