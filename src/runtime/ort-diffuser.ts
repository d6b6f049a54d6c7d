/**
 * A pack's networks behind the words of the sampler: conditions, images, latents, noise.
 *
 * Everything that exports of the same model do differently ends here: names and number types, a scalar
 * timestep, a fixed batch, an encoder that returns mean and log-variance, or none at all. A call of the
 * denoiser is one session run; arrays go in and come out without a copy of ours.
 */
import { ownNames, type OwnNames } from '../core/by-name';
import { StillroomError } from '../core/errors';
import {
  conditionRows,
  emptyConditions,
  partsOf,
  requireSameParts,
  type Condition,
} from '../core/diffusion/condition';
import { latentSize, type DenoiserCall } from '../core/diffusion/types';
import { conditionShapes, type PackDescription, type PackTensor } from '../core/formats/pack';
import type { Diffuser, PromptReading } from '../core/diffuser';
import { rowArrays, rowsWithin } from './call-size';
import type { ConditionMaker } from './conditions/condition-maker';
import { floats, type GraphValue, type PackGraph } from './graph';
import type { LoneRows } from './lone-rows';
import { declaredTensor, requireFeeds } from './pack-graph';
import { ImageDecoder } from './image-decoder';
import { pixelsToPlanes } from './pixels';
import { requireLength } from './require-length';
import { batchSize, filledUp, rowBatches, type BatchSize } from './row-batches';

export interface DiffuserGraphs {
  readonly denoiser: PackGraph;
  readonly vae_decoder: PackGraph;
  /** Where the pack has one. */
  readonly vae_encoder?: PackGraph;
}

export interface DiffuserOptions {
  /** Rows that a session gets at once, at most. */
  readonly maxRows?: number;
  /** Bytes of one array inside a call, at most: fewer rows go in, and images are decoded in tiles. */
  readonly largestBuffer?: number;
}

export const DEFAULT_MAX_ROWS = 32;

/** A standard deviation from a log-variance, which diffusers keeps within these bounds. */
function deviationOf(logVariance: number): number {
  return Math.exp(0.5 * Math.min(20, Math.max(-30, logVariance)));
}

/** A session's way of taking timesteps. */
interface TimestepForm {
  /** True when one timestep serves a whole call: a scalar, or a vector of length 1. */
  readonly shared: boolean;
  readonly rank: number;
}

/** Rows that a run is fed: all that the graph must have, or two for one where a copy goes along. */
function rowsFed(rows: number, { rows: most, fixed }: BatchSize, copied: boolean): number {
  if (fixed) return most;
  return rows === 1 && copied ? 2 : rows;
}

export class OrtDiffuser implements Diffuser {
  readonly pack: PackDescription;
  readonly #graphs: DiffuserGraphs;
  readonly #conditions: ConditionMaker;
  readonly #batches: Readonly<Record<'denoiser' | 'vae_encoder', BatchSize>>;
  readonly #decoder: ImageDecoder;
  readonly #timestep: TimestepForm;
  /** A condition as the denoiser takes it. */
  readonly #like: Condition;
  #copied: LoneRows = { denoiser: false, vae_encoder: false };

  /** @throws StillroomError PackInvalid when a graph is not as the pack says */
  constructor(
    pack: PackDescription,
    graphs: DiffuserGraphs,
    conditions: ConditionMaker,
    { maxRows = DEFAULT_MAX_ROWS, largestBuffer = Infinity }: DiffuserOptions = {},
  ) {
    this.pack = pack;
    this.#graphs = graphs;
    this.#conditions = conditions;
    this.#like = emptyConditions(conditionShapes(pack.condition), 1);
    const { denoiser, vae_encoder, vae_decoder } = pack.graphs;
    const arrays = rowArrays(pack);
    const size = (
      role: keyof DiffuserGraphs,
      graph: PackGraph,
      input: PackTensor,
      batch: number | null,
    ) => {
      const rows = rowsWithin(largestBuffer, arrays[role], maxRows);
      return batchSize(declaredTensor(graph, 'inputs', input), graph.stage, batch, rows);
    };
    const { sample, timestep, ...parts } = denoiser.inputs;
    this.#batches = {
      denoiser: size('denoiser', graphs.denoiser, sample, denoiser.batch),
      vae_encoder:
        graphs.vae_encoder && vae_encoder
          ? size('vae_encoder', graphs.vae_encoder, vae_encoder.inputs.image, vae_encoder.batch)
          : { rows: 0, fixed: false },
    };
    const { latent } = vae_decoder.inputs;
    this.#decoder = new ImageDecoder(
      pack,
      graphs.vae_decoder,
      size('vae_decoder', graphs.vae_decoder, latent, vae_decoder.batch),
      largestBuffer,
    );
    const latents = [pack.latent.channels, pack.latent.height, pack.latent.width];
    requireFeeds(graphs.denoiser, [
      { tensor: sample, row: latents },
      { tensor: timestep, row: null },
      ...partsOf(this.#like).flatMap(([name, { shape: row }]) => {
        const tensor = parts[name];
        return tensor === undefined ? [] : [{ tensor, row }];
      }),
    ]);
    requireFeeds(graphs.vae_decoder, [{ tensor: latent, row: latents }]);
    if (graphs.vae_encoder && vae_encoder) {
      const picture = [3, pack.resolution, pack.resolution];
      requireFeeds(graphs.vae_encoder, [{ tensor: vae_encoder.inputs.image, row: picture }]);
    }
    const { shape } = declaredTensor(graphs.denoiser, 'inputs', timestep);
    if (timestep.per === 'row' && shape.length === 0) {
      throw new StillroomError(
        'PackInvalid',
        `The pack says that "${timestep.name}" of ${graphs.denoiser.stage} is one a row, and the graph has it as a scalar. Correct the pack's description, or export the model again.`,
        { name: timestep.name },
      );
    }
    const single = shape.length === 0 || shape[0] === 1;
    this.#timestep = {
      shared: timestep.per === null ? single : timestep.per === 'call',
      rank: shape.length,
    };
    for (const output of Object.values(denoiser.outputs)) {
      declaredTensor(graphs.denoiser, 'outputs', output);
    }
    declaredTensor(graphs.vae_decoder, 'outputs', vae_decoder.outputs.image);
    if (graphs.vae_encoder && vae_encoder) {
      declaredTensor(graphs.vae_encoder, 'outputs', vae_encoder.outputs.moments);
    }
  }

  readPrompt(prompt: string): PromptReading | null {
    return this.#conditions.readPrompt?.(prompt) ?? null;
  }

  /** Side in pixels of the overlapping tiles in which images are decoded; null where that happens whole. */
  get tileSide(): number | null {
    return this.#decoder.tileSide;
  }

  /** From now on these graphs get a copy beside every lone row, where they take two. */
  copyLoneRows(copied: LoneRows): void {
    this.#copied = copied;
  }

  makeConditions(prompts: readonly string[]): Promise<readonly Condition[]> {
    return this.#conditions.make(prompts);
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
    const graph = this.#graphs.vae_encoder;
    const declared = this.pack.graphs.vae_encoder;
    if (graph === undefined || declared === undefined) {
      throw this.#lacking('no image encoder', 'or work that needs no latents of pictures');
    }
    const area = resolution * resolution;
    requireLength('The images', pixels.length, count * area * 3);
    const size = latentSize(latent);
    const perImage = wanted === 'moments' ? 2 * size : size;
    const latents = new Float32Array(count * perImage);
    const batch = this.#batches.vae_encoder;
    const { image } = declared.inputs;
    const { moments } = declared.outputs;
    for (const [start, end] of rowBatches(count, batch.rows)) {
      const rows = end - start;
      const fed = rowsFed(rows, batch, this.#copied.vae_encoder);
      const planes = pixelsToPlanes(pixels.subarray(start * area * 3, end * area * 3), rows, area);
      const values = filledUp(planes, rows, fed);
      const dims = [fed, 3, resolution, resolution];
      const answer = await graph.run({ [image.name]: { values, dims } }, [moments.name]);
      const parameters = floats(answer[moments.name] as GraphValue);
      // Mean and log-variance stand one after the other; some exports return the mean alone.
      const perRow = parameters.length / fed;
      if (perRow !== 2 * size) requireLength('The encoded image', perRow, size);
      if (perRow < perImage) throw this.#noDeviation();
      for (let row = 0; row < rows; row++) {
        const to = (start + row) * perImage;
        for (let i = 0; i < size; i++) {
          const mean = parameters[row * perRow + i] ?? 0;
          latents[to + i] = (mean - latent.shift) * latent.scalingFactor;
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

  decode(latents: Float32Array, count: number): Promise<Uint8Array> {
    return this.#decoder.decode(latents, count);
  }

  predictNoise(call: DenoiserCall): Promise<Float32Array> {
    const { latent, learnedVariance, graphs } = this.pack;
    const size = latentSize(latent) * (learnedVariance ? 2 : 1);
    return this.#denoise(call, graphs.denoiser.outputs.prediction, size);
  }

  async features(call: DenoiserCall): Promise<Float32Array> {
    const { features, graphs } = this.pack;
    const output = graphs.denoiser.outputs.features;
    if (!features || !output) throw this.#lacking('no feature output', 'or another measure');
    return this.#denoise(call, output, latentSize(features));
  }

  #lacking(what: string, otherwise: string): StillroomError {
    const { name, id } = this.pack;
    return new StillroomError(
      'Unsupported',
      `The model "${name}" has ${what}. Choose a model that has one, ${otherwise}.`,
      { pack: id },
    );
  }

  /** @param outputSize numbers of one row's answer */
  async #denoise(
    call: DenoiserCall,
    output: PackTensor,
    outputSize: number,
  ): Promise<Float32Array> {
    const { latent } = this.pack;
    const { rows, sample, condition, timesteps } = call;
    const size = latentSize(latent);
    requireLength('The noisy latents', sample.length, rows * size);
    requireSameParts('The condition of a call', condition, this.#like, rows);
    requireLength('The timesteps', timesteps.length, rows);
    const batch = this.#batches.denoiser;
    const parts = rowBatches(
      rows,
      batch.rows,
      (row) => this.#timestep.shared && timesteps[row] !== timesteps[row - 1],
    );
    const results: Float32Array[] = [];
    for (const [start, end] of parts) {
      const own = end - start;
      const fed = rowsFed(own, batch, this.#copied.denoiser);
      const answer = await this.#graphs.denoiser.run(
        this.#feeds(
          {
            sample: sample.subarray(start * size, end * size),
            timesteps: timesteps.subarray(start, end),
            condition: conditionRows(condition, start, end),
            rows: own,
          },
          fed,
        ),
        [output.name],
      );
      const values = floats(answer[output.name] as GraphValue);
      requireLength('The answer of the denoiser', values.length, fed * outputSize);
      results.push(fed === own ? values : values.slice(0, own * outputSize));
    }
    const [only] = results;
    return only && results.length === 1 ? only : joined(results);
  }

  /** The inputs of one run: the call's rows, filled up to as many as are fed. */
  #feeds({ sample, timesteps, condition, rows }: DenoiserCall, fed: number): OwnNames<GraphValue> {
    const { latent, graphs } = this.pack;
    const { inputs } = graphs.denoiser;
    const { shared, rank } = this.#timestep;
    const times = shared ? timesteps.subarray(0, 1) : filledUp(timesteps, rows, fed);
    const feeds = new Map<string, GraphValue>();
    feeds.set(inputs.sample.name, {
      values: filledUp(sample, rows, fed),
      dims: [fed, latent.channels, latent.height, latent.width],
    });
    feeds.set(inputs.timestep.name, { values: times, dims: rank === 0 ? [] : [times.length] });
    for (const [name, { shape, data }] of partsOf(condition)) {
      const input = inputs[name];
      if (input) {
        feeds.set(input.name, { values: filledUp(data, rows, fed), dims: [fed, ...shape] });
      }
    }
    return ownNames(feeds);
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
