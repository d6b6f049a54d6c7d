/**
 * Random resized crop (torchvision's rule): a box whose area is a uniform share of the image's and whose
 * aspect ratio is log-uniform in 3/4 .. 4/3, drawn up to ten times until it fits, else the whole image
 * (what torchvision's fallback is for a square); then resized by bilinear interpolation with half-pixel
 * centres. A crop is enlarged, so there is nothing to smooth first.
 */
import type { RandomStream } from '../../random/stream';

export interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const TRIES = 10;
const LARGEST_RATIO = 4 / 3;

/** @param smallestScale share of the area, 0 .. 1 */
export function randomCropBox(stream: RandomStream, side: number, smallestScale: number): CropBox {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = side * side * (smallestScale + (1 - smallestScale) * stream.uniform());
    const ratio = LARGEST_RATIO ** (2 * stream.uniform() - 1);
    const width = Math.round(Math.sqrt(area * ratio));
    const height = Math.round(Math.sqrt(area / ratio));
    if (width > side || height > side || width === 0 || height === 0) continue;
    const top = stream.integer(side - height + 1);
    const left = stream.integer(side - width + 1);
    return { left, top, width, height };
  }
  return { left: 0, top: 0, width: side, height: side };
}

/** Where each of `side` outputs lies between two inputs of a span. */
export class Taps {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Share of the upper one. */
  readonly share: Float32Array;

  constructor(start: number, length: number, side: number, mirrored = false) {
    this.lower = new Int32Array(side);
    this.upper = new Int32Array(side);
    this.share = new Float32Array(side);
    for (let i = 0; i < side; i++) {
      const position = Math.max(((i + 0.5) * length) / side - 0.5, 0);
      const lower = Math.min(Math.floor(position), length - 1);
      const at = mirrored ? side - 1 - i : i;
      this.lower[at] = start + lower;
      this.upper[at] = start + Math.min(lower + 1, length - 1);
      this.share[at] = position - lower;
    }
  }
}

/**
 * Cuts a box out of an image and resizes it to the image's own side.
 * @param pixels [side, side, 3] of 0 .. 255, from `offset` on
 * @param out receives [3, side, side] of 0 .. 255
 */
export function cropInto(
  pixels: Uint8Array,
  offset: number,
  side: number,
  box: CropBox,
  mirrored: boolean,
  out: Float32Array,
): void {
  const columns = new Taps(box.left, box.width, side, mirrored);
  const rows = new Taps(box.top, box.height, side);
  const positions = side * side;
  // Rows of the box, each resized sideways once: [box.height, 3, side].
  const wide = new Float32Array(box.height * 3 * side);
  for (let y = 0; y < box.height; y++) {
    const line = offset + (box.top + y) * side * 3;
    for (let x = 0; x < side; x++) {
      const low = line + (columns.lower[x] ?? 0) * 3;
      const high = line + (columns.upper[x] ?? 0) * 3;
      const share = columns.share[x] ?? 0;
      for (let c = 0; c < 3; c++) {
        const value = pixels[low + c] ?? 0;
        wide[(y * 3 + c) * side + x] = value + share * ((pixels[high + c] ?? 0) - value);
      }
    }
  }
  for (let y = 0; y < side; y++) {
    const share = rows.share[y] ?? 0;
    for (let c = 0; c < 3; c++) {
      const low = (((rows.lower[y] ?? 0) - box.top) * 3 + c) * side;
      const high = (((rows.upper[y] ?? 0) - box.top) * 3 + c) * side;
      const to = c * positions + y * side;
      for (let x = 0; x < side; x++) {
        const value = wide[low + x] ?? 0;
        out[to + x] = value + share * ((wide[high + x] ?? 0) - value);
      }
    }
  }
}
