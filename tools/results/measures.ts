/** A set's numbers: each class measured alone, then the mean over classes. */
import { createHash } from 'node:crypto';
import { columnMeans, matrix } from '../../src/core/linalg/matrix';
import { distributionMetrics } from '../../src/core/metrics/distribution-metrics';
import type { ComparedClass } from './class-set';
import type { MadeImages } from './make-set';
import type { WorkFolder } from './work-folder';

export type MeasureId =
  | 'coverage'
  | 'density'
  | 'precision'
  | 'recall'
  | 'frechet'
  | 'transport'
  | 'vendi'
  | 'secondsPerImage';

export interface Measure {
  readonly id: MeasureId;
  readonly label: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
}

/** The columns of the table. */
export const MEASURES: readonly Measure[] = [
  { id: 'coverage', label: 'Coverage', better: 'higher', digits: 3 },
  { id: 'density', label: 'Density', better: 'higher', digits: 3 },
  { id: 'precision', label: 'Precision', better: 'higher', digits: 3 },
  { id: 'recall', label: 'Recall', better: 'higher', digits: 3 },
  { id: 'frechet', label: 'Fréchet', better: 'lower', digits: 0 },
  { id: 'transport', label: 'Transport', better: 'lower', digits: 2 },
  { id: 'vendi', label: 'Vendi', better: 'higher', digits: 2 },
  { id: 'secondsPerImage', label: 'Seconds an image', better: 'lower', digits: 2 },
];

/** null where the sets are too small for a measure, or nothing was generated. */
export type Measures = Readonly<Record<MeasureId, number | null>>;

export function measuresOf({ latents: real }: ComparedClass, made: MadeImages): Measures {
  const { latents, seconds } = made;
  const fake = matrix(latents, latents.length / real.columns, real.columns);
  const { metrics } = distributionMetrics(real, fake);
  const { coverage, density, precision, recall, frechet, w2Squared, vendiFake } = metrics;
  return {
    coverage,
    density,
    precision,
    recall,
    frechet,
    transport: w2Squared === null ? null : Math.sqrt(Math.max(0, w2Squared)),
    vendi: vendiFake,
    secondsPerImage: seconds,
  };
}

/** The same as `measuresOf`, kept: measuring takes a second a class. */
export async function keptMeasures(
  work: WorkFolder,
  entry: ComparedClass,
  made: MadeImages,
): Promise<Measures> {
  const { buffer, byteOffset, byteLength } = made.latents;
  const hash = createHash('sha256').update(new Uint8Array(buffer, byteOffset, byteLength));
  const inputs = { class: entry.key, latents: hash.digest('hex'), seconds: made.seconds };
  return work.made('measures', inputs, () => measuresOf(entry, made));
}

/**
 * The control of every table: the class's mean latent, as often as there are images. It shows nothing
 * and still lies near everything, which says what distances between latents reward.
 */
export function meanRepeated({ latents }: ComparedClass, count: number): MadeImages {
  const mean = columnMeans(latents);
  const repeated = new Float32Array(count * mean.length);
  for (let i = 0; i < count; i++) repeated.set(mean, i * mean.length);
  return { latents: repeated, seconds: null };
}

/** The mean over classes; null where one class has no value. */
export function meanOverClasses(classes: readonly Measures[]): Measures {
  const mean = (id: MeasureId): number | null => {
    let sum = 0;
    for (const one of classes) {
      const value = one[id];
      if (value === null) return null;
      sum += value;
    }
    return classes.length === 0 ? null : sum / classes.length;
  };
  return Object.fromEntries(MEASURES.map(({ id }) => [id, mean(id)])) as Record<
    MeasureId,
    number | null
  >;
}
