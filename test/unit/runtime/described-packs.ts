/** Descriptions of packs of the second edition, as their pack.json has them; the files do not exist. */
export type DescribedKind = 'text' | 'two-texts' | 'class';

const file = (path: string, bytes = 100) => ({ path, bytes, sha256: 'a'.repeat(64) });
const half = (name: string) => ({ name, type: 'float16' });
const whole = (name: string) => ({ name, type: 'float32' });

const common = {
  format: 'stillroom-pack/2',
  id: 'described',
  name: 'Described',
  version: '1.0.0',
  licence: 'MIT',
  resolution: 512,
  latent: { channels: 4, height: 64, width: 64, scalingFactor: 0.18215 },
  prediction: 'epsilon',
  learnedVariance: false,
  schedule: { trainTimesteps: 1000, betas: 'linear', betaStart: 0.0001, betaEnd: 0.02 },
  defaults: { solver: 'ddim', karrasSigmas: false, steps: 20, cfgScale: 5 },
};

const encoder = (folder: string, pooled: boolean) => ({
  ...file(`${folder}/model.onnx`),
  inputs: { ids: { name: 'input_ids', type: 'int64' } },
  outputs: { hidden: whole('hidden'), ...(pooled && { pooled: whole('text_embeds') }) },
});

const denoiser = (inputs: object) => ({
  ...file('unet/model.onnx'),
  data: [file('unet/weights-0.bin'), file('unet/weights-1.bin')],
  inputs: {
    sample: half('sample'),
    timestep: { name: 'timestep', type: 'int64', per: 'call' },
    ...inputs,
  },
  outputs: { prediction: half('out_sample') },
});

const decoder = {
  ...file('vae_decoder/model.onnx'),
  inputs: { latent: whole('latent_sample') },
  outputs: { image: whole('sample') },
};

const tokens = { maxTokens: 77, beginToken: 49406, endToken: 49407 };
const text = { kind: 'text', promptTemplate: 'a photo of a {class}', nullPrompt: '' };

const described: Readonly<Record<DescribedKind, object>> = {
  text: {
    ...common,
    defaults: { ...common.defaults, spacing: 'trailing', stepsOffset: 0 },
    condition: {
      ...text,
      nullCondition: 'encoded',
      encoders: [{ ...tokens, width: 768, padToken: 49407 }],
    },
    graphs: {
      text_encoder: encoder('text_encoder', false),
      denoiser: { ...denoiser({ hidden: half('encoder_hidden_states') }), batch: 2 },
      vae_decoder: decoder,
    },
    files: { tokenizer: file('tokenizer/tokenizer.json') },
  },
  'two-texts': {
    ...common,
    condition: {
      ...text,
      nullCondition: 'zeros',
      encoders: [
        { ...tokens, width: 768, padToken: 49407 },
        { ...tokens, width: 1280, padToken: 0 },
      ],
      pooled: 1280,
      timeIds: [1024, 1024, 0, 0, 1024, 1024],
      guidanceEmbedding: { width: 256, scale: 8 },
    },
    graphs: {
      text_encoder: encoder('text_encoder', false),
      text_encoder_2: encoder('text_encoder_2', true),
      denoiser: denoiser({
        hidden: half('encoder_hidden_states'),
        pooled: half('text_embeds'),
        time_ids: half('time_ids'),
        guidance: half('timestep_cond'),
      }),
      vae_decoder: decoder,
    },
    files: {
      tokenizer: file('tokenizer/tokenizer.json'),
      tokenizer_2: file('tokenizer_2/tokenizer.json'),
    },
  },
  class: {
    ...common,
    latent: { ...common.latent, shift: 0.1 },
    learnedVariance: true,
    guidanceChannels: 3,
    condition: { kind: 'class', width: 8, type: 'float32' },
    classes: {
      closed: true,
      names: ['tench', 'English springer'],
      wordnetIds: ['n01440764', 'n02102040'],
    },
    graphs: { denoiser: denoiser({ label: half('class_embedding') }), vae_decoder: decoder },
    // Two classes and the null row, 8 float32 numbers each.
    files: { label_embedding: file('label_embedding.bin', 96) },
  },
};

/** A description of a kind, anew for every caller. */
export function describedPack(kind: DescribedKind): Record<string, unknown> {
  return structuredClone(described[kind]) as Record<string, unknown>;
}
