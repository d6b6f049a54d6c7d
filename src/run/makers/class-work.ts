/** A class in the making: what of the run and of the collection its images are made from. */
import type { Control } from '../../core/call';
import { StillroomError } from '../../core/errors';
import type { Recipe, RecipeClass } from '../../core/formats/recipe';
import type { RunPlan } from '../../methods/plan-of';
import { readPictures, type ReadPictures } from '../stages/latents';
import type { StageParts } from '../stages/stage-parts';

export interface ClassWork extends ReadPictures {
  readonly recipe: Recipe;
  /** What the recipe describes under the model's pack. */
  readonly plan: RunPlan;
  readonly entry: RecipeClass;
}

/** How a preparation is told and stopped. */
export interface PrepareHooks {
  readonly control: Control;
  /** What is happening now, in words. */
  readonly tell: (activity: string) => void;
}

export interface ClassOfRecipe {
  readonly recipe: Recipe;
  readonly plan: RunPlan;
  readonly folder: string;
}

/**
 * Reads a class of a recipe.
 * @throws StillroomError BadRecipe for a class that the recipe lacks; as reading does
 */
export async function readClass(
  parts: Pick<StageParts, 'source'>,
  { recipe, plan, folder }: ClassOfRecipe,
  { control, tell }: PrepareHooks,
): Promise<ClassWork> {
  const entry = recipe.classes.find((one) => one.folder === folder);
  if (entry === undefined) {
    throw new StillroomError('BadRecipe', `The recipe has no class "${folder}".`, { folder });
  }
  tell(`Reading ${entry.name}`);
  const pictures = await readPictures(parts, folder, control.signal);
  return { recipe, plan, entry, ...pictures };
}

/**
 * Checks that a class has different pictures enough for one each of its images.
 * @throws StillroomError TooFewImages
 */
export function requireImages({ entry, images, plan }: ClassWork): void {
  const { imagesPerClass } = plan.sampling;
  const { length } = images;
  if (length >= imagesPerClass) return;
  throw new StillroomError(
    'TooFewImages',
    `${entry.name} has ${length} different readable images, fewer than the ${imagesPerClass} asked for. Lower the images per class, or leave the class out.`,
    { images: length },
  );
}
