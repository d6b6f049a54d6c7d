/**
 * Writes a graph operator by operator. Every value carries its shape, worked out where it is made, so
 * that a rule of differentiation can ask for it and a mistake shows here, not in ONNX Runtime.
 */
import type { OwnNames } from '../../core/by-name';
import { StillroomError } from '../../core/errors';
import {
  encodeOnnx,
  FLOAT,
  type Attribute,
  type OnnxConstant,
  type OnnxNode,
  type OnnxPort,
} from './onnx-model';

/** A float32 tensor of the graph. */
export interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

export function elements(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The shape of an elementwise result, by ONNX's broadcasting from the last axis on. */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const p = a[axis - rank + a.length] ?? 1;
    const q = b[axis - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new StillroomError(
        'ShapeMismatch',
        `Tensors of shapes [${a.join(', ')}] and [${b.join(', ')}] can't be combined element by element.`,
      );
    }
    return p === 1 ? q : p;
  });
}

export class GraphBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants = new Map<string, OnnxConstant>();
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];

  get nodes(): readonly OnnxNode[] {
    return this.#nodes;
  }

  /** A float32 input of the graph. */
  input(name: string, dims: readonly number[]): Value {
    this.#inputs.push({ name, dims });
    return { name, dims };
  }

  /** Makes a value an output of the graph, under the given name. */
  output(name: string, value: Value): void {
    this.#nodes.push({
      operator: 'Identity',
      inputs: [value.name],
      outputs: [name],
      attributes: {},
    });
    this.#outputs.push({ name, dims: value.dims });
  }

  /** A node; `inputs` may name values, constants, or be '' for an input left out. */
  node(
    operator: string,
    inputs: readonly (Value | string)[],
    outputDims: readonly (readonly number[])[],
    attributes: OwnNames<Attribute> = {},
  ): Value[] {
    const at = this.#nodes.length;
    const outputs = outputDims.map((dims, i) => ({ name: `${operator}_${at}_${i}`, dims }));
    this.#nodes.push({
      operator,
      inputs: inputs.map((input) => (typeof input === 'string' ? input : input.name)),
      outputs: outputs.map(({ name }) => name),
      attributes,
    });
    return outputs;
  }

  /** A node with one output. */
  one(
    operator: string,
    inputs: readonly (Value | string)[],
    dims: readonly number[],
    attributes: OwnNames<Attribute> = {},
  ): Value {
    const [value] = this.node(operator, inputs, [dims], attributes);
    if (value === undefined)
      throw new StillroomError('ShapeMismatch', `${operator} has no output.`);
    return value;
  }

  /** The name of an int64 list constant; equal lists are one constant. */
  integers(values: readonly number[]): string {
    const name = `integers_${values.join('_')}`;
    this.#constants.set(name, {
      name,
      dims: [values.length],
      values: BigInt64Array.from(values, BigInt),
    });
    return name;
  }

  /** The name of a float32 list constant. */
  floats(values: readonly number[]): string {
    const name = `floats_${values.join('_')}`;
    this.#constants.set(name, { name, dims: [values.length], values: Float32Array.from(values) });
    return name;
  }

  /** A float32 constant, the same value everywhere. */
  fill(value: number, dims: readonly number[] = []): Value {
    const name = `fill_${value}_${dims.join('x')}`;
    this.#constants.set(name, {
      name,
      dims,
      values: new Float32Array(elements(dims)).fill(value),
    });
    return { name, dims };
  }

  /** An elementwise operator of one tensor. */
  unary(operator: string, value: Value, attributes: OwnNames<Attribute> = {}): Value {
    return this.one(operator, [value], value.dims, attributes);
  }

  /** An elementwise operator of two tensors, with broadcasting. */
  binary(operator: 'Add' | 'Sub' | 'Mul' | 'Div', a: Value, b: Value): Value {
    return this.one(operator, [a, b], broadcastDims(a.dims, b.dims));
  }

  /** 1 where a value is above 0, else 0. */
  positive(value: Value): Value {
    const above = this.one('Greater', [value, this.fill(0)], value.dims);
    return this.one('Cast', [above], value.dims, { to: FLOAT });
  }

  reshape(value: Value, dims: readonly number[]): Value {
    if (elements(value.dims) !== elements(dims)) {
      throw new StillroomError(
        'ShapeMismatch',
        `A tensor of shape [${value.dims.join(', ')}] can't take the shape [${dims.join(', ')}].`,
      );
    }
    return this.one('Reshape', [value, this.integers(dims)], dims);
  }

  transpose(value: Value, order: readonly number[]): Value {
    const dims = order.map((axis) => value.dims[axis] ?? 1);
    return this.one('Transpose', [value], dims, { perm: order });
  }

  /** Sum over some axes; they stay with length 1 where `keep` is set. */
  sum(value: Value, axes: readonly number[], keep = false): Value {
    const dims = value.dims.flatMap((dim, axis) =>
      axes.includes(axis) ? (keep ? [1] : []) : [dim],
    );
    return this.one('ReduceSum', [value, this.integers(axes)], dims, { keepdims: keep ? 1 : 0 });
  }

  /** Matrix product of the last two axes; leading axes must be equal or absent in one of the two. */
  matmul(a: Value, b: Value): Value {
    const lead = a.dims.length >= b.dims.length ? a.dims.slice(0, -2) : b.dims.slice(0, -2);
    const rows = a.dims.at(-2) ?? 1;
    const columns = b.dims.at(-1) ?? 1;
    if (a.dims.at(-1) !== b.dims.at(-2)) {
      throw new StillroomError(
        'ShapeMismatch',
        `Matrices of shapes [${a.dims.join(', ')}] and [${b.dims.join(', ')}] can't be multiplied.`,
      );
    }
    return this.one('MatMul', [a, b], [...lead, rows, columns]);
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values;
    const length = values.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0);
    const dims = (first?.dims ?? []).map((dim, i) => (i === axis ? length : dim));
    return this.one('Concat', values, dims, { axis });
  }

  /** So many entries from `starts` on along the given axes, every `steps`-th. */
  slice(
    value: Value,
    axes: readonly number[],
    starts: readonly number[],
    lengths: readonly number[],
    steps: readonly number[] = axes.map(() => 1),
  ): Value {
    const ends = starts.map((start, i) => start + ((lengths[i] ?? 0) - 1) * (steps[i] ?? 1) + 1);
    const dims = value.dims.map((dim, axis) => lengths[axes.indexOf(axis)] ?? dim);
    const parts = [starts, ends, axes, steps].map((list) => this.integers(list));
    return this.one('Slice', [value, ...parts], dims);
  }

  /** The graph as a `.onnx` file. */
  encode(name: string): Uint8Array {
    return encodeOnnx({
      name,
      nodes: this.#nodes,
      constants: [...this.#constants.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }
}
