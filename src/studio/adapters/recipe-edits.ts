/** Edits by folder, as the page holds them, and as the list that a recipe holds. */
import type { RecipeEdits } from '../../core/formats/recipe';
import { isUnedited } from '../../core/scoring/edits';
import type { EditsByFolder } from '../state/settings';

/** The edits of these classes, sorted by folder; classes without any are left out. */
export function recipeEdits(edits: EditsByFolder, folders: readonly string[]): RecipeEdits[] {
  return folders.toSorted().flatMap((folder) => {
    const own = edits.get(folder);
    if (own === undefined) return [];
    const { seeds = [] } = own;
    return isUnedited(own) && seeds.length === 0 ? [] : [{ folder, ...own }];
  });
}

export function editsByFolder(edits: readonly RecipeEdits[] | undefined): EditsByFolder {
  return new Map((edits ?? []).map(({ folder, ...own }) => [folder, own]));
}
