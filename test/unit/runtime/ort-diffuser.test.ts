import { afterAll, describe, expect, it, vi } from 'vitest';
import { conditionRows, stackConditions } from '../../../src/core/diffusion/condition';
import type { PackTextEncoder } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { randomStream } from '../../../src/core/random/stream';
import type { Session } from '../../../src/runtime/session';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { TextConditions } from '../../../src/runtime/conditions/text-conditions';
import { OrtDiffuser, type DiffuserGraphs } from '../../../src/runtime/ort-diffuser';
import type { OrtTensor } from '../../../src/runtime/ort';
import { PromptTokenizer } from '../../../src/runtime/prompt-tokenizer';
import { fakeGraph, type Declared } from './fake-session';
import { hiddenStates } from '../../support/hidden-states';
import {
  nodeSession,
  nodeKernels,
  tinyDescription,
  tinyFiles,
  tinySource,
} from '../../support/tiny-pack';

const runtime = await ModelRuntime.load(tinySource(), { loader: nodeOrt(), kernels: nodeKernels });
const { diffuser } = runtime;
afterAll(() => runtime.dispose());

const LATENT = 8 * 16 * 16;
const normal = (length: number, purpose: string) =>
  randomStream({ seed: 5, purpose }).fillNormal(new Float32Array(length));

/** A batched call computes its rows by other kernels: equal up to float32 rounding. */
function expectClose(received: Float32Array, expected: Float32Array): void {
  expect(received.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = received.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))),
    0,
  );
  expect(difference).toBeLessThanOrEqual(1e-5 * largest);
}

async function call(rows: number) {
  const prompts = Array.from({ length: rows }, (_, i) => (i % 2 ? '' : `a photo of a disc ${i}`));
  const condition = stackConditions(await diffuser.makeConditions(prompts));
  return {
    sample: normal(rows * LATENT, 'sample'),
    timesteps: Float32Array.from({ length: rows }, (_, i) => 999 - 100 * i),
    condition,
    rows,
  };
}

// Under a loaded machine the networks may take longer than the default.
vi.setConfig({ testTimeout: 20_000 });

describe('OrtDiffuser on the tiny pack', () => {
  it('embeds prompts in their order, each the same alone and in company', async () => {
    const made = await diffuser.makeConditions(['ring', '', 'ring', 'disc']);
    expect(made.map((one) => one.hidden?.shape)).toEqual([1, 2, 3, 4].map(() => [16, 32]));
    expect(made[2]).toEqual(made[0]);
    expect(made[2]?.hidden?.data).not.toBe(made[0]?.hidden?.data);
    expect(made[3]).not.toEqual(made[0]);
    expect(await diffuser.makeConditions(['disc'])).toEqual([made[3]]);
  });

  it('predicts noise row by row: rows of a batch do not see each other', async () => {
    const batch = await call(3);
    const together = await diffuser.predictNoise(batch);
    expect(together.length).toBe(3 * LATENT);
    for (let i = 0; i < 3; i++) {
      const alone = await diffuser.predictNoise({
        sample: batch.sample.subarray(i * LATENT, (i + 1) * LATENT),
        timesteps: batch.timesteps.subarray(i, i + 1),
        condition: conditionRows(batch.condition, i, i + 1),
        rows: 1,
      });
      expectClose(together.subarray(i * LATENT, (i + 1) * LATENT), alone);
    }
  });

  it('depends on the timestep and on the prompt', async () => {
    const batch = await call(1);
    const base = await diffuser.predictNoise(batch);
    const later = await diffuser.predictNoise({ ...batch, timesteps: Float32Array.of(10) });
    const [condition = {}] = await diffuser.makeConditions(['stripes']);
    const other = await diffuser.predictNoise({ ...batch, condition });
    for (const changed of [later, other]) {
      const moved = changed.reduce((sum, value, i) => sum + (value - (base[i] ?? 0)) ** 2, 0);
      expect(moved / LATENT).toBeGreaterThan(1e-6);
    }
  });

  it('gives features of the shape that the pack states', async () => {
    const batch = await call(2);
    expect((await diffuser.features(batch)).length).toBe(2 * 48 * 8 * 8);
  });

  it('encodes and decodes every image of a batch by itself', async () => {
    const pixels = Uint8Array.from({ length: 2 * 64 * 64 * 3 }, (_, i) => (i * 31) % 256);
    const latents = await diffuser.encode(pixels, 2);
    expect(latents.length).toBe(2 * LATENT);
    expectClose(latents.slice(LATENT), await diffuser.encode(pixels.subarray(64 * 64 * 3), 1));
    const images = await diffuser.decode(latents, 2);
    expect(images.length).toBe(2 * 64 * 64 * 3);
    expect(new Set(images).size).toBeGreaterThan(50);
  });

  it('says the posterior of every image, whose mean is its latent', async () => {
    const pixels = Uint8Array.from({ length: 2 * 64 * 64 * 3 }, (_, i) => (i * 31) % 256);
    const means = await diffuser.encode(pixels, 2);
    const moments = await diffuser.posterior(pixels, 2);
    expect(moments.length).toBe(4 * LATENT);
    expect(moments.slice(0, LATENT)).toEqual(means.slice(0, LATENT));
    expect(moments.slice(2 * LATENT, 3 * LATENT)).toEqual(means.slice(LATENT));
    for (const deviation of moments.slice(3 * LATENT)) expect(deviation).toBeGreaterThan(0);
  });

  it('splits what is more than a session should get, with the same result', async () => {
    const split = await ModelRuntime.load(tinySource(), {
      loader: nodeOrt(),
      kernels: nodeKernels,
      maxRows: 2,
    });
    const batch = await call(5);
    expectClose(await split.diffuser.predictNoise(batch), await diffuser.predictNoise(batch));
    const latents = normal(5 * LATENT, 'latents');
    expect(await split.diffuser.decode(latents, 5)).toEqual(await diffuser.decode(latents, 5));
    await split.dispose();
  });

  it('refuses arrays of the wrong length', async () => {
    const batch = await call(2);
    await expect(diffuser.predictNoise({ ...batch, rows: 3 })).rejects.toMatchObject({
      code: 'ShapeMismatch',
    });
    await expect(diffuser.encode(new Uint8Array(10), 1)).rejects.toMatchObject({
      code: 'ShapeMismatch',
    });
    await expect(diffuser.decode(new Float32Array(10), 1)).rejects.toMatchObject({
      code: 'ShapeMismatch',
    });
  });

  it('names the stage when latents are not finite', async () => {
    const batch = await call(1);
    batch.sample[7] = NaN;
    await expect(diffuser.predictNoise(batch)).rejects.toMatchObject({
      code: 'NonFiniteOutput',
      data: { stage: 'denoiser' },
    });
  });
});

const json = await (tinyFiles().get('tokenizer.json') ?? new Blob()).text();

/** A diffuser over made-up sessions: 1 x 2 x 2 latents, 8 px images, 4 tokens of 3 numbers. */
function madeUp(
  session: Session,
  unetInputs: Declared,
  encoderInputs: Declared,
  momentNumbers = 8,
) {
  const description = tinyDescription();
  const pack = parsePack({
    ...description,
    resolution: 8,
    latent: { channels: 1, height: 2, width: 2, scalingFactor: 0.5 },
    latentToRgb: null,
    features: null,
    text: { ...(description['text'] as object), maxTokens: 4, hiddenSize: 3 },
  });
  const tensor = (values: Float32Array, dims: number[]): OrtTensor =>
    new session.ort.Tensor('float32', values, dims);
  const text = fakeGraph(
    session,
    'text_encoder',
    encoderInputs,
    { last_hidden_state: ['float32', ['n', 4, 3]] },
    ({ input_ids }) => {
      const rows = input_ids?.dims[0] ?? 0;
      return { last_hidden_state: tensor(new Float32Array(rows * 12).fill(1), [rows, 4, 3]) };
    },
  );
  const unet = fakeGraph(
    session,
    'unet',
    unetInputs,
    { out_sample: ['float32', ['n', 1, 2, 2]] },
    ({ sample, timestep }) => {
      const times = Array.from(timestep?.data as ArrayLike<number | bigint>, Number);
      const data = Float32Array.from(
        sample?.data as Float32Array,
        (value, i) => value + (times[i >> 2] ?? times[0] ?? NaN),
      );
      return { out_sample: tensor(data, [...(sample?.dims ?? [])]) };
    },
  );
  const encoder = fakeGraph(
    session,
    'vae_encoder',
    { sample: ['float32', ['n', 3, 8, 8]] },
    { latent_parameters: ['float32', ['n', momentNumbers / 4, 2, 2]] },
    ({ sample }) => {
      const rows = sample?.dims[0] ?? 0;
      const data = Float32Array.from({ length: rows * momentNumbers }, (_, i) => i);
      return { latent_parameters: tensor(data, [rows, momentNumbers / 4, 2, 2]) };
    },
  );
  const decoder = fakeGraph(
    session,
    'vae_decoder',
    { latent_sample: ['float32', ['n', 1, 2, 2]] },
    { sample: ['float32', ['n', 3, 8, 8]] },
    ({ latent_sample }) => {
      const rows = latent_sample?.dims[0] ?? 0;
      const values = latent_sample?.data as Float32Array;
      return {
        sample: tensor(
          Float32Array.from({ length: rows * 192 }, (_, i) => values[4 * Math.floor(i / 192)] ?? 0),
          [rows, 3, 8, 8],
        ),
      };
    },
  );
  const graphs: DiffuserGraphs = {
    denoiser: unet.graph,
    vae_encoder: encoder.graph,
    vae_decoder: decoder.graph,
  };
  const { condition, graphs: declared } = pack;
  if (condition.kind !== 'text' || !declared.text_encoder) throw new Error('no text');
  const [wanted] = condition.encoders as [PackTextEncoder];
  const opened = {
    graph: text.graph,
    declared: declared.text_encoder,
    encoder: wanted,
    tokenizer: new PromptTokenizer(json, wanted),
  };
  const conditions = new TextConditions(condition, [opened], 32);
  const diffuser = new OrtDiffuser(pack, graphs, conditions);
  return { diffuser, text, unet };
}

const ids = (type: 'int32' | 'int64'): Declared => ({ input_ids: [type, ['n', 4]] });
const unetWith = (timestep: Declared[string], batch: number | string = 'n'): Declared => ({
  sample: ['float32', [batch, 1, 2, 2]],
  timestep,
  encoder_hidden_states: ['float32', [batch, 4, 3]],
});
const rows3 = {
  sample: new Float32Array(12),
  timesteps: Float32Array.of(900, 900, 20),
  condition: hiddenStates(new Float32Array(36), 4, 3),
  rows: 3,
};
const added = Float32Array.from({ length: 12 }, (_, i) => rows3.timesteps[i >> 2] ?? NaN);

describe('OrtDiffuser on other exports', () => {
  it.each([
    [
      'an input that the pack names nowhere',
      { ...unetWith(['float32', ['n']]), text_embeds: ['float32', ['n', 5]] },
      'unet takes "text_embeds", which the pack\'s description does not feed',
    ],
    [
      'conditions of another width',
      { ...unetWith(['float32', ['n']]), encoder_hidden_states: ['float32', ['n', 'tokens', 6]] },
      '"encoder_hidden_states" of unet is 4 × 3 a row, and the graph has it as tokens × 6',
    ],
    [
      'latents of another size',
      { ...unetWith(['float32', ['n']]), sample: ['float32', ['n', 4, 2, 2]] },
      '"sample" of unet is 1 × 2 × 2 a row, and the graph has it as 4 × 2 × 2',
    ],
  ] as const)('refuses a graph with %s', async (_, inputs: Declared, reason) => {
    const session = await nodeSession();
    expect(() => madeUp(session, inputs, ids('int32'))).toThrow(reason);
  });

  it('refuses a text encoder with an input that the pack names nowhere, or of another length', async () => {
    const session = await nodeSession();
    const unet = unetWith(['float32', ['n']]);
    const positions: Declared = { ...ids('int32'), position_ids: ['int64', ['n', 4]] };
    expect(() => madeUp(session, unet, positions)).toThrow('text_encoder takes "position_ids"');
    expect(() => madeUp(session, unet, { input_ids: ['int32', ['n', 77]] })).toThrow(
      '"input_ids" of text_encoder is 4 a row, and the graph has it as 77',
    );
  });

  it('takes deviations from log-variances, at the scale of the latents', async () => {
    const { diffuser } = madeUp(await nodeSession(), unetWith(['float32', ['n']]), ids('int32'));
    // The encoder says 0 .. 7: means 0 .. 3, log-variances 4 .. 7; the scaling factor is a half.
    const moments = await diffuser.posterior(new Uint8Array(192), 1);
    const expected = [0, 0.5, 1, 1.5, ...[4, 5, 6, 7].map((log) => 0.5 * Math.exp(log / 2))];
    expect(moments).toEqual(Float32Array.from(expected));
    // A second image would start at 8; log-variances above 20 are 20, as in diffusers.
    const two = await diffuser.posterior(new Uint8Array(3 * 192), 3);
    expect(two.slice(20)).toEqual(new Float32Array(4).fill(0.5 * Math.exp(10)));
  });

  it('says what to do where an encoder gives the mean alone', async () => {
    const { diffuser } = madeUp(await nodeSession(), unetWith(['float32', ['n']]), ids('int32'), 4);
    expect(await diffuser.encode(new Uint8Array(192), 1)).toEqual(Float32Array.of(0, 0.5, 1, 1.5));
    await expect(diffuser.posterior(new Uint8Array(192), 1)).rejects.toMatchObject({
      code: 'Unsupported',
      message: expect.stringMatching(/gives the mean .* alone.*Choose posterior means/) as string,
    });
  });

  it('feeds int64 ids and an attention mask where they are declared, once a prompt', async () => {
    const session = await nodeSession();
    const inputs: Declared = { ...ids('int64'), attention_mask: ['int64', ['n', 4]] };
    const { diffuser, text } = madeUp(session, unetWith(['float32', ['n']]), inputs);
    await diffuser.makeConditions(['', '', '']);
    await diffuser.makeConditions(['']);
    expect(text.calls).toHaveLength(1);
    expect(text.calls[0]?.['input_ids']?.data).toEqual(BigInt64Array.of(1n, 2n, 0n, 0n));
    expect(text.calls[0]?.['attention_mask']?.data).toEqual(BigInt64Array.of(1n, 1n, 0n, 0n));
  });

  it.each([
    ['a float vector', ['float32', ['n']], [[3]]],
    ['an int64 vector', ['int64', ['n']], [[3]]],
    ['a vector of length 1', ['int64', [1]], [[1], [1]]],
    ['a float scalar', ['float32', []], [[], []]],
    ['an int64 scalar', ['int64', []], [[], []]],
  ] as const)('feeds %s timestep, one run a timestep where it must', async (_, declared, dims) => {
    const { diffuser, unet } = madeUp(await nodeSession(), unetWith(declared), ids('int32'));
    expect(await diffuser.predictNoise(rows3)).toEqual(added);
    expect(unet.calls.map(({ timestep }) => [...(timestep?.dims ?? [])])).toEqual(dims);
    expect(unet.calls[0]?.['timestep']?.type).toBe(declared[0]);
  });

  it('feeds rows singly to a graph with a fixed batch of 1', async () => {
    const inputs = unetWith(['float32', [1]], 1);
    const { diffuser, unet } = madeUp(await nodeSession(), inputs, ids('int32'));
    expect(await diffuser.predictNoise(rows3)).toEqual(added);
    expect(unet.calls).toHaveLength(3);
  });

  it.each([
    ['a graph with a timestep a row', ['float32', ['n']], 'n', [2]],
    ['a graph with one timestep', ['float32', []], 'n', [2]],
    ['a graph with a fixed batch of 1', ['float32', [1]], 1, [1]],
  ] as const)(
    'sends a copy beside a lone row where %s takes it',
    async (_, timestep, batch, fed) => {
      const { diffuser, unet } = madeUp(
        await nodeSession(),
        unetWith(timestep, batch),
        ids('int32'),
      );
      diffuser.copyLoneRows({ denoiser: true, vae_encoder: true });
      const sample = Float32Array.of(1, 2, 3, 4);
      const row = { ...rows3, sample, timesteps: Float32Array.of(900), rows: 1 };
      const answer = await diffuser.predictNoise({
        ...row,
        condition: hiddenStates(new Float32Array(12), 4),
      });
      expect([...answer]).toEqual([901, 902, 903, 904]);
      expect(unet.calls.map(({ sample }) => sample?.dims[0])).toEqual(fed);
      expect([...(await diffuser.encode(new Uint8Array(192), 1))]).toEqual([0, 0.5, 1, 1.5]);
    },
  );

  it('takes the mean of mean and log-variance, times the scaling factor, and divides it out', async () => {
    const { diffuser } = madeUp(await nodeSession(), unetWith(['float32', ['n']]), ids('int32'));
    const latents = await diffuser.encode(new Uint8Array(2 * 192), 2);
    expect([...latents]).toEqual([0, 0.5, 1, 1.5, 4, 4.5, 5, 5.5]);
    // 0.25 / 0.5 = 0.5 in [-1, 1] is byte 191.25
    const pixels = await diffuser.decode(Float32Array.of(0.25, 0, 0, 0), 1);
    expect(new Set(pixels)).toEqual(new Set([191]));
  });

  it('has no features where the pack states none', async () => {
    const { diffuser } = madeUp(await nodeSession(), unetWith(['float32', ['n']]), ids('int32'));
    await expect(diffuser.features(rows3)).rejects.toMatchObject({ code: 'Unsupported' });
  });
});
