/** The images of a kept run as a set. */
import { StillroomError, throwIfAborted } from '../../../core/errors';
import { canonicalHash } from '../../../core/formats/canonical-json';
import type { ImageSet, WeightKind } from '../../../core/training/image-set';
import type { ClassSource, Pictures } from '../../ports';
import { classFingerprint } from '../../recipe/identity';
import type { NamedClass } from '../../recipe/make-recipe';
import type { FinishedImage, RunRecord } from '../../results/records';
import type { Runs } from '../../results/runs';
import type { TrainingSet } from '../order';
import { SetBuilder } from './pictures-at';
import { shareWeights } from './share-weights';

export interface KeptPlace {
  /** The collection that the evaluation is on. */
  readonly source: Pick<ClassSource, 'read'>;
  readonly runs: Runs;
  readonly pictures: Pictures;
}

interface LabelledImage {
  readonly label: number;
  readonly image: FinishedImage;
}

/** @throws StillroomError BadParameter for a run of other classes */
function labelsOf({ recipe, label: collection }: RunRecord, classes: readonly NamedClass[]) {
  const labels = new Map(classes.map(({ folder }, label) => [folder, label]));
  const own = new Set(recipe.classes.map(({ folder }) => folder));
  const missing = classes.filter(({ folder }) => !own.has(folder));
  if (missing.length === 0) return labels;
  throw new StillroomError(
    'BadParameter',
    `This run of "${collection}" has no images of ${missing.length} of the ${classes.length} classes (${missing
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ')}). Leave these classes out of the evaluation, or choose a run that has them.`,
    { missing: missing.length },
  );
}

/**
 * A run's images may stand on what is held out now, if they were made from another collection or under
 * another split: its accuracy would be that of images it has seen.
 * @throws StillroomError BadParameter; as reading does
 */
async function requireSameImages(
  { source }: KeptPlace,
  { recipe, label: collection }: RunRecord,
  classes: readonly NamedClass[],
  signal: AbortSignal,
): Promise<void> {
  for (const { folder, name } of classes) {
    const made = recipe.classes.find((entry) => entry.folder === folder)?.fingerprint;
    const images = await source.read(folder, signal);
    if (made === undefined || made === classFingerprint(images.map(({ sha256 }) => sha256)))
      continue;
    throw new StillroomError(
      'BadParameter',
      `This run of "${collection}" was made from other images of "${name}" than are there now: from another collection, or with other images held out, which it may then have seen. Open that collection and hold out what was held out then, or press Distill to make the run again.`,
      { class: folder },
    );
  }
}

class RunSet implements TrainingSet {
  readonly id: string;
  readonly name: string;
  readonly kind = 'run';
  readonly imagesPerClass: number;
  readonly weights: WeightKind;
  readonly seconds: number | null;
  readonly #place: KeptPlace;
  readonly #record: RunRecord;
  readonly #classes: readonly NamedClass[];
  readonly #images: readonly LabelledImage[];
  /** null: all count alike. */
  readonly #weights: Float32Array | null;

  constructor(
    place: KeptPlace,
    record: RunRecord,
    images: readonly LabelledImage[],
    {
      name,
      classes,
      weights,
      seconds,
    }: {
      readonly name: string;
      readonly classes: readonly NamedClass[];
      readonly weights: Float32Array | null;
      readonly seconds: number | null;
    },
  ) {
    this.id = record.handle;
    this.name = name;
    this.#place = place;
    this.#record = record;
    this.#classes = classes;
    this.#images = images;
    this.#weights = weights;
    this.weights = weights === null ? 'equal' : 'share';
    this.imagesPerClass = Math.max(1, Math.round(images.length / classes.length));
    this.seconds = seconds;
  }

  /** An image's key names its bytes. @throws StillroomError BadParameter for a run of other images */
  async content(_repeat: number, signal: AbortSignal): Promise<string> {
    await requireSameImages(this.#place, this.#record, this.#classes, signal);
    const images = this.#images.map(({ label, image }) => ({ label, key: image.key }));
    return canonicalHash(
      this.#weights === null ? images : { images, weights: Array.from(this.#weights) },
    );
  }

  async images(_repeat: number, side: number, signal: AbortSignal): Promise<ImageSet> {
    const weights = this.#weights;
    const builder = new SetBuilder(side, this.#images.length, { weighted: weights !== null });
    for (const [i, { label, image }] of this.#images.entries()) {
      throwIfAborted(signal);
      const stored = await this.#place.runs.image(image.key);
      if (stored === undefined) {
        throw new StillroomError(
          'BadImage',
          `Image ${image.index + 1} of "${image.folder}" is no longer kept. Open the run and press Distill: what is missing is made again.`,
          { folder: image.folder, index: image.index },
        );
      }
      if (side > stored.side) {
        throw new StillroomError(
          'BadParameter',
          `The images of "${this.name}" are ${stored.side} pixels wide, and the evaluation asks for ${side}. Choose a side of at most ${stored.side}.`,
          { side, most: stored.side },
        );
      }
      const { pixels } = await this.#place.pictures.decodePng(stored.png, signal);
      builder.add(pixels, stored.side, label, weights?.[i]);
    }
    return builder.result();
  }
}

/** @throws StillroomError TooFewImages for a run that lacks images of these classes */
function requireWhole(
  name: string,
  { recipe }: RunRecord,
  classes: readonly NamedClass[],
  images: readonly LabelledImage[],
): void {
  const wanted = recipe.sampling.imagesPerClass;
  for (const [label, entry] of classes.entries()) {
    const count = images.filter((one) => one.label === label).length;
    if (count >= wanted) continue;
    throw new StillroomError(
      'TooFewImages',
      `"${name}" has ${count} of ${wanted} images of "${entry.name}". Open the run and press Distill to make the others, or leave the class out of the evaluation.`,
      { class: entry.folder, images: count, wanted },
    );
  }
}

/** Seconds that all images took; null where one of them does not say. */
async function secondsOf(
  { runs }: KeptPlace,
  images: readonly LabelledImage[],
): Promise<number | null> {
  let sum = 0;
  for (const { image } of images) {
    const seconds = (await runs.image(image.key))?.seconds ?? 0;
    if (seconds === 0) return null;
    sum += seconds;
  }
  return sum;
}

/**
 * A kept run. Its images are read when it is trained on.
 * @param classes those of the evaluation; the run may have more
 * @param name for people
 * @param kind share: its images count for their shares, where the run knows them
 * @throws StillroomError BadParameter for a run of other classes, TooFewImages for one that lacks images
 */
export async function runSet(
  place: KeptPlace,
  record: RunRecord,
  classes: readonly NamedClass[],
  name: string,
  kind: WeightKind,
): Promise<TrainingSet> {
  const labels = labelsOf(record, classes);
  const finished = await place.runs.finishedOf(record);
  const images = finished
    .flatMap((image) => {
      const label = labels.get(image.folder);
      return label === undefined ? [] : [{ label, image }];
    })
    .sort((a, b) => a.label - b.label || a.image.index - b.image.index);
  requireWhole(name, record, classes, images);
  const seconds = await secondsOf(place, images);
  const weights =
    kind === 'equal'
      ? null
      : shareWeights(images.map(({ label, image: { share } }) => ({ label, share })));
  return new RunSet(place, record, images, { name, classes, weights, seconds });
}
