/**
 * Window descriptors from diffusion features (DIFT, Tang et al., NeurIPS 2023): activations of a UNet
 * up-block, averaged over an ensemble of noises, mean-pooled over the cells that a window covers and
 * brought to length 1.
 *
 * Cells of a box (y0, x0, y1, x1), end exclusive: rows trunc(y0 h/H) .. trunc(y1 h/H), columns
 * likewise, as in the official cropping of diff-mining. A window smaller than a cell covers none by
 * that rule, where the official code gives NaN; it takes the one cell that it starts in.
 */
import { StillroomError } from '../errors';

export interface FeatureMap {
  /** [channels, height, width] */
  readonly values: ArrayLike<number>;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** (y0, x0, y1, x1) in image pixels, end exclusive. */
export type PixelBox = readonly [number, number, number, number];

/** First and last-plus-one cell of an extent of pixels, at least one cell. */
function cells(from: number, to: number, grid: number, pixels: number): [number, number] {
  const scale = grid / pixels;
  const first = Math.min(Math.trunc(from * scale), grid - 1);
  return [first, Math.max(Math.trunc(to * scale), first + 1)];
}

/**
 * A descriptor a box, [boxes, channels], rows of length 1 (a row of zeros where the features are 0).
 * @param imageSize [height, width] in pixels
 * @throws StillroomError ShapeMismatch, BadParameter (a box that is empty or leaves the image), NonFiniteOutput
 */
export function poolDescriptors(
  features: FeatureMap,
  boxes: readonly PixelBox[],
  imageSize: readonly [number, number],
): Float64Array {
  const { values, channels, height, width } = features;
  const [imageHeight, imageWidth] = imageSize;
  if (values.length !== channels * height * width) {
    throw new StillroomError(
      'ShapeMismatch',
      `${values.length} numbers are no features of ${channels} x ${height} x ${width}.`,
      { length: values.length, channels, height, width },
    );
  }
  const out = new Float64Array(boxes.length * channels);
  boxes.forEach((box, index) => {
    const [y0, x0, y1, x1] = box;
    if (!(y0 >= 0 && x0 >= 0 && y0 < y1 && x0 < x1 && y1 <= imageHeight && x1 <= imageWidth)) {
      throw new StillroomError(
        'BadParameter',
        `Box ${index} (${box.join(', ')}) is empty or leaves the image of ${imageHeight} x ${imageWidth}.`,
        { index },
      );
    }
    const [top, bottom] = cells(y0, y1, height, imageHeight);
    const [left, right] = cells(x0, x1, width, imageWidth);
    const count = (bottom - top) * (right - left);
    let square = 0;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        const row = (channel * height + y) * width;
        for (let x = left; x < right; x++) sum += values[row + x] ?? 0;
      }
      const mean = sum / count;
      out[index * channels + channel] = mean;
      square += mean * mean;
    }
    if (!Number.isFinite(square)) {
      throw new StillroomError(
        'NonFiniteOutput',
        `The features inside box ${index} are not finite; it has no descriptor.`,
        { index },
      );
    }
    const norm = square > 0 ? Math.sqrt(square) : 1;
    for (let at = index * channels; at < (index + 1) * channels; at++) {
      out[at] = (out[at] ?? 0) / norm;
    }
  });
  return out;
}
