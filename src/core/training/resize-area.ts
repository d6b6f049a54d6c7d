/**
 * Area averaging: every pixel of the smaller picture is the mean of what it covers of the larger one,
 * parts of pixels by the share of them that it covers. Everything that a classifier sees is reduced this
 * one way, real images and made ones, so that sets do not differ by how they were resized.
 */
import { StillroomError } from '../errors';
import { CHANNELS } from './network';

/** Of one row or column of the result: the first pixel that it covers, and the weights from there on. */
interface Cover {
  readonly from: number;
  /** Sum to 1. */
  readonly weights: Float64Array;
}

function covers(source: number, target: number): Cover[] {
  const scale = source / target;
  return Array.from({ length: target }, (_, i) => {
    const start = i * scale;
    const end = Math.min((i + 1) * scale, source);
    const from = Math.floor(start);
    const to = Math.min(Math.ceil(end), source);
    const weights = Float64Array.from({ length: to - from }, (_none, k) => {
      const pixel = from + k;
      return (Math.min(pixel + 1, end) - Math.max(pixel, start)) / scale;
    });
    return { from, weights };
  });
}

/** Means along a row: [source, source, 3] becomes [source, target, 3]. */
function reduceRows(pixels: Uint8Array, source: number, columns: readonly Cover[]): Float64Array {
  const target = columns.length;
  const out = new Float64Array(source * target * CHANNELS);
  for (let y = 0; y < source; y++) {
    for (const [x, { from, weights }] of columns.entries()) {
      for (let c = 0; c < CHANNELS; c++) {
        let sum = 0;
        let p = (y * source + from) * CHANNELS + c;
        for (const weight of weights) {
          sum += weight * (pixels[p] ?? 0);
          p += CHANNELS;
        }
        out[(y * target + x) * CHANNELS + c] = sum;
      }
    }
  }
  return out;
}

/**
 * A square picture at a smaller side; at its own side, itself.
 * @param pixels RGB bytes, [source, source, 3]
 * @returns RGB bytes, [target, target, 3], rounded once
 * @throws StillroomError BadParameter for a larger side: nothing is made up
 */
export function resizeArea(pixels: Uint8Array, source: number, target: number): Uint8Array {
  if (!(Number.isInteger(target) && target >= 1 && target <= source)) {
    throw new StillroomError(
      'BadParameter',
      `A picture of ${source} x ${source} pixels can't be reduced to ${target} x ${target}. Choose a side from 1 to ${source}.`,
      { source, target },
    );
  }
  if (target === source) return pixels;
  const cells = covers(source, target);
  const rows = reduceRows(pixels, source, cells);
  const width = target * CHANNELS;
  const out = new Uint8Array(target * width);
  for (const [y, { from, weights }] of cells.entries()) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let p = from * width + x;
      for (const weight of weights) {
        sum += weight * (rows[p] ?? 0);
        p += width;
      }
      out[y * width + x] = Math.round(sum);
    }
  }
  return out;
}
