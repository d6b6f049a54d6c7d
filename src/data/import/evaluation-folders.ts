/** What the folders for evaluation are called, for people. */
import type { Collection, SourceImage } from './collection';
import { splitName } from './reading/folder-words';

/** The folder of an image's path that names its split; undefined where a table does. */
function splitFolder({ path }: SourceImage): string | undefined {
  return path
    .split('/')
    .slice(0, -1)
    .find((segment) => splitName(segment) !== undefined);
}

/** The different names of the first of each list, in their order. */
function names(lists: readonly (readonly SourceImage[])[]): string {
  const folders = lists.flatMap(([first]) =>
    first === undefined ? [] : (splitFolder(first) ?? []),
  );
  return [...new Set(folders)].join(', ');
}

/** "val beside train"; empty where no folders are for evaluation. */
export function evaluationFolders({ classes }: Collection): string {
  const held = classes.map(({ heldOut = [] }) => heldOut);
  if (held.every((images) => images.length === 0)) return '';
  const [evaluation, train] = [names(held), names(classes.map(({ images }) => images))];
  if (evaluation === '') return 'The collection’s own split';
  return train === '' ? evaluation : `${evaluation} beside ${train}`;
}
