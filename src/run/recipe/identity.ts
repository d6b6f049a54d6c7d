/**
 * What names a class of a run, and a run.
 *
 * A class is named by the hash of everything that makes its images: the content of its own pictures,
 * its prompt (its name only where a method asks for it), method, parameters, sampling, pack, what was changed by hand, and of the other classes
 * only what the method uses. So its images can be made before the last class is read, and a task of
 * a cluster reads only its own classes. A run is the hash of its classes, known when the last one is
 * read. The software's version is in neither: `RESULTS_REVISION` is, and it is raised only when the
 * same settings give other bytes. What a backend adds belongs to an image's key (image-key.ts).
 */
import { canonicalHash, type JsonValue } from '../../core/formats/canonical-json';
import { StillroomError } from '../../core/errors';
import type { Recipe, RecipeClass } from '../../core/formats/recipe';
import type { MethodPlan } from '../../methods/method';
import { labelNames } from '../../methods/windows/plan';

/**
 * Raised when the same settings give other bytes than they did: 3 with the tokens of a capital sigma at the end
 * of a word.
 */
export const RESULTS_REVISION = 3;

/**
 * The content of a class: its readable pictures in their order, since targets are drawn by position.
 * @param hashes SHA-256 of each picture's file
 */
export function classFingerprint(hashes: readonly string[]): string {
  return canonicalHash(hashes);
}

/** A class whose pictures are read. */
export type ReadClass = RecipeClass & { readonly fingerprint: string; readonly images: number };

export function isRead(entry: RecipeClass): entry is ReadClass {
  return entry.fingerprint !== undefined && entry.images !== undefined;
}

/** What a model hears of a class: its prompt; its name only where a label is made of it. */
function heard({ name, prompt }: RecipeClass, plan: MethodPlan) {
  return plan.output === 'windows' && labelNames(plan.scoring) ? { prompt, name } : { prompt };
}

/** Of the other classes, what this method's images of a class depend on. */
function othersUsed(recipe: Recipe, folder: string, plan: MethodPlan): JsonValue {
  if (!plan.usesOtherClasses) return null;
  return recipe.classes.map((entry) => {
    if (entry.folder === folder) return null;
    const { prompt, name } = heard(entry, plan);
    return name === undefined ? prompt : [prompt, name];
  });
}

/**
 * Names everything that makes the images of one class, but for the backend.
 * @throws StillroomError BadRecipe for a class that the recipe lacks, or whose pictures are not read
 */
export function classHash(recipe: Recipe, folder: string, plan: MethodPlan): string {
  const entry = recipe.classes.find((one) => one.folder === folder);
  if (entry?.fingerprint === undefined) {
    throw new StillroomError(
      'BadRecipe',
      entry === undefined
        ? `The recipe has no class "${folder}".`
        : `The pictures of "${folder}" are not read yet, so its images have no name. Read the class first.`,
      { folder },
    );
  }
  const { revision, pack, method, parameters, sampling, edits, framing } = recipe;
  const { fingerprint } = entry;
  const own = edits?.find((one) => one.folder === folder) ?? null;
  return canonicalHash({
    revision,
    pack: pack.hash,
    method,
    parameters,
    sampling,
    class: { folder, fingerprint, ...heard(entry, plan) },
    others: othersUsed(recipe, folder, plan),
    edits: own,
    ...(framing && { framing }),
  });
}

/**
 * Names a run: the hash of its classes' names, in any order.
 * @throws StillroomError BadRecipe while a class is not read
 */
export function runHash(recipe: Recipe, plan: MethodPlan): string {
  return canonicalHash(recipe.classes.map(({ folder }) => classHash(recipe, folder, plan)).sort());
}

/**
 * What a recipe is called in an export: its run's name, or, while a class is not read, the hash of the
 * recipe as it stands.
 */
export function recipeName(recipe: Recipe, plan: MethodPlan): string {
  return recipe.classes.every(isRead) ? runHash(recipe, plan) : canonicalHash(recipe);
}
