/** What an export says of its collection, for the folders that it waits for. */
import type { Recipe } from '../../../core/formats/recipe';
import { useCollection } from '../../state/collection';

export type Expected = Pick<Recipe, 'classes' | 'split' | 'framing'>;

/** No folders are waited for. */
export const NOTHING: Expected = { classes: [] };

/** The share that an export held out, in percent; null for folders of their own. */
export function shareIn({ split = { kind: 'none' } }: Expected): number | null {
  if (split.kind === 'folders') return null;
  return split.kind === 'none' ? 0 : split.percent;
}

/** True where classes of an export are on the page. */
export function isHere({ classes }: Expected): boolean {
  const expected = new Set(classes.map(({ folder }) => folder));
  return useCollection.getState().classes.some(({ folder }) => expected.has(folder));
}
