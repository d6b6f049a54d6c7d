/**
 * Coresets: real images that are chosen well, which a distilled set has to beat beside random ones. Each is a
 * run like all others, of a method with nothing to set.
 */
import type { SamplingSettings } from '../../core/formats/recipe';
import { methodById } from '../../methods';
import { defaultsOf } from '../../methods/parameters';
import type { Settings } from '../../methods/plan-of';

/** Ids of the methods, by what the field calls them. */
export const CORESETS: ReadonlyMap<string, string> = new Map([
  ['herding', 'herding'],
  ['k-centre', 'k-centre'],
  ['k-means-closest', 'closest-real'],
]);

/**
 * What the coresets beside some sets are made by, one a method and size.
 * @param samplings of the sets; of one size the last counts
 * @param ids of the methods
 */
export function coresetsBeside(
  samplings: readonly SamplingSettings[],
  ids: Iterable<string> = CORESETS.values(),
): Settings[] {
  const chosen = [...ids];
  const sizes = new Map(samplings.map((sampling) => [sampling.imagesPerClass, sampling]));
  return [...sizes.values()].flatMap((sampling) =>
    chosen.map((method) => ({
      method,
      parameters: defaultsOf(methodById(method).schema),
      sampling,
    })),
  );
}
