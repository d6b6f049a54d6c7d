/** What is read of an ONNX file is what ONNX Runtime says of it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { StillroomError } from '../../../../src/core/errors';
import type { OrtTensorMetadata } from '../../../../src/runtime/ort';
import { readOnnxSignature } from '../../../../src/runtime/export/onnx-signature';
import { nodeSession } from '../../../support/tiny-pack';

vi.setConfig({ testTimeout: 30_000 });

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`);

const tiny = 'test/assets/tiny-pack';
const shipped = 'public/packs/stillroom-64';

describe('the signature of a graph', () => {
  it.each([
    [`${tiny}/text_encoder.onnx`, []],
    [`${tiny}/unet.onnx`, ['unet.weights.bin']],
    [`${tiny}/vae_encoder.onnx`, []],
    // 14.8 MB of weights inside the file, which are stepped over.
    [`${shipped}/unet.onnx`, []],
    [`${shipped}/vae_decoder.onnx`, []],
  ])('of %s is as ONNX Runtime has it', async (path, external) => {
    const signature = await readOnnxSignature(path, new Blob([read(path)]));
    const session = await nodeSession();
    const data = external.map((name) => ({
      path: name,
      content: new Blob([read(`${tiny}/${name}`)]),
    }));
    const graph = await session.createGraph('graph', { content: read(path), data });
    const declared = (tensors: ReadonlyMap<string, OrtTensorMetadata>) =>
      [...tensors.values()].map(({ name, type, shape }) => ({ name, type, shape }));
    expect(signature.inputs).toEqual(declared(graph.inputs));
    expect(signature.outputs).toEqual(declared(graph.outputs));
    expect(signature.external).toEqual(external);
    await session.dispose();
  });

  it('is refused, and never waited for, where the file is cut off or no graph', async () => {
    const whole = read(`${tiny}/unet.onnx`);
    // Behind the graph stand some bytes of versions, which are not asked for.
    const behind = 64;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - behind }), async (length) => {
        const cut = readOnnxSignature('unet/model.onnx', new Blob([whole.subarray(0, length)]));
        await expect(cut).rejects.toMatchObject({ code: 'PackInvalid' });
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const blob = new Blob([Uint8Array.from(bytes)]);
        const ended = await readOnnxSignature('a', blob).catch((error: unknown) => error);
        const refused = ended instanceof StillroomError && ended.code === 'PackInvalid';
        expect(refused || !(ended instanceof Error)).toBe(true);
      }),
    );
  });
});
