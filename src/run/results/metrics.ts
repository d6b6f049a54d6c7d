/**
 * How a run's images of one class stand to the class: measured once, and kept under the latents and the
 * images that the numbers are of. Nothing is measured twice, and an image that comes to a run makes its
 * class new.
 */
import type { OwnNames } from '../../core/by-name';
import type { ClassTruth } from '../../core/metrics/discovery-truth';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
import { randomStream } from '../../core/random/stream';
import type { KnownModes, Points } from '../analysis/requests';
import type { ClassLatents } from '../stages/latents';
import type { StageKind } from '../stages/stages';
import type { StepRecord } from '../model/jobs';
import { objectivesOf, type Objectives } from './objectives';
import { measurePictures, type ClassPictures, type PictureParts } from './picture-numbers';
import { pictureSummary } from './picture-summary';
import type { RunRecord } from './records';
import { remarksOn } from './remarks';
import { runImages } from './run-images';
import { runLatents, sameModel, withoutLatent } from './run-latents';
import type { Runs } from './runs';

/** Real images of a class that a set is compared with, at most: the metrics hold all pairs in memory. */
export const MOST_REAL = 4000;

/** How a run's images of one class stand to the class. Null: `missing` says why. */
export interface ClassNumbers extends Objectives {
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
  /** Share of the guided pictures that follow their core, in pixels; null without cores to tell apart. */
  readonly follows: number | null;
  /** Share of the guided pictures that copy their core, in pixels or in latents; null without another real image. */
  readonly copies: number | null;
  /** Mean gradient over the real images'. */
  readonly sharpness: number | null;
  /** Mean norm of the latents over the real images'. */
  readonly norm: number | null;
  /** Mean over the images; null where it was not recorded. */
  readonly secondsPerImage: number | null;
  readonly missing: OwnNames<string>;
  /** What keeps a number from meaning what it seems to, by its name: it wins no comparison. */
  readonly remarks: OwnNames<string>;
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

const NO_OTHER = 'The class has no other real image to compare with.';
const NO_CORES = 'Its images were not guided to cores of their own.';
const NOT_ACTED = 'No such term moved all of its images, or they came back without their steps.';
const NOT_LOOKED_AT = 'The pictures of this set were not measured one by one.';

type PictureColumns = Pick<ClassNumbers, 'follows' | 'copies' | 'sharpness' | 'norm'>;

function columnsOf(pictures: ClassPictures | null): {
  readonly numbers: PictureColumns;
  readonly missing: OwnNames<string>;
} {
  if (pictures === null) {
    const numbers = { follows: null, copies: null, sharpness: null, norm: null };
    const names = Object.keys(numbers);
    return { numbers, missing: Object.fromEntries(names.map((name) => [name, NOT_LOOKED_AT])) };
  }
  const { guided, inPixels, compared, copies, sharpness, norm } = pictureSummary(pictures.pictures);
  const flat = 'The class’s real images have none to compare with.';
  return {
    numbers: {
      follows: inPixels.judged === 0 ? null : inPixels.follow / inPixels.judged,
      copies: compared === 0 ? null : copies / compared,
      sharpness,
      norm,
    },
    missing: {
      ...(inPixels.judged > 0
        ? {}
        : { follows: guided > 0 ? 'The class has one core.' : NO_CORES }),
      ...(compared > 0 ? {} : { copies: guided > 0 ? NO_OTHER : NO_CORES }),
      ...(sharpness === null ? { sharpness: flat } : {}),
      ...(norm === null ? { norm: flat } : {}),
    },
  };
}

function objectiveColumns(steps: readonly (readonly StepRecord[])[]): {
  readonly numbers: Objectives;
  readonly missing: OwnNames<string>;
} {
  const numbers = objectivesOf(steps);
  const unknown = Object.entries(numbers).filter(([, value]) => value === null);
  return { numbers, missing: Object.fromEntries(unknown.map(([name]) => [name, NOT_ACTED])) };
}

/**
 * @param seconds of each image; 0 where the time is not known
 * @param pictures measured one by one; null for points that are no pictures
 * @param steps of each image
 */
export function classNumbers(
  { metrics, missing }: DistributionReport,
  seconds: readonly number[],
  pictures: ClassPictures | null = null,
  steps: readonly (readonly StepRecord[])[] = [],
): ClassNumbers {
  const known = seconds.filter((value) => value > 0);
  const { coverage, density, precision, recall, frechet, w2Squared, vendiFake, modeRecall } =
    metrics;
  const columns = columnsOf(pictures);
  const objectives = objectiveColumns(steps);
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
    ...columns.numbers,
    ...objectives.numbers,
    secondsPerImage:
      known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    missing: {
      ...missing,
      ...columns.missing,
      ...objectives.missing,
      ...(missing.w2Squared === undefined ? {} : { transport: missing.w2Squared }),
      ...(missing.vendiFake === undefined ? {} : { vendi: missing.vendiFake }),
      ...(missing.modeRecall === undefined ? {} : { modesHit: missing.modeRecall }),
      ...(known.length === 0
        ? { secondsPerImage: 'These images came back with an export, without their times.' }
        : {}),
    },
    remarks: pictures === null ? {} : remarksOn(pictures),
  };
}

export interface MetricsParts extends PictureParts {
  readonly runs: Runs;
}

/** A class of a run, and the class that it is compared with. */
export interface MeasureOrder {
  readonly record: RunRecord;
  readonly folder: string;
  /** The real class's latents by the loaded model. */
  readonly real: ClassLatents;
  /** null where nobody knows the modes. */
  readonly truth: ClassTruth | null;
}

/**
 * @throws StillroomError PackMismatch, TooFewImages, Aborted, and what reading and the analysis may throw
 */
export async function measureClass(
  parts: MetricsParts,
  { record, folder, real, truth }: MeasureOrder,
  signal: AbortSignal,
): Promise<ClassNumbers> {
  const { runs, stages, analysis } = parts;
  const found = await runImages(runs, record, folder);
  const images = found.map(({ image }) => image);
  const { columns } = real;
  const modes: KnownModes | null = truth && { ofReal: truth.modeOf, count: truth.modes };
  const inputs = {
    real: real.key,
    images: found.map(({ place }) => place.key),
    encoded: withoutLatent(images, sameModel(parts.model, record), columns),
    modes: modes === null ? null : [...modes.ofReal],
  };
  // Both kinds of numbers are of the same latents, which may have to be encoded.
  let made: Promise<Float32Array> | null = null;
  const latents = () => (made ??= runLatents(parts, record, images, columns, signal));
  const report = await stages.made(METRICS, real.owner, inputs, async () => {
    const data = await latents();
    const compared = comparedReal(real, folder, modes);
    const fake = { data, rows: images.length, columns };
    return analysis.metrics(compared.real, fake, compared.modes, signal);
  });
  const pictures = await measurePictures(parts, { record, images: found, real, latents }, signal);
  return classNumbers(
    report,
    images.map(({ seconds }) => seconds),
    pictures,
    images.map(({ steps }) => steps),
  );
}

/**
 * Why the best of several sets is not named; null where they may be compared. Nearly every number here
 * depends on how many images a class has: more of them cover more, whatever they show.
 * @param images of the class in each set
 */
export function unequalSizes(images: readonly number[]): string | null {
  const sizes = [...new Set(images)].sort((a, b) => a - b);
  if (sizes.length < 2) return null;
  return `These sets have ${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)} images in the class: none is called best, since more images alone change the numbers.`;
}
