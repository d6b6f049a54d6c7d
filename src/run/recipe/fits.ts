/** Whether a recipe can be run here: by this version of the program, on this model, on these pictures. */
import { StillroomError } from '../../core/errors';
import type { ImageUse } from '../../core/framing';
import type { Recipe, RecipeClass } from '../../core/formats/recipe';
import { RESULTS_REVISION } from './identity';

/**
 * Refuses a recipe whose images would be other ones here than its identity says.
 * @throws StillroomError BadRecipe for another revision, or squares made in another way; PackMismatch for
 *   another model
 */
export function requireFits(
  { revision, pack, framing = 'crop' }: Recipe,
  { packHash }: { readonly packHash: string },
  source: Pick<ImageUse, 'framing'>,
): void {
  if (revision !== RESULTS_REVISION) {
    throw new StillroomError(
      'BadRecipe',
      `The recipe is of results revision ${revision}, and this version of Stillroom makes revision ${RESULTS_REVISION}: the same settings give other images. Run it with the version that made it, or start it anew from its settings.`,
      { revision, expected: RESULTS_REVISION },
    );
  }
  if (framing !== source.framing) {
    throw new StillroomError(
      'BadRecipe',
      `The recipe has pictures become squares by "${framing}", and here they do by "${source.framing}". Choose "${framing}" for the collection, or start the run anew.`,
      { expected: framing, received: source.framing },
    );
  }
  if (pack.hash !== packHash) {
    throw new StillroomError(
      'PackMismatch',
      `The recipe is for the model "${pack.id}" ${pack.version} (${pack.hash.slice(0, 12)}), and another one is loaded (${packHash.slice(0, 12)}). Choose that model, or start the run anew with this one.`,
      { expected: pack.hash, received: packHash },
    );
  }
}

/**
 * Refuses pictures that are not those of the recipe's class, where it names them.
 * @param fingerprint of the class as it is read
 * @throws StillroomError BadRecipe
 */
export function requireSamePictures(entry: RecipeClass, fingerprint: string, images: number): void {
  if (entry.fingerprint === undefined || entry.fingerprint === fingerprint) return;
  const before = entry.images === undefined ? 'others' : `${entry.images} others`;
  throw new StillroomError(
    'BadRecipe',
    `The ${images} pictures of ${entry.name} are not those of the recipe, which is made for ${before}. Put the same folder back, or start the run anew.`,
    { folder: entry.folder, expected: entry.fingerprint, received: fingerprint },
  );
}
