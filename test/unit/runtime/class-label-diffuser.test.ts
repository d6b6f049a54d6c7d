import { describe, expect, it } from 'vitest';
import { stackConditions } from '../../../src/core/diffusion/condition';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { ClassConditions } from '../../../src/runtime/conditions/class-conditions';
import { OrtDiffuser } from '../../../src/runtime/ort-diffuser';
import { describedPack } from './described-packs';
import { fakeGraph } from './fake-session';
import { hiddenStates } from '../../support/hidden-states';
import { nodeSession } from '../../support/tiny-pack';

/** A diffuser of class labels over made-up sessions, with what its denoiser was fed. */
async function madeOfLabels(batch: number | null, declared = 'float16') {
  const session = await nodeSession();
  const described = describedPack('class');
  const graphs = described['graphs'] as { denoiser: object };
  const pack = parsePack({
    ...described,
    resolution: 8,
    latent: { channels: 4, height: 1, width: 1, scalingFactor: 0.5, shift: 0.25 },
    graphs: { ...graphs, denoiser: { ...graphs.denoiser, batch } },
  });
  const denoiser = fakeGraph(
    session,
    'denoiser',
    {
      sample: ['float16', ['n', 4, 1, 1]],
      timestep: ['int64', ['n']],
      class_embedding: [declared as 'float16', ['n', 8]],
    },
    { out_sample: ['float16', ['n', 8, 1, 1]] },
    ({ sample, class_embedding }) => {
      const rows = sample?.dims[0] ?? 0;
      const halves = class_embedding?.data as unknown as Uint16Array;
      const bits = new Uint16Array(halves.buffer, halves.byteOffset, halves.length);
      const out = Uint16Array.from({ length: rows * 8 }, (_, i) => bits[8 * (i >> 3)] ?? 0);
      return { out_sample: new session.ort.Tensor('float16', out, [rows, 8, 1, 1]) };
    },
  );
  const decoder = fakeGraph(
    session,
    'vae_decoder',
    { latent_sample: ['float32', ['n', 4, 1, 1]] },
    { sample: ['float32', ['n', 3, 8, 8]] },
    ({ latent_sample }) => {
      const values = latent_sample?.data as Float32Array;
      const rows = values.length / 4;
      const data = Float32Array.from({ length: rows * 192 }, (_, i) => {
        return values[4 * Math.floor(i / 192)] ?? 0;
      });
      return { sample: new session.ort.Tensor('float32', data, [rows, 3, 8, 8]) };
    },
  );
  const { condition, classes } = pack;
  if (condition.kind !== 'class' || !classes) throw new Error('no classes');
  const table = Float32Array.from({ length: 24 }, (_, i) => i >> 3);
  const conditions = new ClassConditions(condition, classes, table.buffer);
  const opened = { denoiser: denoiser.graph, vae_decoder: decoder.graph };
  return { diffuser: new OrtDiffuser(pack, opened, conditions), denoiser };
}

describe('OrtDiffuser on a pack of class labels', () => {
  it('feeds the label’s embedding in half precision, and returns the variance behind the noise', async () => {
    const { diffuser, denoiser } = await madeOfLabels(null);
    const condition = stackConditions(
      await diffuser.makeConditions(['English springer', '', 'n01440764']),
    );
    const call = {
      sample: new Float32Array(12),
      timesteps: new Float32Array(3).fill(400),
      condition,
      rows: 3,
    };
    const answer = await diffuser.predictNoise(call);
    expect(answer).toEqual(Float32Array.from({ length: 24 }, (_, i) => [1, 2, 0][i >> 3] ?? NaN));
    expect(denoiser.calls).toHaveLength(1);
    expect(denoiser.calls[0]?.['class_embedding']?.dims).toEqual([3, 8]);
    expect(denoiser.calls[0]?.['timestep']?.data).toEqual(BigInt64Array.of(400n));
  });

  it('fills a fixed batch up with copies, and drops their answers', async () => {
    const { diffuser, denoiser } = await madeOfLabels(2);
    const condition = stackConditions(await diffuser.makeConditions(['', 'tench', '']));
    const timesteps = new Float32Array(3).fill(7);
    const call = { sample: new Float32Array(12), timesteps, condition, rows: 3 };
    const answer = await diffuser.predictNoise(call);
    expect(answer).toEqual(Float32Array.from({ length: 24 }, (_, i) => [2, 0, 2][i >> 3] ?? NaN));
    expect(denoiser.calls.map(({ sample }) => sample?.dims[0])).toEqual([2, 2]);
  });

  it('shifts latents on their way to the decoder, and has no way back', async () => {
    const { diffuser } = await madeOfLabels(null);
    // 0.125 / 0.5 + 0.25 = 0.5 in [-1, 1] is byte 191.25
    const pixels = await diffuser.decode(Float32Array.of(0.125, 0, 0, 0), 1);
    expect(new Set(pixels)).toEqual(new Set([191]));
    await expect(diffuser.encode(new Uint8Array(192), 1)).rejects.toThrow('has no image encoder');
  });

  it('refuses a graph of another type than the pack says, and a condition of another model', async () => {
    await expect(madeOfLabels(null, 'float32')).rejects.toThrow(
      '"class_embedding" of denoiser is float16, and the graph has it in float32',
    );
    const { diffuser } = await madeOfLabels(null);
    const call = { sample: new Float32Array(4), timesteps: Float32Array.of(1), rows: 1 };
    await expect(
      diffuser.predictNoise({ ...call, condition: hiddenStates(new Float32Array(8)) }),
    ).rejects.toMatchObject({ code: 'ShapeMismatch' });
  });
});
