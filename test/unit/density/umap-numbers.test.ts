import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portableExp, portableLog } from '../../../src/core/density/umap/portable-exp';
import { powerTable } from '../../../src/core/density/umap/power-table';
import {
  bitsOf,
  exactExp,
  exactLog,
  exactLog2,
  fractionOf,
  nearest,
  rounded,
} from './exact-arithmetic';
import { plainPower } from './umap-plain-layout';

const argument = fc.oneof(
  fc.double({ min: -708, max: 709, noNaN: true }),
  fc.double({ min: -2, max: 2, noNaN: true }),
);
const positive = fc.oneof(
  fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
);

/** How many float64 lie between two of equal sign. */
function steps(x: number, y: number): bigint {
  const difference = bitsOf(x) - bitsOf(y);
  return difference < 0n ? -difference : difference;
}

/** The sum c_0 + c_1 x + ... by Horner's rule, each operation rounded by whole numbers. */
function roundedHorner(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight(
    (sum, coefficient) => rounded.add(rounded.multiply(sum, x), coefficient),
    0,
  );
}

const LN2_HIGH = Number((exactLog2.numerator << 32n) / exactLog2.denominator) / 2 ** 32;
const LN2_LOW = nearest({
  numerator:
    exactLog2.numerator * fractionOf(LN2_HIGH).denominator -
    fractionOf(LN2_HIGH).numerator * exactLog2.denominator,
  denominator: exactLog2.denominator * fractionOf(LN2_HIGH).denominator,
});
const LOG2_E = nearest({ numerator: exactLog2.denominator, denominator: exactLog2.numerator });

describe('the exact arithmetic of these tests', () => {
  it('agrees with what every engine must do', () => {
    const safe = fc
      .double({ min: -1e100, max: 1e100, noNaN: true })
      .filter((value) => value === 0 || Math.abs(value) > 1e-100);
    fc.assert(
      fc.property(safe, safe, (x, y) => {
        expect(rounded.add(x, y)).toBe(x + y + 0);
        expect(rounded.multiply(x, y)).toBe(x * y + 0);
        if (y !== 0) expect(rounded.divide(x, y)).toBe(x / y + 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('exponential and logarithm', () => {
  it('lie within 2 units in the last place of the true value', () => {
    fc.assert(
      fc.property(argument, (x) => {
        expect(steps(portableExp(x), nearest(exactExp(x)))).toBeLessThanOrEqual(2n);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(positive, (x) => {
        expect(steps(portableLog(x), nearest(exactLog(x)))).toBeLessThanOrEqual(2n);
      }),
      { numRuns: 500 },
    );
  });

  it('have the very bits that rounding once an operation gives', () => {
    const taylor: number[] = [];
    for (let n = 0, factorial = 1n; n < 14; n++, factorial *= BigInt(n)) {
      taylor.push(nearest({ numerator: 1n, denominator: factorial }));
    }
    // Whole numbers round to normal float64 alone.
    const normal = argument.filter((x) => Math.abs(x) > 1e-100);
    fc.assert(
      fc.property(normal, (x) => {
        const k = Math.floor(rounded.add(rounded.multiply(x, LOG2_E), 0.5));
        const coarse = rounded.subtract(x, rounded.multiply(k, LN2_HIGH));
        const r = rounded.subtract(coarse, rounded.multiply(k, LN2_LOW));
        const power = nearest({
          numerator: 1n << BigInt(Math.max(k, 0)),
          denominator: 1n << BigInt(Math.max(-k, 0)),
        });
        const want = rounded.multiply(roundedHorner(taylor, r), power);
        expect(bitsOf(portableExp(x))).toBe(bitsOf(want));
      }),
      { numRuns: 200 },
    );
    const artanh = Array.from({ length: 11 }, (_, n) => rounded.divide(2, 2 * n + 1));
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        let exponent = 0;
        let m = x;
        for (; m >= Math.SQRT2; m = rounded.divide(m, 2)) exponent += 1;
        for (; m < Math.SQRT1_2; m = rounded.multiply(m, 2)) exponent -= 1;
        const s = rounded.divide(rounded.subtract(m, 1), rounded.add(m, 1));
        const series = rounded.multiply(s, roundedHorner(artanh, rounded.multiply(s, s)));
        const fine = rounded.add(series, rounded.multiply(exponent, LN2_LOW));
        const want = rounded.add(rounded.multiply(exponent, LN2_HIGH), fine);
        expect(bitsOf(portableLog(x))).toBe(bitsOf(want));
      }),
      { numRuns: 50 },
    );
  });

  it('end where float64 ends', () => {
    expect(portableExp(-Infinity)).toBe(0);
    expect(portableExp(0)).toBe(1);
    expect(portableExp(710)).toBe(Infinity);
    expect(portableExp(Number.NaN)).toBeNaN();
    expect(portableLog(0)).toBe(-Infinity);
    expect(portableLog(1)).toBe(0);
    expect(portableLog(Infinity)).toBe(Infinity);
    expect(portableLog(-1)).toBeNaN();
  });
});

describe('powers by table', () => {
  it('are as exact as the distance of their places says', () => {
    const b = fc.double({ min: 0.3, max: 2, noNaN: true });
    const exponent = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(b, exponent, (power, log2) => {
        const x = Math.fround(2 ** log2);
        const want = x ** power;
        // Linear interpolation over 1/256 of an octave, and the roundings of six float32.
        const bound = (Math.abs(power * (power - 1)) / 8) * 2 ** -16 * 2 + 6 * 2 ** -24;
        expect(Math.abs(plainPower(powerTable(power), x) - want)).toBeLessThanOrEqual(bound * want);
      }),
      { numRuns: 300 },
    );
  });

  it('are 0 for 0 and next to it', () => {
    expect(plainPower(powerTable(0.8), 0)).toBe(0);
    expect(plainPower(powerTable(0.8), 2 ** -149)).toBe(0);
  });
});

describe('the text of UMAP', () => {
  const folder = 'src/core/density/umap';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

  /** Those whose result ECMAScript defines to the last bit. */
  const EXACT = new Set([
    'Math.abs',
    'Math.ceil',
    'Math.floor',
    'Math.max',
    'Math.min',
    'Math.sqrt',
    'Math.LOG2E',
    'Math.SQRT1_2',
    'Math.SQRT2',
  ]);

  it.each([...files, `${folder}.ts`])('%s calls nothing that differs between engines', (file) => {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const used = new Set(code.match(/Math\.\w+/g));
    expect([...used].filter((name) => !EXACT.has(name))).toEqual([]);
    // 2 ** 32 is exact; a power of a variable is the engine's.
    expect(code.replaceAll('2 ** 32', '')).not.toContain('**');
    expect(code).not.toMatch(/\.normal\(|fillNormal/);
  });
});
