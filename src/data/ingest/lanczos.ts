/**
 * Resizing with the Lanczos kernel of three lobes, antialiased, so that an image has the same pixels
 * whatever browser ingests it.
 *
 *   L(x) = sinc(x) sinc(x / 3) for |x| < 3, sinc(x) = sin(pi x) / (pi x)
 *
 * Going down by a factor s the kernel is stretched by s, so that it covers every source pixel; going
 * up it is not. Each axis in turn: rows first, rounded to bytes, then columns (Duchon 1979 for the
 * window; the arithmetic, with coefficients in 22-bit fixed point, is Pillow's, whose results
 * these are to the last bit). It works on the bytes as they are, in sRGB, as Pillow and the data
 * sets' own tools do; linear light would give other pixels than the models were trained on.
 */

const LOBES = 3;
/** 32 bits less 8 of the pixel less 2 for the sign and the overshoot of the kernel's lobes. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** L(x). */
export function lanczosKernel(x: number): number {
  return x >= -LOBES && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
}

export interface AxisWeights {
  /** First source pixel of each output pixel. */
  readonly starts: Int32Array;
  /** How many source pixels each output pixel has. */
  readonly counts: Int32Array;
  /** [outputs, taps]: the weights of each output pixel, which sum to 1. */
  readonly weights: Float64Array;
  readonly taps: number;
}

/** The weights that take an axis of `from` pixels to one of `to` pixels. */
export function axisWeights(from: number, to: number): AxisWeights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const support = LOBES * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const row = weights.subarray(out * taps, (out + 1) * taps);
    let sum = 0;
    for (let x = start; x < end; x++) {
      const weight = lanczosKernel((x - centre + 0.5) / stretch);
      row[x - start] = weight;
      sum += weight;
    }
    for (let k = 0; k < end - start; k++) row[k] = (row[k] ?? 0) / sum;
    starts[out] = start;
    counts[out] = end - start;
  }
  return { starts, counts, weights, taps };
}

/** Weights in fixed point, rounded away from zero at the half. */
function toFixedPoint(weights: Float64Array): Int32Array {
  return Int32Array.from(weights, (w) => Math.trunc(w * (1 << PRECISION) + (w < 0 ? -0.5 : 0.5)));
}

const clampByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/**
 * Takes rows of an image as they come and gives the resized image: a 64-megapixel source need never
 * be in memory as one array.
 */
export class LanczosResizer {
  readonly #width: number;
  readonly #height: number;
  readonly #outHeight: number;
  readonly #outWidth: number;
  readonly #columns: AxisWeights;
  readonly #fixedColumns: Int32Array;
  /** [height, outWidth, 3]: rows resized along x. */
  readonly #rows: Uint8Array;
  #filled = 0;

  /** Sizes of the source and of the result in pixels, all at least 1. */
  constructor(width: number, height: number, outWidth: number, outHeight: number) {
    this.#width = width;
    this.#height = height;
    this.#outWidth = outWidth;
    this.#outHeight = outHeight;
    this.#columns = axisWeights(width, outWidth);
    this.#fixedColumns = toFixedPoint(this.#columns.weights);
    this.#rows = new Uint8Array(height * outWidth * 3);
  }

  /**
   * Adds the next rows, from the top.
   * @param rgba [rows, width, 4]; alpha is ignored
   */
  addRows(rgba: Uint8Array | Uint8ClampedArray): void {
    const { starts, counts, taps } = this.#columns;
    const fixed = this.#fixedColumns;
    const stride = this.#width * 4;
    let target = this.#filled * this.#outWidth * 3;
    for (let base = 0; base + stride <= rgba.length; base += stride) {
      for (let out = 0; out < this.#outWidth; out++) {
        let at = base + (starts[out] ?? 0) * 4;
        const first = out * taps;
        const end = first + (counts[out] ?? 0);
        let red = HALF;
        let green = HALF;
        let blue = HALF;
        for (let k = first; k < end; k++, at += 4) {
          const weight = fixed[k] ?? 0;
          red += (rgba[at] ?? 0) * weight;
          green += (rgba[at + 1] ?? 0) * weight;
          blue += (rgba[at + 2] ?? 0) * weight;
        }
        this.#rows[target++] = clampByte(red >> PRECISION);
        this.#rows[target++] = clampByte(green >> PRECISION);
        this.#rows[target++] = clampByte(blue >> PRECISION);
      }
      this.#filled++;
    }
  }

  /** The resized image, [outHeight, outWidth, 3], once every row has been added. */
  finish(): Uint8Array<ArrayBuffer> {
    const { starts, counts, weights, taps } = axisWeights(this.#height, this.#outHeight);
    const fixed = toFixedPoint(weights);
    const stride = this.#outWidth * 3;
    const sums = new Int32Array(stride);
    const out = new Uint8Array(this.#outHeight * stride);
    for (let y = 0; y < this.#outHeight; y++) {
      sums.fill(HALF);
      for (let k = 0; k < (counts[y] ?? 0); k++) {
        const weight = fixed[y * taps + k] ?? 0;
        const row = ((starts[y] ?? 0) + k) * stride;
        for (let i = 0; i < stride; i++) {
          sums[i] = (sums[i] ?? 0) + (this.#rows[row + i] ?? 0) * weight;
        }
      }
      for (let i = 0; i < stride; i++) {
        out[y * stride + i] = clampByte((sums[i] ?? 0) >> PRECISION);
      }
    }
    return out;
  }
}
