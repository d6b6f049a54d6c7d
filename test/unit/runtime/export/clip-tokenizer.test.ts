/** CLIP's tokenizer from vocab.json and merges.txt, against transformers' own (a small vocabulary of its form). */
import { byName } from '../../../../src/core/by-name';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { clipTokenizer } from '../../../../src/runtime/export/clip-tokenizer';
import { PromptTokenizer } from '../../../../src/runtime/prompt-tokenizer';

interface Reference {
  /** Ids without limit, and cut and padded to 77. */
  readonly cases: readonly {
    readonly prompt: string;
    readonly ids: readonly number[];
    readonly cut: readonly number[];
  }[];
}

const folder = new URL('../../../assets/clip-tokenizer/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const vocab = byName(JSON.parse(text('vocab.json')) as Record<string, number>);
const { cases } = JSON.parse(text('reference.json')) as Reference;
const [beginToken = NaN, endToken = NaN] = ['<|startoftext|>', '<|endoftext|>'].map((token) =>
  vocab.get(token),
);
const json = JSON.stringify(clipTokenizer(vocab, text('merges.txt'), '<|endoftext|>'));
const described = { width: 1, beginToken, endToken, padToken: endToken };

it.each(cases)('has transformers’ ids for $prompt', ({ prompt, ids, cut }) => {
  const endless = new PromptTokenizer(json, { ...described, maxTokens: 1000 });
  expect(endless.encode(prompt)).toEqual(ids);
  const padded = new PromptTokenizer(json, { ...described, maxTokens: 77 }).encodeAll([prompt]);
  expect([...padded.ids]).toEqual(cut);
});

it('has references over every length and script', () => {
  expect(cases.length).toBeGreaterThan(20);
  expect(cases.some(({ ids }) => ids.length > 77)).toBe(true);
});
