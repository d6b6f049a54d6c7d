/**
 * Exponential and logarithm with the same bits on every engine.
 *
 * ECMAScript leaves the accuracy of Math.exp, Math.log and Math.pow to the engine; they differ in
 * the last bits between browsers and between versions of one. A difference of one bit in a weight
 * is another embedding after 500 epochs. The functions here use only +, -, *, / on float64, each of
 * which IEEE 754 rounds in one way, in an order that the text fixes: JavaScript engines may neither
 * reorder nor contract them.
 *
 *   exp x = 2^k exp r,  x = k ln 2 + r, |r| <= ln 2 / 2,  exp r by its Taylor sum to r^13
 *   log x = e ln 2 + 2 artanh s,  x = 2^e m, m in [sqrt 1/2, sqrt 2),  s = (m - 1) / (m + 1)
 *
 * ln 2 stands in two parts. The first has 32 bits, so that k times it is exact. Errors stay below
 * 2 units in the last place.
 */
const LN2_HIGH = 0xb17217f7 / 2 ** 32;
/** What LN2_HIGH leaves of ln 2. */
const LN2_LOW = 1.9082149292705877e-10;
const LARGEST_ARGUMENT = 709;
const SMALLEST_ARGUMENT = -708;

/** 1 / n!, n = 0 to 13; the factorials are exact. */
const TAYLOR = new Float64Array(14);
for (let n = 0, factorial = 1; n < TAYLOR.length; n++, factorial *= n) TAYLOR[n] = 1 / factorial;

/** 2 / (2 n + 1), n = 0 to 10. */
const ARTANH = Float64Array.from({ length: 11 }, (_, n) => 2 / (2 * n + 1));

/** Place of 2^0 among the powers of two. */
const ZEROTH = 1022;
/** 2^k for every exponent of a normal number, k = -1022 to 1023, by exact doubling and halving. */
const POWERS_OF_TWO = new Float64Array(2 * ZEROTH + 2);
for (let k = 0, power = 1; k <= 1023; k++, power *= 2) POWERS_OF_TWO[ZEROTH + k] = power;
for (let k = 1, power = 0.5; k <= ZEROTH; k++, power /= 2) POWERS_OF_TWO[ZEROTH - k] = power;

function horner(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n--) sum = sum * x + (coefficients[n] ?? 0);
  return sum;
}

/** e^x; 0 below -708, a little above where float64 ends, and Infinity above 709. */
export function portableExp(x: number): number {
  if (x < SMALLEST_ARGUMENT) return 0;
  if (x > LARGEST_ARGUMENT) return Infinity;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return horner(TAYLOR, r) * (POWERS_OF_TWO[ZEROTH + k] ?? Number.NaN);
}

/** The natural logarithm of a positive number; -Infinity for 0, NaN below. */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  let m = x;
  for (; m >= Math.SQRT2; m /= 2) exponent += 1;
  for (; m < Math.SQRT1_2; m *= 2) exponent -= 1;
  const s = (m - 1) / (m + 1);
  return exponent * LN2_HIGH + (s * horner(ARTANH, s * s) + exponent * LN2_LOW);
}

/** x^y for positive x; 0 for x = 0 and positive y. */
export function portablePow(x: number, y: number): number {
  return portableExp(y * portableLog(x));
}
