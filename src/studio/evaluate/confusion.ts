/** Which classes a set's networks take for which: its confusions, summed over the repeats. */
import type { SetReport } from '../../run/evaluation/report';

export interface Confusions {
  readonly classes: number;
  /** Held-out images of class `row` that were taken for class `column`, over all repeats. */
  at(row: number, column: number): number;
  /** Held-out images of class `row`, over all repeats. */
  of(row: number): number;
  /** The first as a share of the class's images. */
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
  const of = Float64Array.from({ length: classes }, (_, row) =>
    sums.subarray(row * classes, (row + 1) * classes).reduce((all, count) => all + count, 0),
  );
  const share = (row: number, column: number) => at(row, column) / Math.max(1, of[row] ?? 0);
  return { classes, at, of: (row) => of[row] ?? 0, share, accuracy: (row) => share(row, row) };
}

/** A table of more classes than these is read by nobody, and its cells hold the page up. */
export const MOST_CLASSES = 30;

/** The classes that a table shows: all, or of many those that are named rightly least. */
export function shownLabels(confusions: Confusions): readonly number[] {
  const { classes } = confusions;
  const labels = Array.from({ length: classes }, (_, label) => label);
  if (classes <= MOST_CLASSES) return labels;
  return labels
    .sort((a, b) => confusions.accuracy(a) - confusions.accuracy(b))
    .slice(0, MOST_CLASSES)
    .sort((a, b) => a - b);
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
