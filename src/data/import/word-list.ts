/** The words of a list that is written as one text. */
export function wordsOf(text: string): string[] {
  return text.split(' ');
}
