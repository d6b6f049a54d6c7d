/** The plan of a recipe where no model is loaded: what names its classes does not depend on the pack. */
import type { Recipe } from '../../core/formats/recipe';
import { methodById } from '../../methods';
import type { MethodPlan } from '../../methods/method';

/** @throws StillroomError BadParameter for an unknown method or a parameter out of range */
export function planOfRecipe({ method, parameters, sampling }: Recipe): MethodPlan {
  return methodById(method).plan(parameters, sampling);
}
