import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { floats } from '../../../src/runtime/graph';
import { onnxStub } from '../../../src/runtime/onnx-stub';
import type { Session } from '../../../src/runtime/session';
import { nodeSession } from '../../support/tiny-pack';

let session: Session;
beforeAll(async () => {
  session = await nodeSession();
});
afterAll(() => session.dispose());

const fileOf = (path: string) => new Blob([readFileSync(path)]);
const ENCODER = 'test/assets/tiny-pack/vae_encoder.onnx';

describe('a graph with its weights inside', () => {
  it('is a stub that computes what the file computes, bit by bit', async () => {
    const whole = fileOf(ENCODER);
    const stub = await onnxStub(whole);
    if (stub === null) throw new Error('nothing was left out');
    expect(stub.content.size).toBeLessThan(whole.size / 2);
    const answers: Float32Array[] = [];
    for (const files of [{ content: whole }, stub]) {
      const graph = await session.createGraph('vae_encoder', files);
      const [[name = '', declared] = []] = graph.inputs;
      const dims = (declared?.shape ?? []).map((size) => (typeof size === 'number' ? size : 1));
      const values = Float32Array.from(
        { length: dims.reduce((product, size) => product * size, 1) },
        (_, i) => Math.sin(i),
      );
      const [output = ''] = graph.outputs.keys();
      const answer = (await graph.run({ [name]: { values, dims } }, [output]))[output];
      if (answer) answers.push(floats(answer));
      await graph.release();
    }
    expect(answers[0]?.length).toBeGreaterThan(100);
    expect(answers[0]).toEqual(answers[1]);
  });

  it('is itself where its weights lie beside it already', async () => {
    expect(await onnxStub(fileOf('test/assets/narrow-sd15/vae_encoder.onnx'))).toBeNull();
  });

  it('is refused where it is cut off', async () => {
    const cut = fileOf(ENCODER).slice(0, 4000);
    await expect(onnxStub(cut)).rejects.toThrow(RangeError);
  });

  it('goes in as a stub once its file is large, and the file beside it unread', async () => {
    // ModelProto.graph, GraphProto.initializer, TensorProto.raw_data: each a tag and a length of its own.
    const bytes = 2 ** 26;
    const varint = (value: number): number[] =>
      value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
    const tagged = (tag: number, body: Blob) =>
      new Blob([Uint8Array.from([tag, ...varint(body.size)]), body]);
    const raw = tagged(0x4a, new Blob([new Uint8Array(bytes)]));
    const whole = tagged(0x3a, tagged(0x2a, raw));
    const create = vi
      .spyOn(session.ort.InferenceSession, 'create')
      .mockRejectedValue(new Error('not opened in this test'));
    try {
      await expect(session.createGraph('unet', { content: whole })).rejects.toThrow('not opened');
      const [[graph, options] = []] = create.mock.calls;
      expect(graph?.length).toBeLessThan(200);
      expect(options?.externalData).toEqual([{ path: 'original.onnx', data: whole }]);
    } finally {
      create.mockRestore();
    }
  });
});
