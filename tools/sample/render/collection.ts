/**
 * The collection: which mode each of its images shows, which are outliers, and their pixels.
 *
 * Per class 240 images: 12 outliers (5 %), four of each kind, and 228 ordinary ones shared out to the
 * modes exactly by their shares (largest remainders), in an order that says nothing. Truth and pixels
 * are pure functions of (seed, class, index).
 */
import { OUTLIER_KINDS, type OutlierKind } from '../../../src/data/sample';
import { StillroomError } from '../../../src/core/errors';
import { randomStream } from '../../../src/core/random/stream';
import { SAMPLE_CLASSES, sampleClass } from './classes/catalogue';
import { composePicture } from './compose-picture';
import { departure } from './outlier';
import { renderScene } from './tracing/render-scene';
import { Draw } from './scene/draw';
import type { Mode, SampleClass } from './scene/subject';

export const COLLECTION_SEED = 20261121;
export const COLLECTION_SIZE = 128;
export const IMAGES_PER_CLASS = 240;
export const OUTLIERS_PER_KIND = 4;
/** Raised whenever the same seed would give other pixels. */
export const RENDERER_VERSION = 1;

export interface SampleTruthOfImage {
  /** Slug of the class folder that the image lies in. */
  readonly class: string;
  /** Slug of the mode, null for a stranger, which shows none of its folder's modes. */
  readonly mode: string | null;
  readonly outlier: OutlierKind | null;
  /** What the picture really shows; differs from `class` for a stranger only. */
  readonly shows: { readonly class: string; readonly mode: string };
}

/** How many of `total` ordinary images each mode gets: its share, rounded by largest remainders. */
export function modeCounts(modes: readonly Mode[], total: number): readonly number[] {
  const exact = modes.map((mode) => mode.share * total);
  const counts = exact.map((value) => Math.floor(value));
  const rest = total - counts.reduce((sum, value) => sum + value, 0);
  const order = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of order.slice(0, rest)) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}

interface Slot {
  readonly outlier: OutlierKind | null;
  readonly owner: SampleClass;
  readonly mode: Mode;
}

/** What image `index` of a class is, before anything is drawn. */
function slotOf(one: SampleClass, index: number): Slot {
  if (!Number.isInteger(index) || index < 0 || index >= IMAGES_PER_CLASS) {
    throw new StillroomError(
      'BadParameter',
      `Image ${index} of "${one.slug}": the index must be an integer from 0 to ${IMAGES_PER_CLASS - 1}.`,
      { index },
    );
  }
  const order = randomStream({ seed: COLLECTION_SEED, name: one.slug, purpose: 'sample-order' });
  const place = order.permutation(IMAGES_PER_CLASS)[index] ?? 0;
  const outliers = OUTLIERS_PER_KIND * OUTLIER_KINDS.length;
  if (place >= outliers) {
    let left = place - outliers;
    const counts = modeCounts(one.modes, IMAGES_PER_CLASS - outliers);
    const mode = one.modes.find((_, i) => {
      left -= counts[i] ?? 0;
      return left < 0;
    });
    return { outlier: null, owner: one, mode: mode ?? one.modes[0] };
  }
  const outlier = OUTLIER_KINDS[place % OUTLIER_KINDS.length] ?? 'pose';
  const choice = randomStream({
    seed: COLLECTION_SEED,
    name: one.slug,
    image: index,
    purpose: 'sample-outlier',
  });
  const others = SAMPLE_CLASSES.filter((other) => other.slug !== one.slug);
  const owner = outlier === 'stranger' ? (others[choice.integer(others.length)] ?? one) : one;
  return {
    outlier,
    owner,
    mode: owner.modes[choice.integer(owner.modes.length)] ?? owner.modes[0],
  };
}

/** The truth about image `index` (0 to 239) of a class of the collection. */
export function sceneTruth(slug: string, index: number): SampleTruthOfImage {
  const { outlier, owner, mode } = slotOf(sampleClass(slug), index);
  return {
    class: slug,
    mode: outlier === 'stranger' ? null : mode.slug,
    outlier,
    shows: { class: owner.slug, mode: mode.slug },
  };
}

/**
 * The pixels of image `index` of a class of the collection.
 * @param size pixels a side; the collection ships at 128
 * @returns size x size x 3 bytes, RGB, row by row from the top
 */
export function renderSample(
  slug: string,
  index: number,
  size = COLLECTION_SIZE,
): Uint8Array<ArrayBuffer> {
  const { outlier, owner, mode } = slotOf(sampleClass(slug), index);
  const stream = randomStream({
    seed: COLLECTION_SEED,
    name: slug,
    image: index,
    purpose: 'sample-picture',
  });
  const draw = new Draw(stream, 'collection');
  const away = outlier ? departure(outlier, draw) : {};
  return renderScene(composePicture(draw, owner, mode, away), size);
}
