/** What the page says of a prompt that is long. */
import type { PromptReading } from '../../core/diffuser';
import { LONGEST_PROMPT } from '../../core/formats/recipe';
import { formatCount } from '../job-bar/duration';

/** Characters of the end of what is read that are shown. */
const SHOWN = 24;

/** Where the reading ends, in the prompt's own words, whole characters. */
function endOf(prompt: string, characters: number): string {
  const read = Array.from(prompt.slice(0, characters).trimEnd());
  const end = read.slice(-SHOWN).join('').toWellFormed();
  // From a whole word on, where there is one.
  return read.length > SHOWN ? `… ${end.replace(/^\S*\s+(?=\S)/, '')}` : end;
}

/** Sentences about what of a prompt is cut; none where all of it is read. */
export function promptWords(prompt: string, reading: PromptReading | null): readonly string[] {
  const words: string[] = [];
  if (prompt.length >= LONGEST_PROMPT) {
    words.push(
      `A prompt has at most ${formatCount(LONGEST_PROMPT)} characters: what was written behind them was cut off.`,
    );
  }
  if (reading !== null && reading.read < reading.tokens) {
    const { tokens, read, characters } = reading;
    words.push(
      `The model reads the first ${formatCount(read)} of its ${formatCount(tokens)} tokens, up to “${endOf(prompt, characters)}”: shorten it, or put first what matters.`,
    );
  }
  return words;
}
