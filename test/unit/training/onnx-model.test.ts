/** The model writer against the encoding's own examples and against ONNX Runtime. */
import { describe, expect, it, vi } from 'vitest';
import { GraphBuilder } from '../../../src/runtime/training/graph-builder';
import { Message } from '../../../src/runtime/training/protobuf';
import { openSession } from './training-session';

// The first session of a process compiles ONNX Runtime.
vi.setConfig({ testTimeout: 60_000 });

const bytes = (message: Message) => [...message.encode()];

describe('protocol buffers', () => {
  // Examples of protobuf.dev, "Encoding".
  it('writes 150 as a varint of two bytes', () => {
    expect(bytes(new Message().integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
  });

  it('writes "testing" with its length before it', () => {
    const text = [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67];
    expect(bytes(new Message().bytes(2, 'testing'))).toEqual(text);
  });

  it('writes a message inside a message', () => {
    const inner = new Message().integer(1, 150);
    expect(bytes(new Message().message(3, inner))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  });

  it('writes -2 in ten bytes', () => {
    const [tag, ...value] = bytes(new Message().integer(1, -2));
    expect(tag).toBe(0x08);
    expect(value).toEqual([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  });

  it('writes 1 as a little-endian float', () => {
    expect(bytes(new Message().float(2, 1))).toEqual([0x15, 0x00, 0x00, 0x80, 0x3f]);
  });
});

describe('GraphBuilder', () => {
  it('writes a graph that ONNX Runtime computes', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', [2, 3]);
    const y = g.input('y', [3, 1]);
    g.output('product', g.binary('Add', g.matmul(x, y), g.fill(0.5)));
    g.output('every second', g.slice(x, [1], [0], [2], [2]));
    const session = await openSession();
    const graph = await session.createGraph('test', { content: g.encode('test') });
    const { product, 'every second': second } = await graph.run(
      {
        x: { values: Float32Array.of(1, 2, 3, 4, 5, 6), dims: [2, 3] },
        y: { values: Float32Array.of(1, 10, 100), dims: [3, 1] },
      },
      ['product', 'every second'],
    );
    expect([...product.values]).toEqual([321.5, 654.5]);
    expect([...second.values]).toEqual([1, 3, 4, 6]);
    await session.dispose();
  });

  it('refuses shapes that do not fit', () => {
    const g = new GraphBuilder();
    const x = g.input('x', [2, 3]);
    expect(() => g.matmul(x, x)).toThrow(/\[2, 3\] and \[2, 3\]/);
    expect(() => g.reshape(x, [4])).toThrow(/\[2, 3\].*\[4\]/);
    expect(() => g.binary('Add', x, g.input('y', [4]))).toThrow(/can't be combined/);
  });
});
