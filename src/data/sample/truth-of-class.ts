/**
 * The truth of one class's images. There is one, for the map of a class and for the numbers of a set: an
 * outlier belongs to no mode, whichever its picture shows.
 */
import type { ClassTruth } from '../../core/metrics/discovery-truth';
import type { SampleTruth } from './truth';

/**
 * The truth of a class's images in their order; an image that the truth does not name is an outlier.
 * @param paths of the images, ending in "folder/file"
 * @returns null for a folder that is no class of the sample collection
 */
export function truthOfClass(
  truth: SampleTruth,
  folder: string,
  paths: readonly string[],
): ClassTruth | null {
  const modes = truth.classes.find(({ slug }) => slug === folder)?.modes;
  if (modes === undefined) return null;
  const numbers = new Map(modes.map(({ slug }, i) => [slug, i]));
  const known = new Map(
    truth.images.map(({ file, mode, outlier }) => [file, outlier === null ? mode : null]),
  );
  const modeOf = paths.map((path) => {
    const mode = known.get(path.split('/').slice(-2).join('/')) ?? null;
    return mode === null ? -1 : (numbers.get(mode) ?? -1);
  });
  return { modeOf: Int32Array.from(modeOf), modes: modes.length };
}
