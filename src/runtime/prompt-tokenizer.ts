/**
 * Prompts to token ids of one fixed length.
 *
 * tokenizer.json decides how a text falls into tokens, and which special tokens stand around it unless the
 * pack says so itself: an export's tokenizer.json may have no post-processor. Cutting to length and padding are done here: a text that is too long loses tokens at its end but
 * keeps its special tokens, as the training libraries do it.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import type { PromptReading } from '../core/diffuser';
import { StillroomError } from '../core/errors';
import type { PackTextEncoder } from '../core/formats/pack';

export interface TokenizedPrompts {
  /** [count, maxTokens] */
  readonly ids: Int32Array;
  /** 1 for a token of the prompt, 0 for padding; [count, maxTokens] */
  readonly mask: Int32Array;
}

/** Whether a tokenizer.json's normalizer, or one in its sequence, lowers texts. */
function lowers(normalizer: unknown): boolean {
  if (typeof normalizer !== 'object' || normalizer === null) return false;
  const { type, normalizers } = normalizer as { type?: unknown; normalizers?: unknown };
  return type === 'Lowercase' || (Array.isArray(normalizers) && normalizers.some(lowers));
}

function invalid(reason: string, cause?: unknown): StillroomError {
  return new StillroomError(
    'PackInvalid',
    `tokenizer.json can't be used: ${reason}. Get the pack again.`,
    { file: 'tokenizer.json' },
    { cause },
  );
}

export class PromptTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #encoder: PackTextEncoder;
  readonly #lowers: boolean;

  /**
   * @param json the text of a tokenizer.json
   * @param encoder the text encoder that the ids are for
   * @throws StillroomError PackInvalid when it is not one
   */
  constructor(json: string, encoder: PackTextEncoder) {
    this.#encoder = encoder;
    try {
      const parsed: unknown = JSON.parse(json);
      if (typeof parsed !== 'object' || parsed === null) throw new Error('it holds no object');
      this.#tokenizer = new Tokenizer(parsed, {});
      this.#lowers = 'normalizer' in parsed && lowers(parsed.normalizer);
    } catch (error) {
      throw invalid(error instanceof Error ? error.message : String(error), error);
    }
  }

  /** The ids of one prompt without padding, at most maxTokens. */
  encode(prompt: string): readonly number[] {
    const { maxTokens, beginToken, endToken } = this.#encoder;
    if (beginToken !== null || endToken !== null) {
      const before = beginToken === null ? [] : [beginToken];
      const after = endToken === null ? [] : [endToken];
      const room = maxTokens - before.length - after.length;
      return [...before, ...this.#ids(prompt, false).slice(0, room), ...after];
    }
    const whole = this.#ids(prompt, true);
    const excess = whole.length - maxTokens;
    if (excess <= 0) return whole;
    const bare = this.#ids(prompt, false);
    const special = whole.length - bare.length;
    if (special > maxTokens) return whole.slice(0, maxTokens);
    // Special tokens stand before and after the text's own; find how many stand before.
    let before = 0;
    while (before < special && bare.some((id, i) => whole[before + i] !== id)) before++;
    return [
      ...whole.slice(0, before),
      ...bare.slice(0, maxTokens - special),
      ...whole.slice(before + bare.length),
    ];
  }

  /** How much of a prompt is read. */
  reading(prompt: string): PromptReading {
    const tokens = this.#ids(prompt, false).length;
    // Of the null prompt only what stands around every text is left.
    const read = Math.min(tokens, Math.max(0, this.#encoder.maxTokens - this.encode('').length));
    if (read === tokens) return { tokens, read, characters: prompt.length };
    const fits = (characters: number): boolean =>
      this.#ids(prompt.slice(0, characters), false).length <= read;
    let most = Math.max(1, read);
    while (most < prompt.length && fits(most)) most *= 2;
    let least = 0;
    most = Math.min(most, prompt.length);
    while (most - least > 1) {
      const middle = (least + most) >> 1;
      if (fits(middle)) least = middle;
      else most = middle;
    }
    // Half of a surrogate pair is no character that a person could be shown.
    const inside = (prompt.codePointAt(least - 1) ?? 0) > 0xffff;
    return { tokens, read, characters: inside ? least - 1 : least };
  }

  /** The prompts' ids, cut and padded to maxTokens. */
  encodeAll(prompts: readonly string[]): TokenizedPrompts {
    const { maxTokens: width, padToken } = this.#encoder;
    const ids = new Int32Array(prompts.length * width).fill(padToken);
    const mask = new Int32Array(prompts.length * width);
    prompts.forEach((prompt, row) => {
      const tokens = this.encode(prompt);
      ids.set(tokens, row * width);
      mask.fill(1, row * width, row * width + tokens.length);
    });
    return { ids, mask };
  }

  #ids(prompt: string, add_special_tokens: boolean): number[] {
    // The training libraries lower sign by sign; JavaScript ends a Greek word with another small sigma.
    const text = this.#lowers ? prompt.replaceAll('Σ', 'σ') : prompt;
    const { ids } = this.#tokenizer.encode(text, { add_special_tokens });
    const stray = ids.find((id) => !Number.isInteger(id));
    if (stray !== undefined) throw invalid(`a token of ${JSON.stringify(prompt)} has no id`);
    return ids;
  }
}
