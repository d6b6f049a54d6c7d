/** Sets of real images: random ones, all of them, those of another folder. */
import type { ByName } from '../../../core/by-name';
import { StillroomError } from '../../../core/errors';
import { canonicalHash } from '../../../core/formats/canonical-json';
import { randomStream } from '../../../core/random/stream';
import type { ClassSource, ReadImage } from '../../ports';
import type { NamedClass } from '../../recipe/make-recipe';
import type { TrainingSet } from '../order';
import { pixelCauses, realPictures, type LabelledImages, type PicturePlace } from './pictures-at';
import { shareWeights } from './share-weights';

type Choose = (repeat: number, signal: AbortSignal) => Promise<readonly LabelledImages[]>;

/** Names the pixels and labels of real images. */
export function realContent(place: PicturePlace, classes: readonly LabelledImages[]): string {
  return canonicalHash({
    ...pixelCauses(place),
    classes: classes.map(({ label, images }) => ({
      label,
      images: images.map(({ sha256 }) => sha256),
    })),
  });
}

function realSet(
  facts: Pick<TrainingSet, 'id' | 'name' | 'kind' | 'imagesPerClass'>,
  place: PicturePlace,
  choose: Choose,
): TrainingSet {
  return {
    ...facts,
    weights: 'equal',
    seconds: facts.kind === 'folder' ? null : 0,
    content: async (repeat, signal) => realContent(place, await choose(repeat, signal)),
    images: async (repeat, side, signal) =>
      realPictures(place, await choose(repeat, signal), side, signal),
  };
}

/** Every class's images that are not held out. */
async function allImages(
  { source }: PicturePlace,
  classes: readonly NamedClass[],
  signal: AbortSignal,
): Promise<LabelledImages[]> {
  const found: LabelledImages[] = [];
  for (const [label, { folder }] of classes.entries()) {
    found.push({ label, images: await source.read(folder, signal) });
  }
  return found;
}

function meanCount(classes: readonly LabelledImages[]): number {
  const images = classes.reduce((sum, one) => sum + one.images.length, 0);
  return Math.max(1, Math.round(images / Math.max(1, classes.length)));
}

/** The first `count` of a shuffle of a class: a smaller set is the beginning of a larger one. */
function drawn(
  images: readonly ReadImage[],
  { folder, name }: NamedClass,
  count: number,
  seed: number,
): ReadImage[] {
  if (images.length < count) {
    throw new StillroomError(
      'TooFewImages',
      `The class "${name}" has ${images.length} different images that are not held out, and a random set needs ${count} of each class. Hold fewer out, make a smaller set, or leave the class out.`,
      { class: folder, images: images.length, needed: count },
    );
  }
  const pool = [...images];
  const stream = randomStream({ seed, name: folder, purpose: 'random-set' });
  return Array.from({ length: count }, (_, i) => {
    const [one] = pool.splice(stream.integer(images.length - i), 1);
    if (one === undefined) throw new Error('the pool is empty');
    return one;
  });
}

/** The name by which random sets of a size are known. */
export function randomSetId(imagesPerClass: number): string {
  return `random-${imagesPerClass}`;
}

/**
 * Random real images, drawn anew for every repeat.
 * @param seed repeat r draws with seed + r
 */
export function randomSet(
  place: PicturePlace,
  classes: readonly NamedClass[],
  { imagesPerClass, seed }: { readonly imagesPerClass: number; readonly seed: number },
): TrainingSet {
  const facts = {
    id: randomSetId(imagesPerClass),
    name: `${imagesPerClass} random real images a class`,
    kind: 'random',
    imagesPerClass,
  } as const;
  return realSet(facts, place, async (repeat, signal) => {
    const all = await allImages(place, classes, signal);
    return all.flatMap(({ label, images }) => {
      const entry = classes[label];
      if (entry === undefined) return [];
      return [{ label, images: drawn(images, entry, imagesPerClass, seed + repeat) }];
    });
  });
}

/**
 * All images that are not held out.
 * @throws StillroomError as reading does
 */
export async function fullSet(
  place: PicturePlace,
  classes: readonly NamedClass[],
  signal: AbortSignal,
): Promise<TrainingSet> {
  const all = await allImages(place, classes, signal);
  const facts = {
    id: 'full',
    name: 'All real images',
    kind: 'full',
    imagesPerClass: meanCount(all),
  } as const;
  return realSet(facts, place, () => Promise.resolve(all));
}

/** @throws StillroomError BadParameter for a set that holds what accuracy is measured on */
async function requireNoneHeldOut(
  name: string,
  own: readonly LabelledImages[],
  classes: readonly NamedClass[],
  evaluated: Pick<ClassSource, 'heldOut'>,
  signal: AbortSignal,
): Promise<void> {
  const held = new Set<string>();
  for (const { folder } of classes) {
    for (const { pixelHash } of await evaluated.heldOut(folder, signal)) held.add(pixelHash);
  }
  const seen = own.flatMap(({ images }) => images.filter(({ pixelHash }) => held.has(pixelHash)));
  const [first] = seen;
  if (first === undefined) return;
  throw new StillroomError(
    'BadParameter',
    `"${name}" holds ${seen.length} of the images that accuracy is measured on, ${first.path} among them. Choose a set without held-out images, or hold others out.`,
    { seen: seen.length },
  );
}

export interface SourceFacts {
  /** Where it lies: two sets of one name are two. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** What the evaluation is on: a set that holds its held-out images has seen what it is tested on. */
  readonly evaluated: Pick<ClassSource, 'heldOut'>;
  /** Of its class, by this and the SHA-256 of an image's file; left out where all images count alike. */
  readonly shares?: ByName<ReadonlyMap<string, number>>;
}

/** The set with its images counting for their shares, where these are known. */
function weighted(
  set: TrainingSet,
  images: readonly LabelledImages[],
  shares: ByName<ReadonlyMap<string, number>>,
): TrainingSet {
  const weights = shareWeights(
    images.flatMap(({ label, images: own }) =>
      own.map(({ folder, sha256 }) => ({ label, share: shares.get(folder)?.get(sha256) })),
    ),
  );
  if (weights === null) return set;
  return {
    ...set,
    weights: 'share',
    content: async (repeat, signal) =>
      canonicalHash({ of: await set.content(repeat, signal), weights: Array.from(weights) }),
    images: async (repeat, side, signal) => ({
      ...(await set.images(repeat, side, signal)),
      weights,
    }),
  };
}

/**
 * The images of class folders elsewhere: an ImageFolder, an export. Its folders are named as the classes
 * of the evaluation are.
 * @throws StillroomError BadParameter for a set of another collection or one that holds held-out images,
 * and as reading does
 */
export async function sourceSet(
  place: PicturePlace,
  classes: readonly NamedClass[],
  { id, name, evaluated, shares }: SourceFacts,
  signal: AbortSignal,
): Promise<TrainingSet> {
  const found: LabelledImages[] = [];
  const missing: string[] = [];
  for (const [label, { folder }] of classes.entries()) {
    try {
      found.push({ label, images: await place.source.read(folder, signal) });
    } catch (error) {
      if (!(error instanceof StillroomError && error.code === 'BadParameter')) throw error;
      missing.push(folder);
    }
  }
  if (missing.length > 0) {
    const named = missing.slice(0, 3).join(', ');
    throw new StillroomError(
      'BadParameter',
      `"${name}" has no folder for ${missing.length} of the ${classes.length} classes (${named}${missing.length > 3 ? ' ...' : ''}). It is a set of another collection: choose a set of this one, or open the collection that it was made from.`,
      { missing: missing.length },
    );
  }
  await requireNoneHeldOut(name, found, classes, evaluated, signal);
  const facts = {
    id: `folder:${id}`,
    name,
    kind: 'folder',
    imagesPerClass: meanCount(found),
  } as const;
  const set = realSet(facts, place, () => Promise.resolve(found));
  return shares === undefined ? set : weighted(set, found, shares);
}
