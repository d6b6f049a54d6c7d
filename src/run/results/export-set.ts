/**
 * A kept run as a set to export: its images and, beside them, the real cores that they stand on. Images
 * are read one at a time, while the set is written.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { ManifestReduction } from '../../core/formats/manifest';
import type { Measurement } from '../../data/export/measured';
import type { ExportImage, ExportSet } from '../../data/export/write-export';
import type { ReadImage } from '../ports';
import { recipeName } from '../recipe/identity';
import { seedOf } from '../recipe/image-seeds';
import { corePng, sameClass, type CoreParts } from './real-cores';
import { planOfRecipe } from './recipe-plan';
import type { FinishedImage, RunRecord, StoredImage } from './records';
import { reportSummary } from './report-summary';
import type { Runs } from './runs';

export interface ExportParts extends CoreParts {
  readonly runs: Runs;
}

export interface ExportOrder {
  /** Version of the program. */
  readonly program: string;
  readonly createdAt: Date;
  readonly signal: AbortSignal;
  /** Side of the files in pixels, at most the images' own; as the images are where it is left out. */
  readonly imageSide?: number | undefined;
  /** A report of an evaluation in which the run is a set, by its handle: goes into claim.md, and a teacher's labels into labels.npy. */
  readonly report?: Measurement | null;
}

/** A class of the set: its finished images, and its real pictures where they are at hand. */
interface ExportClass {
  readonly finished: readonly FinishedImage[];
  readonly real: readonly ReadImage[] | null;
}

/** A name for the set: the collection's, the method's, the number of images. */
export function setName({ label, recipe }: RunRecord): string {
  return `${label}-${recipe.method}-ipc${recipe.sampling.imagesPerClass}`;
}

async function storedImage(runs: Runs, { key, index, folder }: FinishedImage) {
  const image = await runs.image(key);
  if (image !== undefined) return image;
  throw new StillroomError(
    'StorageFailed',
    `Image ${index + 1} of "${folder}" is no longer stored. Press Distill to make it again.`,
    { folder, index },
  );
}

function distilled(
  place: FinishedImage,
  image: StoredImage,
  { seed, logits }: { readonly seed: number; readonly logits: Float32Array | undefined },
): ExportImage {
  const { folder, index, key, core, share } = place;
  const { png, seconds, steps, origin, runtime, windows } = image;
  const cores = core === null ? [] : [core.path];
  return {
    folder,
    kind: 'distilled',
    index,
    key,
    ...(origin === 'real' ? {} : { seed }),
    sources: windows?.map(({ source }) => source) ?? cores,
    ...(core === null ? {} : { position: core.image }),
    ...(share === undefined ? {} : { share }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(windows === undefined ? {} : { windows }),
    ...(logits === undefined ? {} : { logits }),
    guidance: reportSummary(steps),
    png,
    seconds,
  };
}

/**
 * What a side means for images: of one size, as a run's are.
 * @returns null where they stay as they were made
 * @throws StillroomError BadParameter for a side above that of the images
 */
async function reductionTo(
  side: number | undefined,
  runs: Runs,
  classes: readonly ExportClass[],
): Promise<ManifestReduction | null> {
  const first = classes.flatMap(({ finished }) => finished.slice(0, 1))[0];
  if (side === undefined || first === undefined) return null;
  const { side: from } = await storedImage(runs, first);
  if (side === from) return null;
  if (side < from) return { side, from };
  throw new StillroomError(
    'BadParameter',
    `The images of this run have ${from} px a side, and an export makes none larger than it is: choose an image side of at most ${from}.`,
    { side, from },
  );
}

/**
 * A teacher's logits for an image, its columns in the recipe's order, where the evaluation of the run was of
 * all of its classes and images; null where there are none.
 */
function labelsOf({ handle, recipe }: RunRecord, report: Measurement | null) {
  const labels = report?.sets.find(({ id }) => id === handle)?.softLabels;
  if (labels === undefined) return null;
  const { folders, logits } = labels;
  const columns = recipe.classes.map(({ folder }) => folders.indexOf(folder));
  const { imagesPerClass } = recipe.sampling;
  const width = folders.length;
  if (columns.includes(-1) || width !== columns.length) return null;
  if (logits.length !== width * imagesPerClass * width) return null;
  return ({ folder, index }: FinishedImage): Float32Array => {
    const row = folders.indexOf(folder) * imagesPerClass + index;
    const own = logits.subarray(row * width, (row + 1) * width);
    return Float32Array.from(columns, (column) => own[column] ?? 0);
  };
}

/**
 * The set of a run. It can be had without the collection: images come alone then, and
 * `withoutCores` names their classes.
 * @throws StillroomError Aborted, BadParameter for an image side above the images' own, and, while the images are
 * read, StorageFailed for one that has gone
 */
export async function exportSet(
  record: RunRecord,
  parts: ExportParts,
  { program, createdAt, signal, imageSide, report = null }: ExportOrder,
): Promise<ExportSet> {
  const { recipe, classHashes, backend, label } = record;
  const { runs, pictures } = parts;
  const withoutCores = new Set<string>();
  const classes: ExportClass[] = [];
  for (const [i, { folder, fingerprint }] of recipe.classes.entries()) {
    throwIfAborted(signal);
    const hash = classHashes[i] ?? null;
    const finished = hash === null ? [] : await runs.finished(hash, backend);
    const wanted = finished.some(({ core }) => core !== null);
    const real = wanted ? await sameClass(parts, folder, fingerprint, signal) : null;
    if (wanted && real === null) withoutCores.add(folder);
    classes.push({ finished, real });
  }

  /** Windows say themselves where they come from: their images have no core. */
  async function* coreOf(
    { folder, index, core }: FinishedImage,
    { side, windows }: StoredImage,
    real: readonly ReadImage[] | null,
  ): AsyncGenerator<ExportImage> {
    if (core === null || windows !== undefined || real === null) return;
    // Equal fingerprints mean the same pictures in the same order, whatever their paths are.
    const image = real[core.image];
    const png = image === undefined ? null : await corePng(parts, image, side, signal);
    if (png === null) withoutCores.add(folder);
    else yield { folder, kind: 'core', index, sources: [core.path], guidance: {}, png, seconds: 0 };
  }

  const labelOf = labelsOf(record, report);
  const reduced = await reductionTo(imageSide, runs, classes);
  async function* images(): AsyncGenerator<ExportImage> {
    for await (const image of made()) {
      if (reduced === null) yield image;
      else yield { ...image, png: await pictures.reducePng(image.png, reduced.side, signal) };
    }
  }

  async function* made(): AsyncGenerator<ExportImage> {
    for (const { finished, real } of classes) {
      for (const place of finished) {
        throwIfAborted(signal);
        const image = await storedImage(runs, place);
        const seed = seedOf(recipe, place.folder, place.index);
        yield distilled(place, image, { seed, logits: labelOf?.(place) });
        yield* coreOf(place, image, real);
      }
    }
  }

  const { provider, decoder, threads } = backend;
  const cores = classes.filter(({ real }) => real !== null).flatMap(({ finished }) => finished);
  return {
    name: setName(record),
    label,
    recipe,
    recipeHash: recipeName(recipe, planOfRecipe(recipe)),
    program,
    backend: { provider, decoder, threads, description: `${provider}, ${threads} threads` },
    createdAt,
    ...(reduced === null ? {} : { reduced }),
    total: classes.reduce((sum, { finished }) => sum + finished.length, cores.length),
    images: images(),
    withoutCores,
    measured: report === null ? null : { measurement: report, own: record.handle },
  };
}
