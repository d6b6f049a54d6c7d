/**
 * How a run's images of one class stand to the class: measured once, and kept under the latents and the
 * images that the numbers are of. Nothing is measured twice, and an image that comes to a run makes its
 * class new.
 */
import type { ClassTruth } from '../../core/metrics/discovery-truth';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
import { randomStream } from '../../core/random/stream';
import type { KnownModes, NamedPoints, Points } from '../analysis/requests';
import type { Analysis, Model, Pictures } from '../ports';
import type { StageKind, Stages } from '../stages/stages';
import type { RunRecord, StoredImage } from './records';
import { runLatents, sameModel, withoutLatent } from './run-latents';
import type { Runs } from './runs';

/** Real images of a class that a set is compared with, at most: the metrics hold all pairs in memory. */
export const MOST_REAL = 4000;

/** How a run's images of one class stand to the class. Null: `missing` says why. */
export interface ClassNumbers {
  /** Finished images that were measured. */
  readonly images: number;
  readonly coverage: number | null;
  readonly density: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly frechet: number | null;
  /** 2-Wasserstein distance, in the unit of the latents. */
  readonly transport: number | null;
  readonly vendi: number | null;
  /** Share of the class's modes that are hit; null where they are not known. */
  readonly modesHit: number | null;
  /** Mean over the images; null where it was not recorded. */
  readonly secondsPerImage: number | null;
  readonly missing: Readonly<Record<string, string>>;
}

/** Raise the version when a metric's definition changes: older numbers are then measured again. */
const METRICS: StageKind<DistributionReport> = {
  name: 'metrics',
  version: 2,
  accepts: (value): value is DistributionReport =>
    typeof value === 'object' && value !== null && 'metrics' in value && 'missing' in value,
};

/**
 * A class's latents, or a draw of them where there are too many. The draw is the same for every run.
 */
export function comparedReal(
  { data, rows, columns }: Points,
  folder: string,
  modes: KnownModes | null,
): { readonly real: Points; readonly modes: KnownModes | null } {
  if (rows <= MOST_REAL) return { real: { data, rows, columns }, modes };
  const order = randomStream({ seed: 0, name: folder, purpose: 'compared-images' })
    .permutation(rows)
    .slice(0, MOST_REAL)
    .sort();
  const drawn = new Float32Array(MOST_REAL * columns);
  order.forEach((row, i) =>
    drawn.set(data.subarray(row * columns, (row + 1) * columns), i * columns),
  );
  return {
    real: { data: drawn, rows: MOST_REAL, columns },
    modes: modes && { ...modes, ofReal: Int32Array.from(order, (row) => modes.ofReal[row] ?? -1) },
  };
}

/** @param seconds of each image; 0 where the time is not known */
export function classNumbers(
  { metrics, missing }: DistributionReport,
  seconds: readonly number[],
): ClassNumbers {
  const known = seconds.filter((value) => value > 0);
  const { coverage, density, precision, recall, frechet, w2Squared, vendiFake, modeRecall } =
    metrics;
  return {
    images: seconds.length,
    coverage,
    density,
    precision,
    recall,
    frechet,
    transport: w2Squared === null ? null : Math.sqrt(Math.max(0, w2Squared)),
    vendi: vendiFake,
    modesHit: modeRecall,
    secondsPerImage:
      known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    missing: {
      ...missing,
      ...(missing.w2Squared === undefined ? {} : { transport: missing.w2Squared }),
      ...(missing.vendiFake === undefined ? {} : { vendi: missing.vendiFake }),
      ...(missing.modeRecall === undefined ? {} : { modesHit: missing.modeRecall }),
      ...(known.length === 0
        ? { secondsPerImage: 'These images came back with an export, without their times.' }
        : {}),
    },
  };
}

export interface MetricsParts {
  readonly runs: Runs;
  readonly stages: Stages;
  readonly model: Model;
  readonly analysis: Analysis;
  readonly pictures: Pictures;
}

/** A class of a run, and the class that it is compared with. */
export interface MeasureOrder {
  readonly record: RunRecord;
  readonly folder: string;
  /** Fingerprint of the real class. */
  readonly owner: string;
  /** Its latents by the loaded model. */
  readonly real: NamedPoints;
  /** null where nobody knows the modes. */
  readonly truth: ClassTruth | null;
}

/**
 * @throws StillroomError PackMismatch, TooFewImages, Aborted, and what the analysis may throw
 */
export async function measureClass(
  parts: MetricsParts,
  { record, folder, owner, real, truth }: MeasureOrder,
  signal: AbortSignal,
): Promise<ClassNumbers> {
  const { runs, stages, analysis } = parts;
  const at = record.recipe.classes.findIndex((entry) => entry.folder === folder);
  const hash = record.classHashes[at] ?? null;
  const finished = hash === null ? [] : await runs.finished(hash, record.backend);
  const images: StoredImage[] = [];
  const keys: string[] = [];
  for (const { key } of finished) {
    const image = await runs.image(key);
    if (image === undefined) continue;
    images.push(image);
    keys.push(key);
  }
  const { columns } = real;
  const modes: KnownModes | null = truth && { ofReal: truth.modeOf, count: truth.modes };
  const inputs = {
    real: real.key,
    images: keys,
    encoded: withoutLatent(images, sameModel(parts.model, record), columns),
    modes: modes === null ? null : [...modes.ofReal],
  };
  const report = await stages.made(METRICS, owner, inputs, async () => {
    const data = await runLatents(parts, record, images, columns, signal);
    const compared = comparedReal(real, folder, modes);
    const fake = { data, rows: images.length, columns };
    return analysis.metrics(compared.real, fake, compared.modes, signal);
  });
  return classNumbers(
    report,
    images.map(({ seconds }) => seconds),
  );
}
