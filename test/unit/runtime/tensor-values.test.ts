import { expect, it } from 'vitest';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { allFinite, makeTensor, readTensor } from '../../../src/runtime/tensor-values';

const { ort } = await nodeOrt().open('wasm');

it('makes and reads every type that exports use', () => {
  const values = Int32Array.of(0, 1, -2, 1000);
  for (const type of ['float32', 'float16', 'int32', 'int64'] as const) {
    const tensor = makeTensor(ort, type, values, [2, 2]);
    expect([tensor.type, ...tensor.dims]).toEqual([type, 2, 2]);
    expect([...readTensor(tensor)]).toEqual([...values]);
  }
  expect(makeTensor(ort, 'int64', Float32Array.of(958.6), [1]).data).toEqual(
    BigInt64Array.of(959n),
  );
});

it('hands float32 over without a copy', () => {
  const values = Float32Array.of(1, 2);
  expect(makeTensor(ort, 'float32', values, [2]).data).toBe(values);
});

it('refuses other types in words', () => {
  expect(() => makeTensor(ort, 'bool', Int32Array.of(1), [1])).toThrow('type bool');
  expect(() => readTensor(new ort.Tensor('uint8', Uint8Array.of(1), [1]))).toThrow('type uint8');
});

it('finds what is not finite, wherever it stands', () => {
  const values = new Float32Array(1000).fill(3e38);
  expect(allFinite(values)).toBe(true);
  expect(allFinite(new Float32Array())).toBe(true);
  for (const bad of [NaN, Infinity, -Infinity]) {
    for (const position of [0, 500, 999]) {
      const spoiled = values.slice();
      spoiled[position] = bad;
      expect(allFinite(spoiled)).toBe(false);
    }
  }
});
