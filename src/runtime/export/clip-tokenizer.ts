import { ownNames, type ByName } from '../../core/by-name';
/**
 * A tokenizer.json from vocab.json and merges.txt, which is all that many exports bring: CLIP's, the one
 * that the text encoders of Stable Diffusion and SDXL have. What it does with a text is transformers' own
 * conversion of that tokenizer; special tokens are the pack's to add.
 */

/** Words, one digit at a time, and runs of other signs; special tokens whole. */
const PIECES = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;

/**
 * @param vocab ids by token, as vocab.json has them
 * @param merges the text of merges.txt: a version, then a pair a line
 */
export function clipTokenizer(vocab: ByName<number>, merges: string, endToken: string): object {
  const pairs = merges
    .split('\n')
    .map((line) => line.trim())
    .filter((line, i) => line !== '' && !(i === 0 && line.startsWith('#version')));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: String.raw`\s+` }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: endToken,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: ownNames(vocab),
      merges: pairs,
    },
  };
}
