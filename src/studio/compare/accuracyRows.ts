/**
 * What networks learn from the runs, beside the distances: an evaluation's report as rows of the table.
 * These numbers are of whole sets, so that a run has one of each.
 */
import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { differenceText, spreadText } from '../evaluate/percent';
import { protocolName } from '../evaluate/reportFacts';
import { withBest, withoutBest, type TableCell } from './comparisonTable';

export interface AccuracyRow {
  readonly id: 'accuracy' | 'overRandom';
  readonly label: string;
  /** With the protocol and the side that the numbers are of: "%, Quick at 32 px". */
  readonly unit: string;
  readonly definition: string;
  /** By column. */
  readonly cells: readonly TableCell[];
}

interface RowSource extends Omit<AccuracyRow, 'cells'> {
  readonly value: (set: SetReport) => number | null;
  readonly text: (set: SetReport) => string;
}

const SOURCES: readonly RowSource[] = [
  {
    id: 'accuracy',
    label: 'Accuracy',
    unit: '%',
    definition:
      'Held-out images that a network trained on the whole set names rightly after its last epoch: mean over the repeats ± their sample standard deviation.',
    value: ({ accuracy }) => accuracy?.mean ?? null,
    text: ({ accuracy }) => spreadText(accuracy),
  },
  {
    id: 'overRandom',
    label: 'Over random',
    unit: 'points',
    definition:
      'Improvement over random (IOR): accuracy minus that of as many random real images, repeat by repeat with the same seed, with the 95 % interval.',
    value: ({ overRandom }) => overRandom?.mean ?? null,
    text: ({ overRandom }) => differenceText(overRandom),
  },
];

const NOT_EVALUATED = 'Not evaluated under this protocol. Evaluate trains on it.';

/**
 * More images train better whatever they show: no accuracy is best among sets of unequal sizes.
 * @param runs ids, one a column
 * @returns no row where none of them is evaluated
 */
export function accuracyRows(
  report: EvaluationReport | null,
  runs: readonly string[],
): readonly AccuracyRow[] {
  const sets = runs.map((run) => report?.sets.find(({ id }) => id === run));
  if (sets.every((set) => (set?.accuracy ?? null) === null)) return [];
  const sizes = new Set(sets.flatMap((set) => set?.imagesPerClass ?? []));
  const unequal = sizes.size > 1;
  const under = report === null ? '' : `, ${protocolName(report)}`;
  return SOURCES.map(({ id, label, unit, definition, value, text }) => {
    const cells = sets.map((set) => {
      const known = set === undefined ? null : value(set);
      return set === undefined || known === null
        ? { value: null, text: '–', why: set?.problem ?? NOT_EVALUATED }
        : { value: known, text: text(set), why: null };
    });
    return {
      id,
      label,
      unit: `${unit}${under}`,
      definition,
      cells: unequal ? withoutBest(cells) : withBest({ better: 'higher' }, cells),
    };
  });
}
