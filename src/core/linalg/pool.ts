/** Average pooling of latents to a coarser grid: what a picture shows where, without its texture. */
import { matrix, type Matrix } from './matrix';

/** How a row is laid out: C order [channels, height, width]. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The mean of every cell of a grid of at most `cells` x `cells` over each channel, as torch's
 * AdaptiveAvgPool2d divides a side: cell i of n over a side of s has the values from floor(i s / n) to
 * ceil((i + 1) s / n).
 * @param latents [rows, channels * height * width]
 * @returns [rows, channels * min(cells, height) * min(cells, width)]
 * @throws RangeError for rows of another size than the shape's
 */
export function averagePool(
  { data, rows, columns }: Matrix,
  { channels, height, width }: Planes,
  cells: number,
): Matrix {
  if (columns !== channels * height * width) {
    throw new RangeError(
      `Latents of ${columns} numbers are not ${channels} x ${height} x ${width}.`,
    );
  }
  const down = Math.min(cells, height);
  const across = Math.min(cells, width);
  const pooled = new Float32Array(rows * channels * down * across);
  let at = 0;
  for (let plane = 0; plane < rows * channels; plane++) {
    for (let y = 0; y < down; y++) {
      const top = Math.floor((y * height) / down);
      const bottom = Math.ceil(((y + 1) * height) / down);
      for (let x = 0; x < across; x++) {
        const left = Math.floor((x * width) / across);
        const right = Math.ceil(((x + 1) * width) / across);
        let sum = 0;
        for (let v = top; v < bottom; v++) {
          for (let u = left; u < right; u++) sum += data[(plane * height + v) * width + u] ?? 0;
        }
        pooled[at++] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return matrix(pooled, rows, channels * down * across);
}
