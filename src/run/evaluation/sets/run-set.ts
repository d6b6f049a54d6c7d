/** The images of a kept run as a set. */
import { StillroomError, throwIfAborted } from '../../../core/errors';
import { canonicalHash } from '../../../core/formats/canonical-json';
import type { ImageSet } from '../../../core/training/image-set';
import type { Pictures } from '../../ports';
import type { NamedClass } from '../../recipe/make-recipe';
import type { FinishedImage, RunRecord } from '../../results/records';
import type { Runs } from '../../results/runs';
import type { TrainingSet } from '../order';
import { SetBuilder } from './pictures-at';

export interface KeptPlace {
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

class RunSet implements TrainingSet {
  readonly id: string;
  readonly name: string;
  readonly kind = 'run';
  readonly imagesPerClass: number;
  readonly seconds: number | null;
  readonly #place: KeptPlace;
  readonly #images: readonly LabelledImage[];

  constructor(
    place: KeptPlace,
    { id, name }: { readonly id: string; readonly name: string },
    images: readonly LabelledImage[],
    { classes, seconds }: { readonly classes: number; readonly seconds: number | null },
  ) {
    this.id = id;
    this.name = name;
    this.#place = place;
    this.#images = images;
    this.imagesPerClass = Math.max(1, Math.round(images.length / classes));
    this.seconds = seconds;
  }

  /** An image's key names its bytes. */
  content(): Promise<string> {
    return Promise.resolve(
      canonicalHash(this.#images.map(({ label, image }) => ({ label, key: image.key }))),
    );
  }

  async images(_repeat: number, side: number, signal: AbortSignal): Promise<ImageSet> {
    const builder = new SetBuilder(side, this.#images.length);
    for (const { label, image } of this.#images) {
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
      builder.add(pixels, stored.side, label);
    }
    return builder.result();
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
 * @throws StillroomError BadParameter for a run of other classes, TooFewImages for one without images
 */
export async function runSet(
  place: KeptPlace,
  record: RunRecord,
  classes: readonly NamedClass[],
  name: string,
): Promise<TrainingSet> {
  const labels = labelsOf(record, classes);
  const finished = await place.runs.finishedOf(record);
  const images = finished
    .flatMap((image) => {
      const label = labels.get(image.folder);
      return label === undefined ? [] : [{ label, image }];
    })
    .sort((a, b) => a.label - b.label || a.image.index - b.image.index);
  if (images.length === 0) {
    throw new StillroomError(
      'TooFewImages',
      `The run "${name}" has no finished image. Press Distill to go on with it.`,
    );
  }
  const seconds = await secondsOf(place, images);
  return new RunSet(place, { id: record.handle, name }, images, {
    classes: classes.length,
    seconds,
  });
}
