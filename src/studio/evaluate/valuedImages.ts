/** Which of a set's valued images are shown, where they lie, and what can be said of them. */
import type { ByName } from '../../core/by-name';
import type { ImageValue } from '../../run/evaluation/image-values';
import type { NamedClass } from '../../run/recipe/make-recipe';
import type { ImagePlace } from '../commands/evaluate/contract';
import { countOf } from '../job-bar/duration';
import { differenceText } from './percent';

/** Of each end. */
const SHOWN = 8;

export interface ValuedImage extends ImageValue {
  /** Position in its class, from 0: its index in the run. */
  readonly index: number;
  /** Whether its whole interval lies on one side of its class's mean. */
  readonly isClear: boolean;
}

export interface ValueEnds {
  /** The lowest first. */
  readonly least: readonly ValuedImage[];
  /** The highest first. */
  readonly most: readonly ValuedImage[];
}

/** @param values of all images of a set, in its order: class by class */
export function valuedImages(values: readonly ImageValue[]): readonly ValuedImage[] {
  const seen = new Map<number, number>();
  return values.map((one) => {
    const index = seen.get(one.label) ?? 0;
    seen.set(one.label, index + 1);
    const { interval } = one.value;
    return { ...one, index, isClear: interval !== null && interval[0] * interval[1] > 0 };
  });
}

/** Both ends of the list; no image is in both. */
export function valueEnds(images: readonly ValuedImage[], shown = SHOWN): ValueEnds {
  const sorted = images.toSorted((a, b) => a.value.mean - b.value.mean || a.image - b.image);
  const count = Math.min(shown, Math.floor(sorted.length / 2));
  return { least: sorted.slice(0, count), most: sorted.slice(sorted.length - count).reverse() };
}

/**
 * What is said of the least valuable images where they lie, by class folder and index.
 * @param values of all images of a set
 * @param classes by label
 */
export function leastValuable(
  values: readonly ImageValue[],
  classes: readonly NamedClass[],
): ByName<ReadonlyMap<number, string>> {
  const { least } = valueEnds(valuedImages(values));
  const marks = new Map<string, Map<number, string>>();
  for (const { label, index, value, isClear } of least) {
    const folder = classes[label]?.folder;
    if (folder === undefined) continue;
    const own = marks.get(folder) ?? new Map<number, string>();
    const sure = isClear ? 'clear' : 'not clear';
    own.set(
      index,
      `Among the ${countOf(least.length, 'image')} of the set that are worth least: ${differenceText(value)} points, ${sure}.`,
    );
    marks.set(folder, own);
  }
  return marks;
}

/** Where images lie in their set. @param classes by label */
export function placesOf(
  images: readonly ValuedImage[],
  classes: readonly NamedClass[],
): ImagePlace[] {
  return images.flatMap(({ label, index }) => {
    const folder = classes[label]?.folder;
    return folder === undefined ? [] : [{ folder, index }];
  });
}

/** What is clear at these pairs. About one in twenty images seems clear by chance. */
export function valueSentence(images: readonly ValuedImage[], pairs: number): string {
  const clear = images.filter(({ isClear }) => isClear);
  const low = clear.filter(({ value }) => value.mean < 0).length;
  const chance = Math.ceil(images.length / 20);
  const from = `from ${countOf(pairs, 'pair')} of halves`;
  if (clear.length <= chance) {
    return `No image is clearly worth more or less than its class’s others, ${from}: of ${images.length} images, ${chance} would seem so by chance. More pairs tell more.`;
  }
  return `${countOf(low, 'image')} clearly worth less than the mean of the class and ${clear.length - low} clearly worth more, ${from}; of ${images.length} images, about ${chance} would seem so by chance.`;
}
