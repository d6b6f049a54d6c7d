/** A recipe made for some classes, for all classes of a collection: settings found on ten, used on a thousand. */
import type { PackDescription } from '../core/formats/pack';
import type { Recipe } from '../core/formats/recipe';
import { promptOf, type Collection } from '../data/import/collection';

/** The collection's classes in their order; what the recipe knows of one of them stays. */
export function forEveryClass(
  recipe: Recipe,
  { classes }: Collection,
  pack: PackDescription,
): Recipe {
  const known = new Map(recipe.classes.map((entry) => [entry.folder, entry]));
  return {
    ...recipe,
    classes: classes.map((entry) => {
      const { folder, name } = entry;
      return known.get(folder) ?? { folder, name, prompt: promptOf(entry, pack) };
    }),
  };
}
