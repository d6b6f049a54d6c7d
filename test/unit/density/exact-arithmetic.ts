/**
 * Arithmetic on float64 numbers by whole numbers alone: what IEEE 754 says that an operation gives,
 * found without that operation; and e^x and log x to 200 bits.
 */

/** A fraction of whole numbers; the denominator is above 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const view = new DataView(new ArrayBuffer(8));

export function bitsOf(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** A finite float64 as the fraction that it is. */
export function fractionOf(value: number): Fraction {
  const bits = bitsOf(value);
  const field = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xfffffffffffffn) | (field === 0n ? 0n : 1n << 52n);
  const exponent = (field === 0n ? 1n : field) - 1075n;
  const signed = bits >> 63n === 0n ? mantissa : -mantissa;
  return exponent >= 0n
    ? { numerator: signed << exponent, denominator: 1n }
    : { numerator: signed, denominator: 1n << -exponent };
}

const bitLength = (value: bigint): number => value.toString(2).length;

/** The float64 next to a fraction, ties to even; the result must be a normal number or 0. */
export function nearest({ numerator, denominator }: Fraction): number {
  if (numerator === 0n) return 0;
  const size = numerator < 0n ? -numerator : numerator;
  // Scaled by 2^shift the value has 53 or 54 bits before the point.
  let shift = 53 - (bitLength(size) - bitLength(denominator));
  const scaled = (by: number): Fraction =>
    by >= 0
      ? { numerator: size << BigInt(by), denominator }
      : { numerator: size, denominator: denominator << BigInt(-by) };
  if (scaled(shift).numerator / scaled(shift).denominator >= 1n << 53n) shift -= 1;
  const at = scaled(shift);
  let mantissa = at.numerator / at.denominator;
  const twice = 2n * (at.numerator % at.denominator);
  if (twice > at.denominator || (twice === at.denominator && (mantissa & 1n) === 1n))
    mantissa += 1n;
  if (mantissa === 1n << 53n) {
    mantissa >>= 1n;
    shift -= 1;
  }
  const field = BigInt(52 - shift + 1023);
  const sign = numerator < 0n ? 1n << 63n : 0n;
  view.setBigUint64(0, sign | (field << 52n) | (mantissa & 0xfffffffffffffn));
  return view.getFloat64(0);
}

/** The four operations on float64, each rounded once. */
export const rounded = {
  add(x: number, y: number): number {
    const [a, b] = [fractionOf(x), fractionOf(y)];
    return nearest({
      numerator: a.numerator * b.denominator + b.numerator * a.denominator,
      denominator: a.denominator * b.denominator,
    });
  },
  subtract: (x: number, y: number): number => rounded.add(x, -y),
  multiply(x: number, y: number): number {
    const [a, b] = [fractionOf(x), fractionOf(y)];
    return nearest({
      numerator: a.numerator * b.numerator,
      denominator: a.denominator * b.denominator,
    });
  },
  divide(x: number, y: number): number {
    const [a, b] = [fractionOf(x), fractionOf(y)];
    const sign = b.numerator < 0n ? -1n : 1n;
    return nearest({
      numerator: sign * a.numerator * b.denominator,
      denominator: sign * a.denominator * b.numerator,
    });
  },
} as const;

const PRECISION = 200n;
const ONE = 1n << PRECISION;

/** e^f for a fraction of size at most 2, as a whole number of 2^-200. */
function fixedExp({ numerator, denominator }: Fraction): bigint {
  const x = (numerator << PRECISION) / denominator;
  let sum = 0n;
  let term = ONE;
  for (let n = 1n; term !== 0n && n < 200n; n++) {
    sum += term;
    term = (term * x) / ONE / n;
  }
  return sum;
}

/** e^x by e^(x / 2^k) squared k times. */
export function exactExp(x: number): Fraction {
  const { numerator, denominator } = fractionOf(x);
  let power = fixedExp({ numerator, denominator: denominator << 10n });
  // The size may be far from 1: the point moves so that 200 bits stay.
  let exponent = 0n;
  for (let k = 0; k < 10; k++) {
    power *= power;
    exponent *= 2n;
    const excess = BigInt(bitLength(power)) - PRECISION;
    power >>= excess;
    exponent += excess - PRECISION;
  }
  const total = exponent - PRECISION;
  return total >= 0n
    ? { numerator: power << total, denominator: 1n }
    : { numerator: power, denominator: 1n << -total };
}

/** 2 artanh(x) for |x| <= 1/3, as a whole number of 2^-200. */
function fixedTwiceArtanh({ numerator, denominator }: Fraction): bigint {
  const x = (numerator << PRECISION) / denominator;
  const square = (x * x) / ONE;
  let sum = 0n;
  let power = x;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) / ONE;
  }
  return 2n * sum;
}

/** log 2. */
export const exactLog2: Fraction = {
  numerator: fixedTwiceArtanh({ numerator: 1n, denominator: 3n }),
  denominator: ONE,
};

/** log x of a positive number. */
export function exactLog(x: number): Fraction {
  const { numerator, denominator } = fractionOf(x);
  const exponent = bitLength(numerator) - bitLength(denominator);
  // x = 2^exponent m with m in (1/2, 2).
  const top = exponent >= 0 ? numerator : numerator << BigInt(-exponent);
  const bottom = exponent >= 0 ? denominator << BigInt(exponent) : denominator;
  const ofMantissa = fixedTwiceArtanh({ numerator: top - bottom, denominator: top + bottom });
  return { numerator: BigInt(exponent) * exactLog2.numerator + ofMantissa, denominator: ONE };
}
