/**
 * PNG files (ISO/IEC 15948) of 8-bit RGB pictures. A picture is encoded once, without texts; an export
 * splices its texts into the finished file.
 *
 * The browser's own encoder differs from browser to browser and cannot write text chunks. Here every
 * choice is fixed: a row's filter is the one with the least sum of absolute differences (the
 * standard's own heuristic, first of equals), and the deflate code is ours to ship, so that equal
 * pictures and texts give equal files everywhere.
 */
import { zlibSync } from 'fflate';
import { StillroomError } from '../../core/errors';
import type { Picture } from '../../core/picture';
import { chunk, joined, PNG_SIGNATURE } from './png-chunks';

export const CHANNELS = 3;
const FILTERS = 5;
const DEFLATE_LEVEL = 6;

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const byLeft = Math.abs(estimate - left);
  const byUp = Math.abs(estimate - up);
  const byUpLeft = Math.abs(estimate - upLeft);
  if (byLeft <= byUp && byLeft <= byUpLeft) return left;
  return byUp <= byUpLeft ? up : upLeft;
}

/** The value that a filter predicts for a byte from its neighbours. */
export function predict(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, upLeft);
    default:
      return 0;
  }
}

/** The filtered rows, each after the number of its filter: [height, 1 + width * 3]. */
function filterRows({ width, height, pixels }: Picture): Uint8Array {
  const stride = width * CHANNELS;
  const out = new Uint8Array(height * (stride + 1));
  const candidate = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    const target = y * (stride + 1);
    let least = Infinity;
    for (let filter = 0; filter < FILTERS; filter++) {
      let cost = 0;
      for (let i = 0; i < stride; i++) {
        const inside = i >= CHANNELS;
        const left = inside ? (pixels[row + i - CHANNELS] ?? 0) : 0;
        const up = y > 0 ? (pixels[row + i - stride] ?? 0) : 0;
        const upLeft = inside && y > 0 ? (pixels[row + i - stride - CHANNELS] ?? 0) : 0;
        const byte = ((pixels[row + i] ?? 0) - predict(filter, left, up, upLeft)) & 0xff;
        candidate[i] = byte;
        // A difference of 255 is one of -1: bytes count by their distance from 0, modulo 256.
        cost += byte < 128 ? byte : 256 - byte;
      }
      if (cost >= least) continue;
      least = cost;
      out[target] = filter;
      out.set(candidate, target + 1);
    }
  }
  return out;
}

function header(width: number, height: number): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits a channel, colour type 2 (RGB), the one compression and filter method, no interlace.
  data.set([8, 2, 0, 0, 0], 8);
  return data;
}

/**
 * The bytes of a PNG file.
 * @throws StillroomError ShapeMismatch when the pixels are not width * height * 3 bytes
 */
export function encodePng(picture: Picture): Uint8Array<ArrayBuffer> {
  const { width, height, pixels } = picture;
  if (width < 1 || height < 1 || pixels.length !== width * height * CHANNELS) {
    throw new StillroomError(
      'ShapeMismatch',
      `A ${width} x ${height} RGB picture has ${width * height * CHANNELS} bytes, but got ${pixels.length}.`,
    );
  }
  return joined([
    Uint8Array.from(PNG_SIGNATURE),
    chunk('IHDR', header(width, height)),
    chunk('IDAT', zlibSync(filterRows(picture), { level: DEFLATE_LEVEL })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
