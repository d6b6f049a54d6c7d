/** What the import understood of folders and archives, as sentences in their order. */
import type { ReadingPart } from '../../data/import/reading/reading';

export function readingSentences(parts: readonly ReadingPart[]): string[] {
  return parts.flatMap(({ text, parts: inner }) => [text, ...readingSentences(inner)]);
}
