import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackTextEncoder } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { PromptTokenizer } from '../../../src/runtime/prompt-tokenizer';
import { ODD_PROMPTS } from '../../support/odd-prompts';
import { tinyDescription, tinyFiles } from '../../support/tiny-pack';

const { condition } = parsePack(tinyDescription());
if (condition.kind !== 'text') throw new Error('the tiny pack takes text');
const [text] = condition.encoders as [PackTextEncoder];
const json = await (tinyFiles().get('tokenizer.json') ?? new Blob()).text();
const tokenizer = new PromptTokenizer(json, text);
const vocabulary = (JSON.parse(json) as { model: { vocab: Record<string, number> } }).model.vocab;
const [START, END] = [1, 2];

/** What byte-level BPE tokens spell: each character of a token stands for one byte. */
function spelled(ids: readonly number[]): string {
  const byId = new Map(Object.entries(vocabulary).map(([token, id]) => [id, token]));
  const printable = new Set([...range(33, 127), ...range(161, 173), ...range(174, 256)]);
  const shifted = range(0, 256).filter((byte) => !printable.has(byte));
  const bytes = ids.flatMap((id) =>
    Array.from(byId.get(id) ?? '', (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return code < 256 ? code : (shifted[code - 256] ?? 0);
    }),
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

describe('PromptTokenizer', () => {
  it('stands the special tokens around the text, and merges what was learned', () => {
    const ids = tokenizer.encode('a photo of a disc');
    expect(ids[0]).toBe(START);
    expect(ids.at(-1)).toBe(END);
    expect(spelled(ids.slice(1, -1))).toBe('a photo of a disc');
    expect(ids.length).toBeLessThan('a photo of a disc'.length);
  });

  it('gives the null prompt its special tokens alone', () => {
    expect(tokenizer.encode('')).toEqual([START, END]);
  });

  it('keeps any text whole that fits, whatever its script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4 }), (prompt) => {
        const ids = tokenizer.encode(prompt);
        fc.pre(ids.length < text.maxTokens);
        expect(spelled(ids.slice(1, -1))).toBe(prompt.toLowerCase());
      }),
    );
  });

  it('lowers sign by sign, as the training libraries do: a Greek word ends with the sigma that it has inside', () => {
    expect(tokenizer.encode('ΟΣ')).toEqual(tokenizer.encode('οσ'));
    expect(tokenizer.encode('ος')).not.toEqual(tokenizer.encode('οσ'));
  });

  it('cuts a long text at its end and keeps the special tokens', () => {
    const long = 'disc '.repeat(40);
    const ids = tokenizer.encode(long);
    expect(ids).toHaveLength(text.maxTokens);
    expect([ids[0], ids.at(-1)]).toEqual([START, END]);
    expect(long.startsWith(spelled(ids.slice(1, -1)))).toBe(true);
  });

  it.each(ODD_PROMPTS)('reads a prompt of %s, as UTF-8 has it', (_, prompt) => {
    const ids = tokenizer.encode(prompt);
    expect(ids.length).toBeLessThanOrEqual(text.maxTokens);
    expect([ids[0], ids.at(-1)]).toEqual([START, END]);
    // Half a character is none in UTF-8, and every other text comes through to where it is cut.
    const whole = prompt.toWellFormed().toLowerCase();
    const read = spelled(ids.slice(1, -1)).replace(/\ufffd+$/, '');
    expect(whole.startsWith(read)).toBe(true);
    if (ids.length < text.maxTokens) expect(read).toBe(whole.replace(/\ufffd+$/, ''));
  });

  it.each([...ODD_PROMPTS, ['a text that fits', 'a red disc'], ['nothing', '']] as const)(
    'says how much it reads of %s',
    (_, prompt) => {
      const { tokens, read, characters } = tokenizer.reading(prompt);
      const ids = tokenizer.encode(prompt);
      expect(read).toBe(ids.length - 2);
      expect(tokens >= read).toBe(true);
      if (tokens === read) expect(characters).toBe(prompt.length);
      // What is read alone gives no token more, and one whole character more than that does.
      const next = String.fromCodePoint(prompt.codePointAt(characters) ?? 0).length;
      const alone = (end: number) => tokenizer.reading(prompt.slice(0, end)).tokens;
      expect(alone(characters)).toBeLessThanOrEqual(read);
      if (tokens > read) expect(alone(characters + next)).toBeGreaterThan(read);
    },
  );

  it('says that it reads up to a whole character, wherever its tokens end', () => {
    const prompts = Array.from({ length: 8 }, (_, n) => 'a'.repeat(n) + '\u{1f469}'.repeat(20));
    for (const prompt of prompts) {
      const { tokens, read, characters } = tokenizer.reading(prompt);
      expect(tokens).toBeGreaterThan(read);
      const whole = Array.from(prompt);
      const ends = whole.map((_, i) => whole.slice(0, i).join('').length);
      expect(ends).toContain(characters);
    }
  });

  it('pads rows to one length, and says where', () => {
    const { ids, mask } = tokenizer.encodeAll(['', 'ring']);
    const ring = tokenizer.encode('ring');
    const { maxTokens, padToken } = text;
    expect(Array.from(ids.slice(0, 3))).toEqual([START, END, padToken]);
    expect(Array.from(ids.slice(maxTokens, maxTokens + ring.length))).toEqual(ring);
    expect([...mask].reduce((a, b) => a + b)).toBe(2 + ring.length);
  });

  it('stands the pack’s own begin and end around the text, and cuts so that both fit', () => {
    const [beginToken, endToken] = [7, 9];
    const own = new PromptTokenizer(json, { ...text, beginToken, endToken, padToken: 5 });
    const bare = tokenizer.encode('ring').slice(1, -1);
    expect(own.encode('ring')).toEqual([7, ...bare, 9]);
    const long = own.encode('disc '.repeat(40));
    expect(long).toHaveLength(text.maxTokens);
    expect([long[0], long.at(-1)]).toEqual([7, 9]);
    expect(own.encodeAll(['']).ids.slice(0, 3)).toEqual(Int32Array.of(7, 9, 5));
    const endless = new PromptTokenizer(json, { ...text, endToken });
    expect(endless.encode('ring')).toEqual([...bare, 9]);
  });

  it.each(['', '{}', 'null', '{"model": {"type": "nonsense"}}'])('refuses %j', (broken) => {
    expect(() => new PromptTokenizer(broken, text)).toThrow("tokenizer.json can't be used");
  });
});
