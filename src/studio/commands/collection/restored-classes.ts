/**
 * The classes of a restored recipe and those of the collection: names and prompts that a person changed
 * come back with the set, since they are part of what makes its images.
 */
import type { RecipeClass } from '../../../core/formats/recipe';
import type { ClassEdit } from '../../../data/store/remembered-collection';
import type { ClassRow } from '../../state/collection';

export type FolderEdit = readonly [folder: string, edit: ClassEdit];

/** What has to be changed about the rows, so that a run of them is the restored one. */
export function restoredClasses(
  rows: readonly ClassRow[],
  classes: readonly RecipeClass[],
): FolderEdit[] {
  const wanted = new Map(classes.map((entry) => [entry.folder, entry]));
  const present = new Set(rows.map(({ folder }) => folder));
  // Another collection may share a name or two: only the whole one says which classes take part.
  const whole = classes.every(({ folder }) => present.has(folder));
  return rows.flatMap((row): FolderEdit[] => {
    const entry = wanted.get(row.folder);
    const included = whole ? entry !== undefined : row.included;
    const name = entry?.name ?? row.name;
    const prompt = entry?.prompt ?? row.prompt;
    const same = name === row.name && prompt === row.prompt && included === row.included;
    return same ? [] : [[row.folder, { name, prompt, included }]];
  });
}
