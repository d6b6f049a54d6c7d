import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packValue, unpackValue } from '../../../src/data/store/packed-value';

const array = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
);
const value = fc.anything({
  values: [
    fc.boolean(),
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.constant(undefined),
    array,
  ],
  key: fc.oneof(fc.string(), fc.constant('$')),
  withNullPrototype: false,
});

describe('a packed value', () => {
  it('comes back exactly', () => {
    fc.assert(
      fc.property(value, (source) => {
        // Strict equality of types too: -0, NaN, undefined members, kinds of arrays.
        expect(unpackValue(packValue(source))).toStrictEqual(source);
      }),
      { numRuns: 200 },
    );
  });

  it('comes back with arrays of its own', () => {
    const whole = new Float32Array([1, 2, 3, 4]);
    const packed = packValue({ a: whole.subarray(1, 3), b: Uint8Array.of(5) });
    const back = unpackValue(packed) as { a: Float32Array; b: Uint8Array };
    expect(back).toEqual({ a: Float32Array.of(2, 3), b: Uint8Array.of(5) });
    expect(back.a.buffer.byteLength).toBe(8);
  });

  it('is read from the middle of other bytes', () => {
    const packed = packValue({ a: Float64Array.of(0.5) });
    const within = new Uint8Array(packed.length + 3);
    within.set(packed, 3);
    expect(unpackValue(within.subarray(3))).toEqual({ a: Float64Array.of(0.5) });
  });

  it('is plain data: nothing else is taken', () => {
    for (const wrong of [
      () => 1,
      Symbol('a'),
      1n,
      new Map(),
      new Date(0),
      new DataView(new ArrayBuffer(1)),
    ]) {
      expect(() => packValue({ a: wrong })).toThrow(/plain data/);
    }
  });

  it('that is cut short or not ours counts as not there', () => {
    expect(unpackValue(new Uint8Array(2))).toBeUndefined();
    expect(unpackValue(packValue({ a: Float64Array.of(1, 2) }).subarray(0, 20))).toBeUndefined();
    expect(unpackValue(packValue({ a: Float64Array.of(1, 2) }).subarray(0, 40))).toBeUndefined();
    expect(unpackValue(new TextEncoder().encode('something else entirely'))).toBeUndefined();
  });
});
