/**
 * Folders that a set was cut into, and that name nothing: part_1 and part_2 or the folds of a cross-validation,
 * above the classes or below each of them, and the folders that a camera numbers, DCIM/100CANON.
 *
 * part_1 may also be a thing. Such folders count where nothing else lies beside them, and where classes lie in them
 * or beside the folder that they lie in. Folds that have a split of their own each hold the whole set once more.
 */
import { bearingChildren, imagesBelow, type Folder, type FolderTree } from './folder-tree';
import { isCountedShard, splitName } from './folder-words';
import { counted, takenChoice, type ReadingChoices, type ReadingPart } from './reading';

export interface Shards {
  readonly folders: ReadonlySet<Folder>;
  readonly parts: readonly ReadingPart[];
}

const ID = 'shards';
const CHOICES = [
  { id: 'together', text: 'read them as one' },
  { id: 'classes', text: 'take them as folders of their own' },
];
/** What cameras and phones call the folders in DCIM (JEITA's DCF: 100CANON; 202401__ of an iPhone; Camera). */
const IN_DCIM = /^(\d{3}[a-z\d_]{5}|\d{6}_[a-z_]|camera)$/i;

const isDcim = ({ name }: Folder): boolean => name.toLowerCase() === 'dcim';

const isOfCamera = (folder: Folder): boolean =>
  isDcim(folder) ||
  (folder.parent !== undefined && isDcim(folder.parent) && IN_DCIM.test(folder.name));

/**
 * The pieces of one set among the folders of a parent.
 * @param isOneOfSeveral of a folder, asked once for each parent
 */
function piecesIn(
  parent: Folder,
  aside: ReadonlySet<Folder>,
  isOneOfSeveral: (folder: Folder) => boolean,
): readonly Folder[] {
  if (![...parent.children.keys()].some(isCountedShard)) return [];
  const children = bearingChildren(parent, aside);
  if (children.length < 2 || !children.every(({ name }) => isCountedShard(name))) return [];
  const inside = children.flatMap((child) => bearingChildren(child, aside));
  const areFolds = children.every(({ name }) => /fold/i.test(name));
  if (areFolds && inside.some(({ name }) => splitName(name)?.rest === '')) return [];
  return inside.length > 0 || isOneOfSeveral(parent) ? children : [];
}

/**
 * The folders that name nothing.
 * @throws StillroomError BadParameter for a choice that is not offered
 */
export function findShards(
  tree: FolderTree,
  aside: ReadonlySet<Folder>,
  chosen: ReadingChoices,
): Shards {
  const cameras: Folder[] = [];
  const pieces: Folder[] = [];
  const several = new Map<Folder, boolean>();
  const isOneOfSeveral = ({ parent }: Folder): boolean => {
    if (parent === undefined) return false;
    const known = several.get(parent) ?? bearingChildren(parent, aside).length > 1;
    several.set(parent, known);
    return known;
  };
  for (const folder of tree.folders()) {
    if (aside.has(folder)) continue;
    if (isOfCamera(folder)) cameras.push(folder);
    pieces.push(...piecesIn(folder, aside, isOneOfSeveral));
  }
  if (pieces.length === 0) return { folders: new Set(cameras), parts: [] };
  const taken = takenChoice(ID, 'together', CHOICES, chosen);
  const [first, second] = pieces;
  const what = taken === 'together' ? 'read as one' : 'taken as folders of their own';
  const images = pieces.reduce((sum, piece) => sum + imagesBelow(piece, aside), 0);
  const text = `"${first?.name ?? ''}", "${second?.name ?? ''}" and their like (${counted(pieces.length, 'folder')}, ${counted(images, 'image')}) are pieces of one set: ${what}.`;
  return {
    folders: new Set(taken === 'together' ? [...cameras, ...pieces] : cameras),
    parts: [{ id: ID, kind: 'container', text, images, taken, choices: CHOICES, parts: [] }],
  };
}
