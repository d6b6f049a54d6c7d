/**
 * A pack's networks behind the words of the sampler: prompts, images, latents, noise.
 *
 * Everything that exports of the same model do differently ends here: number types of ids and
 * timesteps, a scalar timestep, a fixed batch of one, an encoder that returns mean and log-variance.
 * A call of the denoiser is one session run; arrays go in and come out without a copy of ours.
 */
import { StillroomError } from '../core/errors';
import type { DenoiserCall } from '../core/diffusion/types';
import { conditionShapes, type PackDescription, type PackTextEncoder } from '../core/formats/pack';
import type { Diffuser, TextEmbedding } from '../core/diffuser';
import { floats, type Graph, type GraphValue } from './graph';
import { twice, type LoneRows } from './lone-rows';
import { pixelsToPlanes, planesToPixels } from './pixels';
import type { PromptTokenizer } from './prompt-tokenizer';
import { batchLimit, rowBatches } from './row-batches';

export interface DiffuserGraphs {
  readonly text_encoder: Graph;
  readonly denoiser: Graph;
  readonly vae_encoder: Graph;
  readonly vae_decoder: Graph;
}

export interface DiffuserOptions {
  /** Rows that a session gets at once, at most. */
  readonly maxRows?: number;
}

const DEFAULT_MAX_ROWS = 32;
/** Prompts whose embedding is kept; a run has one a class and the null prompt. */
const KEPT_PROMPTS = 512;

/** A standard deviation from a log-variance, which diffusers keeps within these bounds. */
function deviationOf(logVariance: number): number {
  return Math.exp(0.5 * Math.min(20, Math.max(-30, logVariance)));
}

/** A session's way of taking timesteps. */
interface TimestepForm {
  /** True when one timestep serves a whole call: a scalar, or a vector fixed to length 1. */
  readonly shared: boolean;
  readonly rank: number;
}

function requireLength(what: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new StillroomError(
    'ShapeMismatch',
    `${what} has ${received} values where ${expected} are needed. This is a fault of the caller or of another pack's data.`,
    { received, expected },
  );
}

/** @throws StillroomError Unsupported for a model that is not told by one text encoder alone */
export function textEncoderOf({ condition, name, id }: PackDescription): PackTextEncoder {
  const parts = Object.keys(conditionShapes(condition));
  if (condition.kind === 'text' && parts.length === 1 && condition.encoders.length === 1) {
    return condition.encoders[0] as PackTextEncoder;
  }
  throw new StillroomError(
    'Unsupported',
    `The model "${name}" is told what to draw by ${parts.join(', ')}; a model with one text encoder can be loaded.`,
    { pack: id },
  );
}

export class OrtDiffuser implements Diffuser {
  readonly pack: PackDescription;
  readonly #graphs: DiffuserGraphs;
  readonly #tokenizer: PromptTokenizer;
  readonly #limits: Readonly<Record<keyof DiffuserGraphs, number>>;
  readonly #timestep: TimestepForm;
  readonly #embeddings = new Map<string, Float32Array>();
  #copied: LoneRows = { denoiser: false, vae_encoder: false };

  /** @throws StillroomError PackInvalid when a graph lacks an input or output of its role */
  constructor(
    pack: PackDescription,
    graphs: DiffuserGraphs,
    tokenizer: PromptTokenizer,
    { maxRows = DEFAULT_MAX_ROWS }: DiffuserOptions = {},
  ) {
    this.pack = pack;
    this.#graphs = graphs;
    this.#tokenizer = tokenizer;
    const { text_encoder, denoiser, vae_encoder, vae_decoder } = graphs;
    const limit = (graph: Graph, input: string) =>
      batchLimit(graph.require('inputs', input), graph.stage, maxRows);
    this.#limits = {
      text_encoder: limit(text_encoder, 'input_ids'),
      denoiser: limit(denoiser, 'sample'),
      vae_encoder: limit(vae_encoder, 'sample'),
      vae_decoder: limit(vae_decoder, 'latent_sample'),
    };
    denoiser.require('inputs', 'encoder_hidden_states');
    const { shape } = denoiser.require('inputs', 'timestep');
    this.#timestep = { shared: shape.length === 0 || shape[0] === 1, rank: shape.length };
    text_encoder.require('outputs', 'last_hidden_state');
    denoiser.require('outputs', 'out_sample');
    vae_encoder.require('outputs', 'latent_parameters');
    vae_decoder.require('outputs', 'sample');
    if (pack.features) denoiser.require('outputs', 'features');
  }

  /** From now on these graphs get a copy beside every lone row, where they take two. */
  copyLoneRows({ denoiser, vae_encoder }: LoneRows): void {
    this.#copied = {
      denoiser: denoiser && this.#limits.denoiser > 1,
      vae_encoder: vae_encoder && this.#limits.vae_encoder > 1,
    };
  }

  async encodeText(prompts: readonly string[]): Promise<TextEmbedding> {
    const { maxTokens, width: hiddenSize } = textEncoderOf(this.pack);
    const size = maxTokens * hiddenSize;
    const found = new Map<string, Float32Array>();
    for (const prompt of prompts) {
      const known = this.#embeddings.get(prompt);
      if (known) found.set(prompt, known);
    }
    const missing = [...new Set(prompts)].filter((prompt) => !found.has(prompt));
    for (const [start, end] of rowBatches(missing.length, this.#limits.text_encoder)) {
      const part = missing.slice(start, end);
      const hidden = await this.#encodePrompts(part);
      part.forEach((prompt, i) => {
        const embedding = hidden.slice(i * size, (i + 1) * size);
        found.set(prompt, embedding);
        this.#remember(prompt, embedding);
      });
    }
    const data = new Float32Array(prompts.length * size);
    prompts.forEach((prompt, i) => {
      const embedding = found.get(prompt);
      if (embedding) data.set(embedding, i * size);
    });
    return { data, count: prompts.length, tokens: maxTokens, width: hiddenSize };
  }

  async #encodePrompts(prompts: readonly string[]): Promise<Float32Array> {
    const { maxTokens, width: hiddenSize } = textEncoderOf(this.pack);
    const graph = this.#graphs.text_encoder;
    const { ids, mask } = this.#tokenizer.encodeAll(prompts);
    const dims = [prompts.length, maxTokens];
    const feeds: Record<string, GraphValue> = { input_ids: { values: ids, dims } };
    if (graph.inputs.has('attention_mask')) feeds['attention_mask'] = { values: mask, dims };
    const { last_hidden_state } = await graph.run(feeds, ['last_hidden_state']);
    const hidden = floats(last_hidden_state);
    requireLength('The text encoder', hidden.length, prompts.length * maxTokens * hiddenSize);
    return hidden;
  }

  #remember(prompt: string, embedding: Float32Array): void {
    if (this.#embeddings.size >= KEPT_PROMPTS) {
      const [oldest] = this.#embeddings.keys();
      if (oldest !== undefined) this.#embeddings.delete(oldest);
    }
    this.#embeddings.set(prompt, embedding);
  }

  async encode(pixels: Uint8Array, count: number): Promise<Float32Array> {
    return this.#encoded(pixels, count, 'mean');
  }

  async posterior(pixels: Uint8Array, count: number): Promise<Float32Array> {
    return this.#encoded(pixels, count, 'moments');
  }

  async #encoded(
    pixels: Uint8Array,
    count: number,
    wanted: 'mean' | 'moments',
  ): Promise<Float32Array> {
    const { resolution, latent } = this.pack;
    const area = resolution * resolution;
    requireLength('The images', pixels.length, count * area * 3);
    const plane = latent.height * latent.width;
    const size = latent.channels * plane;
    const perImage = wanted === 'moments' ? 2 * size : size;
    const latents = new Float32Array(count * perImage);
    for (const [start, end] of rowBatches(count, this.#limits.vae_encoder)) {
      const rows = end - start;
      const planes = pixelsToPlanes(pixels.subarray(start * area * 3, end * area * 3), rows, area);
      const copied = rows === 1 && this.#copied.vae_encoder;
      const values = copied ? twice(planes) : planes;
      const fed = copied ? 2 : rows;
      const dims = [fed, 3, resolution, resolution];
      const { latent_parameters } = await this.#graphs.vae_encoder.run(
        { sample: { values, dims } },
        ['latent_parameters'],
      );
      const parameters = floats(latent_parameters);
      // Mean and log-variance stand one after the other; some exports return the mean alone.
      const perRow = parameters.length / fed;
      if (perRow !== 2 * size) requireLength('The encoded image', perRow, size);
      if (perRow < perImage) throw this.#noDeviation();
      for (let row = 0; row < rows; row++) {
        const to = (start + row) * perImage;
        for (let i = 0; i < size; i++) {
          latents[to + i] = (parameters[row * perRow + i] ?? 0) * latent.scalingFactor;
        }
        for (let i = size; i < perImage; i++) {
          const deviation = deviationOf(parameters[row * perRow + i] ?? 0);
          latents[to + i] = deviation * latent.scalingFactor;
        }
      }
    }
    return latents;
  }

  #noDeviation(): StillroomError {
    const { name } = this.pack;
    return new StillroomError(
      'Unsupported',
      `The image encoder of "${name}" gives the mean of a picture's latents alone, and no samples can be drawn without their deviations. Choose posterior means, or another model.`,
      { pack: name },
    );
  }

  async decode(latents: Float32Array, count: number): Promise<Uint8Array> {
    const { resolution, latent } = this.pack;
    const area = resolution * resolution;
    const size = latent.channels * latent.height * latent.width;
    requireLength('The latents', latents.length, count * size);
    const pixels = new Uint8Array(count * area * 3);
    for (const [start, end] of rowBatches(count, this.#limits.vae_decoder)) {
      const rows = end - start;
      const values = latents.slice(start * size, end * size);
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / latent.scalingFactor;
      const dims = [rows, latent.channels, latent.height, latent.width];
      const { sample } = await this.#graphs.vae_decoder.run({ latent_sample: { values, dims } }, [
        'sample',
      ]);
      const planes = floats(sample);
      requireLength('The decoded image', planes.length, rows * 3 * area);
      planesToPixels(planes, rows, area, pixels, start);
    }
    return pixels;
  }

  predictNoise(call: DenoiserCall): Promise<Float32Array> {
    return this.#denoise(call, 'out_sample');
  }

  features(call: DenoiserCall): Promise<Float32Array> {
    if (!this.pack.features) {
      return Promise.reject(
        new StillroomError(
          'Unsupported',
          `The model "${this.pack.name}" has no feature output. Choose a model that has one, or another measure.`,
          { pack: this.pack.id },
        ),
      );
    }
    return this.#denoise(call, 'features');
  }

  async #denoise(call: DenoiserCall, output: 'out_sample' | 'features'): Promise<Float32Array> {
    const { latent } = this.pack;
    const text = textEncoderOf(this.pack);
    const { rows, sample, condition, timesteps } = call;
    const tokenSize = text.maxTokens * text.width;
    const size = latent.channels * latent.height * latent.width;
    requireLength('The noisy latents', sample.length, rows * size);
    requireLength('The text condition', condition.length, rows * tokenSize);
    requireLength('The timesteps', timesteps.length, rows);
    const parts = rowBatches(
      rows,
      this.#limits.denoiser,
      (row) => this.#timestep.shared && timesteps[row] !== timesteps[row - 1],
    );
    const results: Float32Array[] = [];
    for (const [start, end] of parts) {
      const copied = end - start === 1 && this.#copied.denoiser;
      const count = copied ? 2 : end - start;
      const part = (values: Float32Array, width: number) => {
        const own = values.subarray(start * width, end * width);
        return copied ? twice(own) : own;
      };
      const { shared, rank } = this.#timestep;
      const times = shared ? timesteps.subarray(start, start + 1) : part(timesteps, 1);
      const outputs = await this.#graphs.denoiser.run(
        {
          sample: {
            values: part(sample, size),
            dims: [count, latent.channels, latent.height, latent.width],
          },
          timestep: { values: times, dims: rank === 0 ? [] : [times.length] },
          encoder_hidden_states: {
            values: part(condition, tokenSize),
            dims: [count, text.maxTokens, text.width],
          },
        },
        [output],
      );
      const answer = floats(outputs[output]);
      results.push(copied ? answer.slice(0, answer.length / 2) : answer);
    }
    const [only] = results;
    if (only && results.length === 1) return only;
    return joined(results);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
