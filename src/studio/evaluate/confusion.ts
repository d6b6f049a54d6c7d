/** Which classes a set's networks take for which: its confusions, summed over the repeats. */
import type { SetReport } from '../../run/evaluation/report';

export interface Confusions {
  readonly classes: number;
  /** Held-out images of class `row` that were taken for class `column`, over all repeats. */
  at(row: number, column: number): number;
  /** The same as a share of the class's images. */
  share(row: number, column: number): number;
  /** Share of a class's images that are named rightly, 0 to 1. */
  accuracy(row: number): number;
}

/** null before the first training has ended. */
export function confusionsOf({ trainings }: SetReport): Confusions | null {
  const classes = trainings[0]?.classAccuracy.length ?? 0;
  if (classes === 0) return null;
  const sums = new Float64Array(classes * classes);
  for (const { confusion } of trainings) {
    confusion.forEach((count, i) => {
      sums[i] = (sums[i] ?? 0) + count;
    });
  }
  const at = (row: number, column: number) => sums[row * classes + column] ?? 0;
  const share = (row: number, column: number) => {
    let all = 0;
    for (let other = 0; other < classes; other++) all += at(row, other);
    return all === 0 ? 0 : at(row, column) / all;
  };
  return { classes, at, share, accuracy: (row) => share(row, row) };
}

export interface WorstClass {
  readonly label: number;
  readonly accuracy: number;
  /** The class that it is taken for most, and how often; null where it never is. */
  readonly takenFor: { readonly label: number; readonly share: number } | null;
}

export function worstClass(confusions: Confusions): WorstClass {
  const labels = Array.from({ length: confusions.classes }, (_, label) => label);
  const label = labels.reduce((worst, one) =>
    confusions.accuracy(one) < confusions.accuracy(worst) ? one : worst,
  );
  const others = labels.filter((one) => one !== label);
  const [most] = others.sort((a, b) => confusions.at(label, b) - confusions.at(label, a));
  const share = most === undefined ? 0 : confusions.share(label, most);
  return {
    label,
    accuracy: confusions.accuracy(label),
    takenFor: most === undefined || share === 0 ? null : { label: most, share },
  };
}
