/** What images are worth, and which parts of a set say the same, as lines of text. */
import type { ValuedImage, WorkEvent } from '../work-order';
import { percent, signed } from './evaluation-text';

type Values = Extract<WorkEvent, { readonly event: 'image-values' }>;

/** Of each end of the list. */
const SHOWN = 5;

function imageText({ class: name, index, value, interval }: ValuedImage): string {
  const within =
    interval === null ? '' : ` (95 %: ${signed(interval[0])} to ${signed(interval[1])})`;
  return `    ${name}, image ${index + 1}: ${signed(value)} points${within}`;
}

/** The images at both ends, and the matrix, a row a part that was trained on. */
export function valuesText({ set, pairs, values, redundancy }: Values): string {
  const sorted = values.toSorted((a, b) => a.value - b.value || a.image - b.image);
  const shown = Math.min(SHOWN, Math.floor(sorted.length / 2));
  const { parts, accuracy, byOthers } = redundancy;
  return [
    `${set}: what an image is worth in place of its class's mean image, from ${pairs} pairs of halves:`,
    '  least',
    ...sorted.slice(0, shown).map(imageText),
    '  most',
    ...sorted.slice(sorted.length - shown).map(imageText),
    '  Trained on a part of each class, % named rightly of the other parts:',
    ...parts.map((part, i) => {
      const row = (accuracy[i] ?? []).map((share, j) => (i === j ? '-' : percent(share)));
      return `    ${part}: ${row.join('  ')}`;
    }),
    `    by the others: ${byOthers.map(percent).join('  ')}; the higher, the more of it the others say too`,
  ].join('\n');
}
