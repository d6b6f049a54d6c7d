/**
 * Small copies of the pictures that they lie beside, in folders called thumbs, previews and the like. There are
 * thumbs to photograph, too: a folder counts where it repeats names of pictures in the folder above it, or where
 * a folder called images lies beside it.
 */
import { bearingChildren, imagesBelow, type Folder, type FolderTree } from './folder-tree';
import { isContainerName } from './folder-words';
import type { Masks } from './masks';
import { counted, takenChoice, type ReadingChoices } from './reading';

const ID = 'thumbnails';
const CHOICES = [
  { id: 'ignore', text: 'set aside' },
  { id: 'classes', text: 'take as classes' },
];
const NONE: ReadonlySet<Folder> = new Set();
const FOLDER = /^[._-]?(thumb(nail)?s?|previews?|tn)$/i;
/** What such copies have in front of a name or behind it. */
const MARK = /^(?:tn|thumb(?:nail)?)[\s_-]+|[\s_-]+(?:tn|thumb(?:nail)?|small|preview)$/i;

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name
    .replace(/\.[^.]*$/, '')
    .replace(MARK, '')
    .toLowerCase();
}

function repeatsNames({ images, parent }: Folder): boolean {
  const above = new Set(parent?.images.map(({ path }) => nameOf(path)));
  const known = images.filter(({ path }) => above.has(nameOf(path))).length;
  return known > 0 && known >= images.length / 2;
}

function isOfThumbnails(folder: Folder): boolean {
  const { name, parent } = folder;
  if (!FOLDER.test(name) || parent === undefined) return false;
  return (
    repeatsNames(folder) || bearingChildren(parent, NONE).some(({ name }) => isContainerName(name))
  );
}

/** The folders that are set aside. */
export function findThumbnails(tree: FolderTree, chosen: ReadingChoices): Masks {
  const found = [...tree.folders()].filter(isOfThumbnails);
  const [first] = found;
  if (first === undefined) return { aside: NONE, parts: [] };
  const taken = takenChoice(ID, 'ignore', CHOICES, chosen);
  const images = found.reduce((sum, folder) => sum + imagesBelow(folder, NONE), 0);
  const what = taken === 'ignore' ? 'small copies of other images, set aside' : 'taken as classes';
  const text = `"${first.name}": ${counted(images, 'image')}, ${what}.`;
  return {
    aside: new Set(taken === 'ignore' ? found : []),
    parts: [{ id: ID, kind: 'masks', text, images, taken, choices: CHOICES, parts: [] }],
  };
}
