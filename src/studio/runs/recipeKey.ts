/**
 * What a run is asked for, as one text: equal for two recipes exactly where they ask for the same images
 * of the same classes. The content of the classes' pictures is not in it, since a recipe may be written
 * before they are read; kept runs of other pictures are no runs of this collection anyway.
 */
import { canonicalJson } from '../../core/formats/canonical-json';
import type { Recipe } from '../../core/formats/recipe';

export function recipeKey({ classes, ...asked }: Recipe): string {
  const sorted = classes.toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  // A plain list of texts: of 10,000 classes the canonical form of each would hold the page.
  const named = sorted.flatMap(({ folder, prompt }) => [folder, prompt]);
  return canonicalJson(asked) + JSON.stringify(named);
}
