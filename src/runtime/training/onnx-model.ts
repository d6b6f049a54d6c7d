/**
 * An ONNX model as bytes. Only what train steps use is here: nodes of the default operator set,
 * constants (float32 and int64 initializers), inputs and outputs with fixed shapes. Field numbers are
 * those of onnx.proto3 (IR version 8).
 */
import type { OwnNames } from '../../core/by-name';
import { Message } from './protobuf';

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and lists of them; floats as `{ float }`; texts. */
  readonly attributes: OwnNames<Attribute>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  /** Float32Array for float32, BigInt64Array for int64. */
  readonly values: Float32Array | BigInt64Array;
}

/** A float32 input or output. */
export interface OnnxPort {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

const IR_VERSION = 8;
const OPSET = 13;

/** float32, as onnx.proto3 numbers the types of a tensor's values. */
export const FLOAT = 1;
const INT64 = 7;

const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

function attributeMessage(name: string, value: Attribute): Message {
  const message = new Message().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE_INT);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, ATTRIBUTE_STRING);
  if ('float' in value) return message.float(2, value.float).integer(20, ATTRIBUTE_FLOAT);
  for (const entry of value) message.integer(8, entry);
  return message.integer(20, ATTRIBUTE_INTS);
}

function nodeMessage({ operator, inputs, outputs, attributes }: OnnxNode): Message {
  const message = new Message();
  for (const input of inputs) message.bytes(1, input);
  for (const output of outputs) message.bytes(2, output);
  message.bytes(4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(5, attributeMessage(name, value));
  }
  return message;
}

function constantMessage({ name, dims, values }: OnnxConstant): Message {
  const message = new Message();
  for (const dim of dims) message.integer(1, dim);
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message
    .integer(2, values instanceof Float32Array ? FLOAT : INT64)
    .bytes(8, name)
    .bytes(9, raw);
}

function portMessage({ name, dims }: OnnxPort): Message {
  const shape = new Message();
  for (const dim of dims) shape.message(1, new Message().integer(1, dim));
  const tensor = new Message().integer(1, FLOAT).message(2, shape);
  return new Message().bytes(1, name).message(2, new Message().message(1, tensor));
}

/** The bytes of a `.onnx` file with this graph. */
export function encodeOnnx({ name, nodes, constants, inputs, outputs }: OnnxGraph): Uint8Array {
  const graph = new Message();
  for (const node of nodes) graph.message(1, nodeMessage(node));
  graph.bytes(2, name);
  for (const constant of constants) graph.message(5, constantMessage(constant));
  for (const input of inputs) graph.message(11, portMessage(input));
  for (const output of outputs) graph.message(12, portMessage(output));
  return new Message()
    .integer(1, IR_VERSION)
    .bytes(2, 'stillroom')
    .message(7, graph)
    .message(8, new Message().bytes(1, '').integer(2, OPSET))
    .encode();
}
