/**
 * Numbers in and out of ONNX Runtime tensors of whatever type a graph declares.
 *
 * Exports of the same model differ here: token ids are int32 or int64, timesteps float32, float16
 * or int64, activations float32 or float16. Above this file there are only Float32Array and
 * Int32Array.
 */
import { StillroomError } from '../core/errors';
import { packFloat16, unpackFloat16 } from '../core/formats/float16';
import type { OrtModule, OrtTensor, OrtTensorType } from './ort';

export type NumericArray = Float32Array | Int32Array;

/** A tensor of the declared type; values are copied only where the type asks for it. */
export function makeTensor(
  ort: OrtModule,
  type: OrtTensorType,
  values: NumericArray,
  dims: readonly number[],
): OrtTensor {
  if (type === 'float32') return new ort.Tensor(type, toFloat32(values), dims);
  if (type === 'float16') return new ort.Tensor(type, packFloat16(toFloat32(values)), dims);
  if (type === 'int32') return new ort.Tensor(type, toInt32(values), dims);
  if (type === 'int64') {
    return new ort.Tensor(type, BigInt64Array.from(toInt32(values), BigInt), dims);
  }
  throw new StillroomError(
    'Unsupported',
    `An input of type ${type} can't be filled; float32, float16, int32 and int64 can. Export the model with one of these.`,
    { type },
  );
}

function toFloat32(values: NumericArray): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

function toInt32(values: NumericArray): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values, Math.round);
}

/** The values of a tensor on the CPU, as float32 or int32. */
export function readTensor(tensor: OrtTensor): NumericArray {
  const { data, type } = tensor;
  if (data instanceof Float32Array || data instanceof Int32Array) return data;
  if (data instanceof BigInt64Array) return Int32Array.from(data, Number);
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return unpackFloat16(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new StillroomError(
    'Unsupported',
    `An output of type ${type} can't be read; float32, float16, int32 and int64 can. Export the model with one of these.`,
    { type },
  );
}

/** True when every value is a finite number. */
export function allFinite(values: Float32Array): boolean {
  // x - x is 0 for every finite x and NaN for the rest; the sum keeps the first NaN.
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value - value;
  }
  return sum === 0;
}
