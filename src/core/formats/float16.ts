/**
 * IEEE 754 half precision, as stored latents are kept: two bytes a number, 11 significant bits.
 *
 * Rounding is to nearest, ties to even, as the hardware does it. Our own conversion, because
 * Float16Array is still missing from browsers that run everything else.
 */
import { StillroomError } from '../errors';

/** The largest finite half: (2 - 2^-10) 2^15. */
export const FLOAT16_MAX = 65504;

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** The 16 bits nearest to a number, from its 32. */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) return sign | (mantissa === 0 ? 0x7c00 : 0x7e00);
  const halfExponent = exponent - 127 + 15;
  if (halfExponent >= 0x1f) return sign | 0x7c00;
  // Below 2^-25 everything rounds to zero; between, the mantissa with its hidden bit is shifted
  // further, which is what makes a subnormal.
  if (halfExponent < -10) return sign;
  const significand = halfExponent > 0 ? mantissa : mantissa | 0x800000;
  const shift = halfExponent > 0 ? 13 : 14 - halfExponent;
  const kept = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const roundUp = rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0;
  // A carry out of the mantissa runs into the exponent, which is exactly the next number.
  return sign | ((halfExponent > 0 ? halfExponent << 10 : 0) + kept + roundUp);
}

/** The 16 bits nearest to a number; overflow gives infinity, NaN stays NaN. */
export function toFloat16Bits(value: number): number {
  scratchFloat[0] = value;
  return halfOf(scratchBits[0] ?? 0);
}

/** The number that 16 bits stand for. */
export function fromFloat16Bits(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

/**
 * Halves of an array of floats.
 * @throws StillroomError NonFiniteOutput when a number is not finite or lies beyond +-65504: what
 * would be read back would no longer be the latent
 */
export function packFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const half = halfOf(bits[i] ?? 0);
    if ((half & 0x7c00) === 0x7c00) {
      throw new StillroomError(
        'NonFiniteOutput',
        `Value ${values[i]} at position ${i} does not fit half precision (at most ${FLOAT16_MAX}). The stage that made it went wrong; run it again on another backend.`,
        { position: i },
      );
    }
    halves[i] = half;
  }
  return halves;
}

let table: Float32Array | undefined;

/** Floats of an array of halves, through a table of all 65,536. */
export function unpackFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  table ??= Float32Array.from({ length: 0x10000 }, (_, bits) => fromFloat16Bits(bits));
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i] ?? 0] ?? 0;
  return values;
}
