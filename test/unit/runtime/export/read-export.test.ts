/** The tiny pack's graphs in the folders of an ONNX export, without its pack.json. */
import { describe, expect, it, vi } from 'vitest';
import { stackConditions } from '../../../../src/core/diffusion/condition';
import { randomStream } from '../../../../src/core/random/stream';
import { ModelRuntime } from '../../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../../src/runtime/ort-node';
import { readDescription } from '../../../../src/runtime/pack-loader';
import { filesSource, packAmong } from '../../../../src/runtime/pack-source';
import { nodeKernels, tinyFiles, tinySource } from '../../../support/tiny-pack';

vi.setConfig({ testTimeout: 60_000 });

type Config = Readonly<Record<string, unknown>>;

/** As diffusers writes them, with the tiny pack's sizes. */
const CONFIGS: Readonly<Record<string, Config>> = {
  'model_index.json': {
    _class_name: 'StableDiffusionPipeline',
    _diffusers_version: '0.30.0',
    unet: ['diffusers', 'UNet2DConditionModel'],
  },
  'scheduler/scheduler_config.json': {
    _class_name: 'DDIMScheduler',
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    beta_start: 0.00085,
    clip_sample: false,
    num_train_timesteps: 1000,
    prediction_type: 'epsilon',
    set_alpha_to_one: false,
    steps_offset: 1,
    timestep_spacing: 'trailing',
    trained_betas: null,
  },
  'unet/config.json': { in_channels: 8, sample_size: 16, time_cond_proj_dim: null },
  'vae_decoder/config.json': {
    block_out_channels: [8, 16, 32],
    latent_channels: 8,
    scaling_factor: 1.25,
  },
  'text_encoder/config.json': {
    hidden_size: 32,
    max_position_embeddings: 16,
    num_hidden_layers: 1,
  },
  'tokenizer/tokenizer_config.json': {
    bos_token: { content: '<start>', lstrip: false },
    eos_token: '<end>',
    pad_token: '<pad>',
  },
};

const GRAPHS: Readonly<Record<string, string>> = {
  'text_encoder/model.onnx': 'text_encoder.onnx',
  'unet/model.onnx': 'unet.onnx',
  'unet/unet.weights.bin': 'unet.weights.bin',
  'vae_encoder/model.onnx': 'vae_encoder.onnx',
  'vae_decoder/model.onnx': 'vae_decoder.onnx',
  'tokenizer/tokenizer.json': 'tokenizer.json',
};

/** @param changes members of configurations, and files to leave out (null) */
function exported(changes: Readonly<Record<string, Config | null>> = {}): Map<string, Blob> {
  const tiny = tinyFiles();
  const files = new Map<string, Blob>();
  for (const [path, name] of Object.entries(GRAPHS)) {
    if (changes[path] !== null) files.set(path, tiny.get(name) ?? new Blob());
  }
  for (const [path, config] of Object.entries(CONFIGS)) {
    const change = changes[path];
    if (change === null) continue;
    files.set(path, new Blob([JSON.stringify({ ...config, ...change })]));
  }
  return files;
}

const described = (changes: Readonly<Record<string, Config | null>> = {}) =>
  readDescription(filesSource('My SD export', exported(changes)));

describe('an export without pack.json', () => {
  it('is read from its own files', async () => {
    const { pack, hash, warnings } = await described();
    expect(pack).toMatchObject({
      id: 'my-sd-export',
      name: 'My SD export',
      resolution: 64,
      latent: { channels: 8, height: 16, width: 16, scalingFactor: 1.25, shift: 0 },
      prediction: 'epsilon',
      schedule: { trainTimesteps: 1000, betas: 'scaled_linear' },
      defaults: { solver: 'ddim', spacing: 'trailing', stepsOffset: 1, setAlphaToOne: false },
      condition: {
        kind: 'text',
        nullCondition: 'encoded',
        encoders: [{ maxTokens: 16, width: 32, beginToken: 1, endToken: 2, padToken: 0 }],
      },
    });
    const { denoiser } = pack.graphs;
    expect(denoiser.inputs.timestep).toEqual({ name: 'timestep', type: 'float32', per: 'row' });
    expect(denoiser.data.map(({ path }) => path)).toEqual(['unet/unet.weights.bin']);
    expect(warnings).toEqual([]);
    // The same model under another name is the same model; with another scale it is not.
    const elsewhere = await readDescription(filesSource('other', exported()));
    expect(elsewhere.hash).toBe(hash);
    const scaled = await described({ 'vae_decoder/config.json': { scaling_factor: 1 } });
    expect(scaled.hash).not.toBe(hash);
  });

  it('runs as the pack of the same graphs does', async () => {
    const place = { loader: nodeOrt(), kernels: nodeKernels };
    const runtimes = [
      await ModelRuntime.load(filesSource('export', exported()), place),
      await ModelRuntime.load(tinySource(), place),
    ];
    const sample = randomStream({ seed: 3, purpose: 'test' }).fillNormal(
      new Float32Array(2 * 8 * 16 * 16),
    );
    const answers: object[] = [];
    for (const { diffuser } of runtimes) {
      const prompts = ['a photo of a disc', ''];
      const condition = stackConditions(await diffuser.makeConditions(prompts));
      const call = { sample, timesteps: Float32Array.of(801, 33), condition, rows: 2 };
      answers.push({
        condition,
        noise: await diffuser.predictNoise(call),
        latents: await diffuser.encode(new Uint8Array(64 * 64 * 3).fill(99), 1),
        pixels: await diffuser.decode(sample, 2),
      });
    }
    expect(answers[0]).toEqual(answers[1]);
    for (const runtime of runtimes) await runtime.dispose();
  });

  it('is found in a chosen folder by its model_index.json', () => {
    const files = [...exported()].map(([path, file]) => [`models/sd/${path}`, file] as const);
    const source = packAmong(new Map(files));
    expect(source.id).toBe('sd');
    expect(source.paths).toContain('unet/model.onnx');
  });

  // Of the constructors of diffusers' schedulers: what files of old versions leave out.
  it.each([
    ['DDIMScheduler', { spacing: 'leading', setAlphaToOne: true }],
    ['DDPMScheduler', { spacing: 'leading' }],
    ['LCMScheduler', { spacing: 'leading' }],
    ['PNDMScheduler', { spacing: 'leading' }],
    ['EulerDiscreteScheduler', { spacing: 'linspace' }],
    ['DPMSolverMultistepScheduler', { spacing: 'linspace' }],
    ['UniPCMultistepScheduler', { spacing: 'linspace' }],
  ])('has of %s what its file leaves out as diffusers has it', async (name, defaults) => {
    const left = { timestep_spacing: null, set_alpha_to_one: null, steps_offset: null };
    const { pack } = await described({
      'scheduler/scheduler_config.json': { _class_name: name, ...left },
    });
    // A pack that does not say means "leading" (docs/pack-format.md).
    const { spacing = 'leading', setAlphaToOne, stepsOffset } = pack.defaults;
    expect({ spacing, setAlphaToOne, stepsOffset }).toEqual({ ...defaults, stepsOffset: 0 });
  });

  // json.dumps of Python writes float('-inf') so; diffusers has it for DPM-Solver's lambda_min_clipped.
  it('may say infinity as Python does', async () => {
    const path = 'scheduler/scheduler_config.json';
    const files = exported({
      [path]: { _class_name: 'DPMSolverMultistepScheduler', lambda_min_clipped: 0 },
    });
    const text = await (files.get(path) ?? new Blob()).text();
    files.set(path, new Blob([text.replace('_clipped":0', '_clipped": -Infinity')]));
    const { pack, warnings } = await readDescription(filesSource('sd', files));
    expect(pack.defaults.solver).toBe('dpmsolver++2m');
    expect(warnings).toEqual([]);
  });

  // transformers, `_from_pretrained`: the map holds where there is no added_tokens_decoder, as in Stable Diffusion 2.
  it.each([
    ['map of special tokens', {}, 0],
    ['configuration that lists its added tokens', { added_tokens_decoder: {} }, 2],
  ])('pads as its %s says', async (_, listed, padToken) => {
    const files = exported({
      'tokenizer/tokenizer_config.json': { pad_token: '<end>', ...listed },
    });
    const map = { pad_token: '<pad>', eos_token: { content: '<end>' } };
    files.set('tokenizer/special_tokens_map.json', new Blob([JSON.stringify(map)]));
    const { pack } = await readDescription(filesSource('sd', files));
    expect(pack.condition).toMatchObject({ encoders: [{ beginToken: 1, endToken: 2, padToken }] });
  });

  it('says what it costs to have no image encoder, and which steps are not its own', async () => {
    const { pack, warnings } = await described({
      'vae_encoder/model.onnx': null,
      'scheduler/scheduler_config.json': { _class_name: 'PNDMScheduler' },
    });
    expect(pack.graphs.vae_encoder).toBeUndefined();
    expect(pack.defaults.solver).toBe('dpmsolver++2m');
    expect(warnings).toEqual([
      expect.stringContaining('PNDMScheduler'),
      expect.stringMatching(/no vae_encoder\/model\.onnx: no cores, clusters or targets/),
    ]);
  });

  it.each([
    ['EulerDiscreteScheduler', { use_beta_sigmas: true }, 'use_beta_sigmas: true'],
    ['EulerDiscreteScheduler', { use_exponential_sigmas: true }, 'use_exponential_sigmas: true'],
    ['EulerDiscreteScheduler', { use_karras_sigmas: true }, 'use_karras_sigmas: true'],
    [
      'EulerDiscreteScheduler',
      { interpolation_type: 'log_linear', timestep_type: 'continuous' },
      'interpolation_type: "log_linear", timestep_type: "continuous"',
    ],
    [
      'EulerDiscreteScheduler',
      { final_sigmas_type: 'sigma_min' },
      'final_sigmas_type: "sigma_min"',
    ],
    ['DDPMScheduler', { variance_type: 'fixed_large' }, 'variance_type: "fixed_large"'],
    ['DDIMScheduler', { clip_sample: true }, 'clip_sample: true'],
    // diffusers: DDIMScheduler and DDPMScheduler take clip_sample = True where nothing is said.
    ['DDIMScheduler', { clip_sample: undefined }, 'clip_sample: true (by default)'],
    ['DDPMScheduler', { clip_sample: undefined }, 'clip_sample: true (by default)'],
    ['DPMSolverMultistepScheduler', { thresholding: true }, 'thresholding: true'],
    ['DPMSolverMultistepScheduler', { use_lu_lambdas: true }, 'use_lu_lambdas: true'],
    [
      'DPMSolverMultistepScheduler',
      { solver_type: 'heun', final_sigmas_type: 'sigma_min' },
      'solver_type: "heun", final_sigmas_type: "sigma_min"',
    ],
    [
      'DPMSolverMultistepScheduler',
      { solver_order: 3, algorithm_type: 'sde-dpmsolver++' },
      'algorithm_type: "sde-dpmsolver++", solver_order: 3',
    ],
  ])('says that steps of %s with %j are not its own', async (name, change, said) => {
    const { warnings } = await described({
      'scheduler/scheduler_config.json': { _class_name: name, ...change },
    });
    expect(warnings).toEqual([expect.stringContaining(`has ${said}, which`)]);
  });

  it.each([
    {
      _class_name: 'DPMSolverMultistepScheduler',
      algorithm_type: 'dpmsolver++',
      solver_order: 2,
      thresholding: false,
      use_lu_lambdas: false,
      solver_type: 'bh2',
      final_sigmas_type: 'zero',
      use_karras_sigmas: true,
      variance_type: null,
    },
    {
      _class_name: 'EulerDiscreteScheduler',
      interpolation_type: 'linear',
      timestep_type: 'discrete',
      use_karras_sigmas: false,
    },
    { _class_name: 'DDPMScheduler', variance_type: 'fixed_small', clip_sample: false },
    { _class_name: 'DDIMScheduler', clip_sample: false },
    { _class_name: 'LCMScheduler' },
  ])('says nothing of steps that are as here: $_class_name', async (config) => {
    const { warnings } = await described({ 'scheduler/scheduler_config.json': config });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['model_index.json', { _class_name: 'FluxPipeline' }, /is a FluxPipeline; exports of/],
    ['model_index.json', { _class_name: '"NaN" \\' }, /is a "NaN" \\; exports of/],
    ['model_index.json', { _class_name: 'DiTPipeline' }, /moves the class's embedding/],
    ['model_index.json', { _class_name: 'ORTStableDiffusionXLPipeline' }, /hidden_states\.0/],
    ['scheduler/scheduler_config.json', { _class_name: 'TCDScheduler' }, /is TCDScheduler/],
    ['scheduler/scheduler_config.json', { rescale_betas_zero_snr: true }, /end without signal/],
    ['scheduler/scheduler_config.json', { beta_schedule: 'sigmoid' }, /"beta_schedule" in the sch/],
    ['scheduler/scheduler_config.json', null, /no scheduler\/scheduler_config\.json, so its noise/],
    ['unet/config.json', { in_channels: 9 }, /paints into pictures/],
    ['unet/config.json', { time_cond_proj_dim: 256 }, /no input "timestep_cond"; it has "sample"/],
    ['unet/unet.weights.bin', null, /keeps its weights in unet\/unet\.weights\.bin/],
    ['unet/model.onnx', null, /no unet\/model\.onnx, so nothing can be made/],
    ['tokenizer/tokenizer.json', null, /no tokenizer\/vocab\.json, nor tokenizer\/tokenizer\.json/],
    [
      'tokenizer/tokenizer_config.json',
      { eos_token: '<stop>' },
      /"<stop>" .* not in the vocabulary/,
    ],
  ] as const)('of %s with %j is refused in a sentence', async (path, change, sentence) => {
    await expect(described({ [path]: change })).rejects.toThrow(sentence);
  });
});
