/**
 * What a run is asked for, as one text: equal for two recipes exactly where they ask for the same images
 * of the same classes. The content of the classes' pictures is not in it, since a recipe may be written
 * before they are read; kept runs of other pictures are no runs of this collection anyway.
 */
import { canonicalJson } from '../../core/formats/canonical-json';
import type { Recipe } from '../../core/formats/recipe';

export function recipeKey({ classes, ...asked }: Recipe): string {
  const named = classes.map(({ folder, prompt }) => ({ folder, prompt }));
  return canonicalJson({
    ...asked,
    classes: named.toSorted((a, b) => (a.folder < b.folder ? -1 : 1)),
  });
}
