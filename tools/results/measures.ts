/** A set's numbers: what a classifier learns from it, and how its classes lie, each measured alone. */
import { columnMeans, matrix } from '../../src/core/linalg/matrix';
import type { Points } from '../../src/run/analysis/requests';
import type { Analysis } from '../../src/run/ports';
import { classNumbers, comparedReal, type ClassNumbers } from '../../src/run/results/metrics';

/** How images lie to their class: a number a class, then the mean over classes. */
export type DistanceId = Extract<
  keyof ClassNumbers,
  | 'coverage'
  | 'density'
  | 'precision'
  | 'recall'
  | 'frechet'
  | 'transport'
  | 'vendi'
  | 'follows'
  | 'copies'
  | 'sharpness'
  | 'norm'
  | 'targetDistance'
  | 'secondsPerImage'
>;

/** Of the whole set, by training on it. */
export type AccuracyId = 'accuracy' | 'overRandom';

export type MeasureId = AccuracyId | DistanceId;

export interface Measure<Id extends MeasureId = MeasureId> {
  readonly id: Id;
  readonly label: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
}

const ACCURACIES: readonly Measure<AccuracyId>[] = [
  { id: 'accuracy', label: 'Accuracy %', better: 'higher', digits: 1 },
  { id: 'overRandom', label: 'Over random', better: 'higher', digits: 1 },
];

const DISTANCES: readonly Measure<DistanceId>[] = [
  { id: 'coverage', label: 'Coverage', better: 'higher', digits: 3 },
  { id: 'density', label: 'Density', better: 'higher', digits: 3 },
  { id: 'precision', label: 'Precision', better: 'higher', digits: 3 },
  { id: 'recall', label: 'Recall', better: 'higher', digits: 3 },
  { id: 'frechet', label: 'Fréchet', better: 'lower', digits: 0 },
  { id: 'transport', label: 'Transport', better: 'lower', digits: 2 },
  { id: 'vendi', label: 'Vendi', better: 'higher', digits: 2 },
  { id: 'follows', label: 'Follows', better: 'higher', digits: 2 },
  { id: 'copies', label: 'Copies', better: 'lower', digits: 2 },
  { id: 'sharpness', label: 'Sharpness', better: 'higher', digits: 2 },
  { id: 'norm', label: 'Norm', better: 'higher', digits: 2 },
  { id: 'targetDistance', label: 'To target', better: 'lower', digits: 1 },
  { id: 'secondsPerImage', label: 'Seconds an image', better: 'lower', digits: 2 },
];

/** The columns of the table. */
export const MEASURES: readonly Measure[] = [...ACCURACIES, ...DISTANCES];

/** null where the sets are too small for a measure, or nothing was generated. */
export type Distances = Readonly<Record<DistanceId, number | null>>;
/** In percent; null where nothing was trained. */
export type Accuracies = Readonly<Record<AccuracyId, number | null>>;
export type Measures = Distances & Accuracies;

export const NOT_TRAINED: Accuracies = { accuracy: null, overRandom: null };

/**
 * The control of every table: the class's mean latent, as often as there are images. It shows nothing
 * and still lies near everything, which says what distances between latents reward.
 * @returns [count, columns]
 */
export function meanRepeated({ data, rows, columns }: Points, count: number): Points {
  const mean = columnMeans(matrix(data, rows, columns));
  const repeated = new Float32Array(count * columns);
  for (let i = 0; i < count; i++) repeated.set(mean, i * columns);
  return { data: repeated, rows: count, columns };
}

/** The control's numbers in a class. @param folder the class's, which keys the draw of a large one */
export async function controlMeasures(
  analysis: Analysis,
  latents: Points,
  folder: string,
  count: number,
  signal: AbortSignal,
): Promise<Distances> {
  const { real } = comparedReal(latents, folder, null);
  const report = await analysis.metrics(real, meanRepeated(latents, count), null, signal);
  return classNumbers(report, []);
}

/** The mean over classes; null where one class has no value. */
export function meanOverClasses(classes: readonly Distances[]): Distances {
  const mean = (id: DistanceId): number | null => {
    let sum = 0;
    for (const one of classes) {
      const value = one[id];
      if (value === null) return null;
      sum += value;
    }
    return classes.length === 0 ? null : sum / classes.length;
  };
  return Object.fromEntries(DISTANCES.map(({ id }) => [id, mean(id)])) as Record<
    DistanceId,
    number | null
  >;
}
