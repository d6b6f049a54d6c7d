/** What the page asks for, as the one document that everything follows from. */
import type { ImageUse } from '../../core/framing';
import type { LoadedModel } from '../../run/ports';
import { makeRecipe, type Planned } from '../../run/recipe/make-recipe';
import { recipeEdits } from '../adapters/recipe-edits';
import type { ClassRow } from '../state/collection';
import type { Settings } from '../state/settings';

/**
 * The recipe of settings, classes and a model, and its plan.
 * @param classes those that take part, in their order
 * @param use of the collection's images
 * @throws StillroomError BadParameter for settings out of range, TooFewImages without a class
 */
export function recipeOf(
  { method, parameters, sampling, edits }: Settings,
  classes: readonly ClassRow[],
  loaded: Pick<LoadedModel, 'pack' | 'packHash'>,
  use: ImageUse,
): Planned {
  const folders = classes.map(({ folder }) => folder);
  return makeRecipe(
    { method, parameters, sampling },
    classes,
    loaded,
    use,
    recipeEdits(edits, folders),
  );
}

/** The classes of a run, and one more that is looked at. */
export function takingPart(classes: readonly ClassRow[], looked?: string): ClassRow[] {
  return classes.filter(({ included, folder }) => included || folder === looked);
}
