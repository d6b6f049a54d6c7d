/** Prompts that people and tools do write: as long as may be, of joined emoji, and with halves of characters. */
import { LONGEST_PROMPT } from '../../src/core/formats/recipe';

const long = (text: string): string => text.repeat(LONGEST_PROMPT).slice(0, LONGEST_PROMPT);

export const ODD_PROMPTS: readonly (readonly [what: string, prompt: string])[] = [
  ['10,000 characters of words', long('a photo of a red fox, ')],
  ['10,000 characters of one word', long('a')],
  ['10,000 characters of joined emoji', long('\u{1f469}\u200d\u{1f52c}')],
  ['a joined family', 'a \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} at sea'],
  ['halves of characters', 'a \ud83d fox \udc00\ud800'],
  ['10,000 halves of characters', long('\ud83d')],
  ['an accent on an accent', long('e\u0301')],
  ['signs that JSON escapes', 'a "fox"\\\u0000\u2028</script>'],
];
