/** The table of sets: from a report to columns, rows and cells of text. */
import { formatMakingTime } from '../../core/duration';
import { fixed } from '../../core/fixed';
import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { differenceText, spreadText } from './percent';

export interface ResultColumn {
  readonly id: string;
  readonly label: string;
  /** "" for plain numbers. */
  readonly unit: string;
  /** One or two sentences: hover, and the list below the table. */
  readonly definition: string;
}

export interface ResultCell {
  readonly text: string;
  /** True for the highest mean of its column, where sets differ. */
  readonly best: boolean;
}

export interface ResultRow {
  readonly id: string;
  readonly name: string;
  /** By column. */
  readonly cells: readonly ResultCell[];
  /** Why the set cannot be trained on. */
  readonly problem: string | null;
}

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
}

interface ColumnSource extends ResultColumn {
  readonly text: (set: SetReport, repeats: number) => string;
  /** What the best is chosen by; null where nobody competes. */
  readonly rank?: (set: SetReport) => number | null;
}

const COLUMNS: readonly ColumnSource[] = [
  {
    id: 'imagesPerClass',
    label: 'Images',
    unit: 'a class',
    definition: 'Images of the set a class; where classes differ, their mean.',
    text: ({ imagesPerClass }) => imagesPerClass.toLocaleString('en'),
  },
  {
    id: 'accuracy',
    label: 'Accuracy',
    unit: '%, last epoch',
    definition:
      'Held-out images that the network names rightly after its last epoch: mean over the repeats ± their sample standard deviation. This is the number to compare sets by.',
    text: ({ accuracy }) => spreadText(accuracy),
    rank: ({ kind, accuracy }) => (kind === 'full' ? null : (accuracy?.mean ?? null)),
  },
  {
    id: 'best',
    label: 'Best on the way',
    unit: '%, best look',
    definition:
      'The highest of all looks at the held-out images while it trained, mean ± standard deviation. The papers of IDC’s family report this one; it is chosen on the images that it is measured on, so it is too high.',
    text: ({ best }) => spreadText(best),
  },
  {
    id: 'overRandom',
    label: 'Over random',
    unit: 'points',
    definition:
      'Improvement over random (IOR): accuracy minus that of as many random real images, repeat by repeat with the same seed, in percentage points, with the 95 % interval by Student’s t.',
    text: ({ kind, overRandom }) => (kind === 'random' ? 'is random' : differenceText(overRandom)),
    rank: ({ kind, overRandom }) => (kind === 'full' ? null : (overRandom?.mean ?? null)),
  },
  {
    id: 'belowFull',
    label: 'Below all real',
    unit: 'points',
    definition:
      'What is missing to training on all real images with the same labels, paired, in percentage points, with its 95 % interval; with hard labels this is DD-Ranking’s HLR.',
    text: ({ belowFull }) => differenceText(belowFull),
  },
  {
    id: 'robustness',
    label: 'ARS',
    unit: '',
    definition:
      'DD-Ranking’s augmentation-robust score (arXiv 2505.13300): the improvement over random with augmentation and that without it, half and half, on a scale from 0 to 1 on which random real images have 0.27.',
    text: ({ robustness }) =>
      robustness === null
        ? '–'
        : `${fixed(robustness.mean, 2)}${robustness.count > 1 ? ` ± ${robustness.deviation.toFixed(2)}` : ''}`,
  },
  {
    id: 'seconds',
    label: 'Made in',
    unit: '',
    definition:
      'Time that making all images of the set took on the machine that made them. Not counted is what comes before a class’s first image: reading it, encoding it, and finding its cores, its windows or the images that are chosen. Real images are only read.',
    text: ({ kind, seconds }) => {
      if (seconds !== null && kind === 'run') return formatMakingTime(seconds);
      return kind === 'random' || kind === 'full' ? 'real' : '–';
    },
  },
  {
    id: 'repeats',
    label: 'Repeats',
    unit: '',
    definition: 'Trainings from different first weights that are finished, of those asked for.',
    text: ({ trainings, problem }, repeats) =>
      problem === null ? `${trainings.length} of ${repeats}` : '–',
  },
];

/** Shown only where somebody asked for what they need. */
const OPTIONAL: ReadonlySet<string> = new Set(['belowFull', 'robustness']);

function isKnown(column: ColumnSource, sets: readonly SetReport[]): boolean {
  if (column.id === 'belowFull') return sets.some(({ belowFull }) => belowFull !== null);
  return sets.some(({ robustness }) => robustness !== null);
}

/**
 * Ids of the sets that are best in a column; none where all that are known read the same, nor where their
 * sizes differ: more images train better whatever they show.
 */
function bestIn({ rank, text }: ColumnSource, sets: readonly SetReport[], repeats: number) {
  const best = new Set<string>();
  if (rank === undefined) return best;
  const known = sets.flatMap((set) => {
    const value = rank(set);
    const { id, imagesPerClass } = set;
    return value === null ? [] : [{ id, imagesPerClass, value, text: text(set, repeats) }];
  });
  if (new Set(known.map(({ imagesPerClass }) => imagesPerClass)).size > 1) return best;
  const top = Math.max(...known.map(({ value }) => value));
  if (new Set(known.map((one) => one.text)).size < 2) return best;
  for (const { id, value } of known) if (value === top) best.add(id);
  return best;
}

/** @param repeats that were asked for */
export function resultTable({ sets }: EvaluationReport, repeats: number): ResultTable {
  const sources = COLUMNS.filter((column) => !OPTIONAL.has(column.id) || isKnown(column, sets));
  const best = new Map(sources.map((column) => [column.id, bestIn(column, sets, repeats)]));
  return {
    columns: sources.map(({ id, label, unit, definition }) => ({ id, label, unit, definition })),
    rows: sets.map((set) => ({
      id: set.id,
      name: set.name,
      problem: set.problem,
      cells: sources.map((column) => ({
        text: column.text(set, repeats),
        best: best.get(column.id)?.has(set.id) ?? false,
      })),
    })),
  };
}
