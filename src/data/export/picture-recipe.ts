/**
 * The recipe that a picture carries: as the run's, with the picture's own class alone, so that it stays
 * a few kilobytes whatever the collection. Settings follow from it; the run's name is a hash of all its
 * classes, and stands in a text of its own.
 */
import { StillroomError } from '../../core/errors';
import { parseRecipe, type Recipe } from '../../core/formats/recipe';
import { readPngTexts } from './png-text';

/** Keyword of the text chunk. */
export const PNG_SETTINGS = 'Stillroom settings';

/** A PNG of ours is a picture for a network; what is larger was never one. */
const LARGEST_PICTURE = 64 * 2 ** 20;

/** @param folder the picture's class */
export function pictureRecipeText({ classes, edits, ...shared }: Recipe, folder: string): string {
  const own = edits?.filter((edit) => edit.folder === folder) ?? [];
  const recipe: Recipe = {
    ...shared,
    classes: classes.filter((entry) => entry.folder === folder),
    ...(own.length > 0 ? { edits: own } : {}),
  };
  return JSON.stringify(recipe);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StillroomError(
      'BadRecipe',
      'The settings in this picture are cut off or were changed. Use the picture as Stillroom wrote it, or its manifest.json.',
    );
  }
}

/**
 * The recipe of a picture that an export wrote.
 * @returns undefined for a picture without one
 * @throws StillroomError BadImage for a damaged PNG, BadRecipe for settings that were changed
 */
export async function readPictureRecipe(file: Blob): Promise<Recipe | undefined> {
  if (file.size > LARGEST_PICTURE) return undefined;
  const text = readPngTexts(new Uint8Array(await file.arrayBuffer())).get(PNG_SETTINGS);
  return text === undefined ? undefined : parseRecipe(parsed(text));
}
