/** From settings, classes and a model to the one document that a run follows from. */
import { StillroomError } from '../../core/errors';
import type { PackDescription } from '../../core/formats/pack';
import { RECIPE_FORMAT, type Recipe, type RecipeEdits } from '../../core/formats/recipe';
import { isUnedited, NO_EDITS } from '../../core/scoring/edits';
import type { ImageUse } from '../../core/framing';
import { planOf, type RunPlan, type Settings } from '../../methods/plan-of';
import { RESULTS_REVISION } from './identity';

export interface Planned {
  readonly recipe: Recipe;
  readonly plan: RunPlan;
}

/** A class as people see it. */
export interface NamedClass {
  readonly folder: string;
  readonly name: string;
}

/** A class as a model is asked for it too. */
export interface PromptedClass extends NamedClass {
  readonly prompt: string;
}

/** Of what was changed by hand, what this plan's images depend on. */
function editsUnder({ plan, sampling }: RunPlan, edits: readonly RecipeEdits[]): RecipeEdits[] {
  switch (plan.output) {
    case 'windows':
      return edits.flatMap((edit) => {
        const { seeds: _, ...own } = edit;
        return isUnedited(own) ? [] : [own];
      });
    case 'generated':
      return edits.flatMap(({ folder, seeds = [] }) => {
        const own = seeds.filter(({ index }) => index < sampling.imagesPerClass);
        return own.length === 0 ? [] : [{ folder, ...NO_EDITS, seeds: own }];
      });
    case 'real':
      return [];
    default:
      return plan satisfies never;
  }
}

/**
 * A recipe and its plan. What the classes' pictures are is not in it yet: whoever runs it reads them
 * and fills that in.
 * @param classes those that take part, in their order
 * @param use which of their images are held out, and how the others become squares
 * @param edits what was changed by hand: about ranked lists, kept for a method that has such lists; about
 *   the noise of images, kept for a method that samples
 * @throws StillroomError BadParameter for settings out of range, TooFewImages without a class
 */
export function makeRecipe(
  settings: Settings,
  classes: readonly PromptedClass[],
  { pack, packHash }: { readonly pack: PackDescription; readonly packHash: string },
  { split, framing }: ImageUse,
  edits: readonly RecipeEdits[] = [],
): Planned {
  if (classes.length === 0) {
    throw new StillroomError(
      'TooFewImages',
      'No class is chosen. Choose at least one class of the collection.',
    );
  }
  const plan = planOf(settings, pack);
  const own = editsUnder(plan, edits);
  const recipe: Recipe = {
    format: RECIPE_FORMAT,
    revision: RESULTS_REVISION,
    classes: classes.map(({ folder, name, prompt }) => ({ folder, name, prompt })),
    pack: { id: pack.id, version: pack.version, hash: packHash },
    method: plan.method.id,
    parameters: plan.parameters,
    sampling: plan.sampling,
    ...(own.length > 0 ? { edits: own } : {}),
    ...(split.kind === 'none' ? {} : { split }),
    ...(framing === 'crop' ? {} : { framing }),
  };
  return { recipe, plan };
}
