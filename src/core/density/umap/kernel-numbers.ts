/** The numbers that the layout kernel computes with, as code: powers by table, random words. */
import { BETWEEN_BITS, PLACE_BITS } from './power-table';
import { f32, i32, i64, type Code } from '../../wasm/instructions';
import type { FunctionLocals, Local } from '../../wasm/module';

export interface PowerTableAddresses {
  /** Table of (2^e)^b, [256] float32. */
  readonly exponents: number;
  /** Table of m^b and its differences, [2 * 256] float32. */
  readonly mantissas: number;
}

/** x^b by the tables of power-table.ts. @param bits those of the float32 x >= 0 */
export function power(bits: Code, { exponents, mantissas }: PowerTableAddresses): Code {
  const exponent = i32.shiftLeft(i32.shiftRightUnsigned(bits, i32.constant(23)), i32.constant(2));
  const place = i32.and(
    i32.shiftRightUnsigned(bits, i32.constant(BETWEEN_BITS)),
    i32.constant((1 << PLACE_BITS) - 1),
  );
  const entry = i32.shiftLeft(place, i32.constant(3));
  const between = f32.multiply(
    f32.ofInteger(i32.and(bits, i32.constant((1 << BETWEEN_BITS) - 1))),
    f32.constant(1 / (1 << BETWEEN_BITS)),
  );
  return f32.multiply(
    f32.load(exponent, exponents),
    f32.add(f32.load(entry, mantissas), f32.multiply(f32.load(entry, mantissas + 4), between)),
  );
}

export interface RandomWords {
  /** Takes the state from the memory. */
  readonly read: Code;
  /** Makes the next word. */
  readonly next: Code;
  /** The word that was made last. */
  readonly word: Code;
  /** Puts the state back. */
  readonly write: Code;
}

/**
 * xoshiro128++ 1.0 (Blackman and Vigna 2019): additions, shifts and exclusive ors of 32 bits.
 * @param address of its state, [4] words that are not all 0
 */
export function randomWords(locals: FunctionLocals, address: number): RandomWords {
  const s0 = locals.variable('i32');
  const s1 = locals.variable('i32');
  const s2 = locals.variable('i32');
  const s3 = locals.variable('i32');
  const word = locals.variable('i32');
  const shifted = locals.variable('i32');
  const state = [s0, s1, s2, s3];
  const at = i32.constant(address);
  const mix = (target: Local, source: Local): Code => target.set(i32.xor(target.get, source.get));
  return {
    read: state.flatMap((local, i) => local.set(i32.load(at, 4 * i))),
    next: [
      ...word.set(i32.add(i32.rotateLeft(i32.add(s0.get, s3.get), i32.constant(7)), s0.get)),
      ...shifted.set(i32.shiftLeft(s1.get, i32.constant(9))),
      ...mix(s2, s0),
      ...mix(s3, s1),
      ...mix(s1, s2),
      ...mix(s0, s3),
      ...mix(s2, shifted),
      ...s3.set(i32.rotateLeft(s3.get, i32.constant(11))),
    ],
    word: word.get,
    write: state.flatMap((local, i) => i32.store(at, local.get, 4 * i)),
  };
}

/** A whole number from 0 to below `bound`, the upper half of word * bound; off by bound / 2^32. */
export const indexBelow = (bound: number, word: Code): Code =>
  i32.lowerHalf(
    i64.shiftRightUnsigned(i64.multiply(i64.widened(word), i64.constant(bound)), i64.constant(32)),
  );
