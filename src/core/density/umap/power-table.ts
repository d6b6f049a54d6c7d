/**
 * x^b for float32 from two small tables, by operations that are exactly rounded everywhere.
 *
 * The layout needs d^2 to the power b some 40 million times. Math.pow is slow and differs between
 * engines. A float32 is x = 2^e m with m in [1, 2): x^b = (2^e)^b m^b. The first factor has one
 * value an exponent. The second is linear between 256 places of m: its relative error is at most
 * |b (b - 1)| / 8 * 2^-16, 4e-7 for b = 0.8, a few units in the last place of a float32.
 */
import { portablePow } from './portable-exp';

/** Bits of the mantissa that choose a place, and those that lie between two places. */
export const PLACE_BITS = 8;
export const BETWEEN_BITS = 23 - PLACE_BITS;
const PLACES = 1 << PLACE_BITS;
const EXPONENTS = 256;
const EXPONENT_BIAS = 127;

export interface PowerTable {
  /** (2^(E - 127))^b by the exponent field E of a float32; 0 for E = 0, where x is 0 or next to it, [256]. */
  readonly exponents: Float32Array;
  /** m^b at each place and the difference to the next place, in turn, [2 * 256]. */
  readonly mantissas: Float32Array;
}

/** @param b power, above 0 */
export function powerTable(b: number): PowerTable {
  const exponents = new Float32Array(EXPONENTS);
  for (let field = 1; field < EXPONENTS; field++) {
    exponents[field] = portablePow(2, (field - EXPONENT_BIAS) * b);
  }
  const mantissas = new Float32Array(2 * PLACES);
  for (let place = 0; place < PLACES; place++) {
    const here = portablePow(1 + place / PLACES, b);
    const there = portablePow(1 + (place + 1) / PLACES, b);
    mantissas[2 * place] = here;
    mantissas[2 * place + 1] = there - here;
  }
  return { exponents, mantissas };
}
