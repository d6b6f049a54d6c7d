/** What happens, at a pace that can be read: a number that counts up is told now and then. */
import type { WorkEvent } from '../work-order';

/** Numbers that follow each other faster are left out. */
const APART_MS = 100;

/** What stays of a text while its numbers count. */
const wordsOf = (text: string): string => text.replaceAll(/\d+/g, '#');

/**
 * Passes events on, but for activities that say again what was said, or count on within 100 ms: a class of
 * twenty images has five hundred steps of UMAP in half a second, and a line of output for each helps nobody.
 * New words are told at once.
 * @param clock milliseconds from some beginning
 */
export function calm(
  tell: (event: WorkEvent) => void,
  clock: () => number,
): (event: WorkEvent) => void {
  let last = '';
  let told = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.event === 'activity') {
      const { text } = event;
      const now = clock();
      if (text === last) return;
      if (wordsOf(text) === wordsOf(last) && now - told < APART_MS) return;
      last = text;
      told = now;
    }
    tell(event);
  };
}
