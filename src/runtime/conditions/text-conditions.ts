/**
 * Conditions from prompts: each text encoder's hidden states, side by side, and what stands beside them.
 * A prompt goes through the encoders once; a run has one a class and the null prompt.
 */
import { ownNames } from '../../core/by-name';
import type { PromptReading } from '../../core/diffuser';
import { copyCondition, type Condition, type ConditionPart } from '../../core/diffusion/condition';
import {
  conditionShapes,
  type PackTextEncoder,
  type TextCondition,
  type TextEncoderGraph,
} from '../../core/formats/pack';
import { floats, type GraphValue, type PackGraph } from '../graph';
import { declaredTensor, requireFeeds } from '../pack-graph';
import type { PromptTokenizer } from '../prompt-tokenizer';
import { requireLength } from '../require-length';
import { batchSize, filledUp, rowBatches, type BatchSize } from '../row-batches';
import { guidanceEmbedding, type ConditionMaker } from './condition-maker';

/** Prompts whose condition is kept. */
const KEPT_PROMPTS = 512;

/** One text encoder with everything that it needs. */
export interface OpenedEncoder {
  readonly graph: PackGraph;
  /** What the pack says of the graph. */
  readonly declared: TextEncoderGraph;
  readonly encoder: PackTextEncoder;
  readonly tokenizer: PromptTokenizer;
}

interface Encoded {
  /** [prompts, maxTokens, width] */
  readonly hidden: Float32Array;
  /** [prompts, pooled] */
  readonly pooled: Float32Array | null;
}

class TextEncoder {
  readonly #opened: OpenedEncoder;
  readonly #batch: BatchSize;
  readonly #masked: boolean;
  /** Width of the pooled vector that is asked for; null where none is. */
  readonly #pooled: number | null;

  constructor(opened: OpenedEncoder, pooled: number | null, maxRows: number) {
    const { graph, declared } = opened;
    const { inputs, outputs, batch } = declared;
    this.#opened = opened;
    this.#pooled = pooled;
    const ids = declaredTensor(graph, 'inputs', inputs.ids);
    this.#batch = batchSize(ids, graph.stage, batch, maxRows);
    const { mask } = inputs;
    // The first edition names a mask that a graph may do without.
    const wanted = mask && (mask.type !== null || graph.inputs.has(mask.name)) ? [mask] : [];
    this.#masked = wanted.length > 0;
    const row = [opened.encoder.maxTokens];
    requireFeeds(
      graph,
      [inputs.ids, ...wanted].map((tensor) => ({ tensor, row })),
    );
    declaredTensor(graph, 'outputs', outputs.hidden);
    if (pooled !== null && outputs.pooled) declaredTensor(graph, 'outputs', outputs.pooled);
  }

  async encode(prompts: readonly string[]): Promise<Encoded> {
    const { encoder, declared } = this.#opened;
    const size = encoder.maxTokens * encoder.width;
    const hidden = new Float32Array(prompts.length * size);
    const pooledWidth = declared.outputs.pooled === undefined ? null : this.#pooled;
    const pooled = pooledWidth === null ? null : new Float32Array(prompts.length * pooledWidth);
    for (const [start, end] of rowBatches(prompts.length, this.#batch.rows)) {
      const outputs = await this.#run(prompts.slice(start, end));
      hidden.set(outputs.hidden, start * size);
      if (pooled && outputs.pooled) pooled.set(outputs.pooled, start * (pooledWidth ?? 0));
    }
    return { hidden, pooled };
  }

  async #run(prompts: readonly string[]): Promise<Encoded> {
    const { graph, declared, encoder, tokenizer } = this.#opened;
    const { inputs, outputs } = declared;
    const rows = prompts.length;
    const count = this.#batch.fixed ? this.#batch.rows : rows;
    const { ids, mask } = tokenizer.encodeAll(prompts);
    const dims = [count, encoder.maxTokens];
    const feeds = new Map<string, GraphValue>();
    feeds.set(inputs.ids.name, { values: filledUp(ids, rows, count), dims });
    if (inputs.mask && this.#masked) {
      feeds.set(inputs.mask.name, { values: filledUp(mask, rows, count), dims });
    }
    const pooled = this.#pooled === null ? undefined : outputs.pooled;
    const wanted = [outputs.hidden.name, ...(pooled ? [pooled.name] : [])];
    const answer = await graph.run(ownNames(feeds), wanted);
    const take = (name: string, what: string, size: number) => {
      const value = answer[name];
      const all = value ? floats(value) : new Float32Array();
      requireLength(what, all.length, count * size);
      return all.subarray(0, rows * size);
    };
    return {
      hidden: take(
        outputs.hidden.name,
        `The output of ${graph.stage}`,
        encoder.maxTokens * encoder.width,
      ),
      pooled:
        pooled && this.#pooled !== null
          ? take(pooled.name, `The pooled output of ${graph.stage}`, this.#pooled)
          : null,
    };
  }
}

export class TextConditions implements ConditionMaker {
  readonly #condition: TextCondition;
  readonly #encoders: readonly TextEncoder[];
  readonly #tokenizers: readonly PromptTokenizer[];
  /** Parts that every prompt has alike. */
  readonly #constant: Condition;
  readonly #made = new Map<string, Condition>();

  /**
   * @param opened in the pack's order
   * @throws StillroomError PackInvalid when a graph is not as the pack says
   */
  constructor(condition: TextCondition, opened: readonly OpenedEncoder[], maxRows: number) {
    this.#condition = condition;
    this.#tokenizers = opened.map(({ tokenizer }) => tokenizer);
    const last = opened.length - 1;
    this.#encoders = opened.map(
      (one, i) => new TextEncoder(one, i === last ? (condition.pooled ?? null) : null, maxRows),
    );
    const { timeIds, guidanceEmbedding: embedding } = condition;
    this.#constant = {
      ...(timeIds && {
        time_ids: { shape: [timeIds.length], data: Float32Array.from(timeIds) },
      }),
      ...(embedding && {
        guidance: { shape: [embedding.width], data: guidanceEmbedding(embedding) },
      }),
    };
  }

  async make(prompts: readonly string[]): Promise<readonly Condition[]> {
    const found = new Map<string, Condition>();
    for (const prompt of prompts) {
      const known = this.#made.get(prompt);
      if (known) found.set(prompt, known);
    }
    const missing = [...new Set(prompts)].filter((prompt) => !found.has(prompt));
    const made = missing.length === 0 ? [] : await this.#encode(missing);
    made.forEach((condition, i) => {
      const prompt = missing[i] as string;
      found.set(prompt, condition);
      this.#keep(prompt, condition);
    });
    return prompts.map((prompt) => copyCondition(found.get(prompt) ?? {}));
  }

  /** Of the encoder that reads least. */
  readPrompt(prompt: string): PromptReading | null {
    const readings = this.#tokenizers.map((tokenizer) => tokenizer.reading(prompt));
    return readings.toSorted((a, b) => a.characters - b.characters)[0] ?? null;
  }

  async #encode(prompts: readonly string[]): Promise<readonly Condition[]> {
    const encoded: Encoded[] = [];
    for (const encoder of this.#encoders) encoded.push(await encoder.encode(prompts));
    const { nullCondition, nullPrompt } = this.#condition;
    const shapes = conditionShapes(this.#condition);
    const [tokens = 0, width = 0] = shapes.hidden ?? [];
    const pooled = encoded.at(-1)?.pooled ?? null;
    return prompts.map((prompt, row): Condition => {
      const hidden = new Float32Array(tokens * width);
      const zeros = nullCondition === 'zeros' && prompt === nullPrompt;
      if (!zeros) this.#join(encoded, row, hidden);
      const vector = (values: Float32Array, length: number): ConditionPart => ({
        shape: [length],
        data: zeros ? new Float32Array(length) : values.slice(row * length, (row + 1) * length),
      });
      const [length] = shapes.pooled ?? [];
      return {
        hidden: { shape: [tokens, width], data: hidden },
        ...(pooled && length !== undefined && { pooled: vector(pooled, length) }),
        ...this.#constant,
      };
    });
  }

  /** The encoders' states of one prompt side by side, token by token. */
  #join(encoded: readonly Encoded[], row: number, out: Float32Array): void {
    const { encoders } = this.#condition;
    const whole = encoders.reduce((sum, { width }) => sum + width, 0);
    let before = 0;
    encoders.forEach(({ maxTokens, width }, i) => {
      const states = encoded[i]?.hidden ?? new Float32Array();
      for (let token = 0; token < maxTokens; token++) {
        const from = (row * maxTokens + token) * width;
        out.set(states.subarray(from, from + width), token * whole + before);
      }
      before += width;
    });
  }

  #keep(prompt: string, condition: Condition): void {
    if (this.#made.size >= KEPT_PROMPTS) {
      const [oldest] = this.#made.keys();
      if (oldest !== undefined) this.#made.delete(oldest);
    }
    this.#made.set(prompt, condition);
  }
}
