/**
 * Pictures that are no pictures of anything: segmentation masks and drawn annotations, which lie in
 * folders beside the pictures or, as cat_mask.png beside cat.png, in the same folder.
 *
 * A name like "masks" is not enough, since there are masks to photograph. It counts where the
 * folders around it say so: pictures in the folder above, an images folder or a split beside it, the
 * same name again and again, or the same folders inside as beside.
 */
import type { SourceImage } from '../collection';
import { bearingChildren, imagesBelow, type Folder, type FolderTree } from './folder-tree';
import { isContainerName, maskName, splitName } from './folder-words';
import { counted, takenChoice, type ReadingChoices, type ReadingPart } from './reading';

export interface Masks {
  readonly aside: ReadonlySet<Folder>;
  readonly parts: readonly ReadingPart[];
}

const CHOICES = [
  { id: 'ignore', text: 'set aside' },
  { id: 'classes', text: 'take as classes' },
];
const NONE: ReadonlySet<Folder> = new Set();
const fold = (name: string): string => name.normalize('NFC').toLowerCase();

/** What else lies in the folder of masks: the names, and whether one of them is of pictures. */
interface Beside {
  readonly names: ReadonlySet<string>;
  readonly pictures: boolean;
}

function besideMasks(parent: Folder): Beside {
  const others = bearingChildren(parent, NONE).filter(({ name }) => maskName(name) === undefined);
  return {
    names: new Set(others.map(({ name }) => name)),
    pictures: others.some(({ name }) => isContainerName(name) || splitName(name)?.rest === ''),
  };
}

/** @param besideOf looked up once for a parent, however many of its folders have such names */
function isMaskFolder(
  folder: Folder,
  often: boolean,
  besideOf: (parent: Folder) => Beside,
): boolean {
  const { name, parent } = folder;
  const kind = maskName(name);
  if (kind === undefined || parent === undefined) return false;
  if (parent.images.length > 0 && parent.path !== '') return true;
  const { names, pictures } = besideOf(parent);
  if (names.size === 0) return false;
  const inside = bearingChildren(folder, NONE);
  const parallel = inside.length > 0 && inside.every((child) => names.has(child.name));
  return kind === 'sure' || pictures || often || parallel;
}

/** A folder of a camera card's own files, beside its pictures. */
function isCameraFolder({ name, parent }: Folder): boolean {
  if (fold(name) !== 'misc' || parent === undefined) return false;
  return [...parent.children.keys()].some((sibling) => fold(sibling) === 'dcim');
}

function maskFolders(tree: FolderTree): Folder[] {
  const named = [...tree.folders()].filter(({ name }) => maskName(name) !== undefined);
  const times = new Map<string, number>();
  for (const { name } of named) times.set(fold(name), (times.get(fold(name)) ?? 0) + 1);
  const beside = new Map<Folder, Beside>();
  const besideOf = (parent: Folder): Beside => {
    const known = beside.get(parent) ?? besideMasks(parent);
    beside.set(parent, known);
    return known;
  };
  const often = ({ name }: Folder): boolean => (times.get(fold(name)) ?? 0) > 1;
  return named.filter((folder) => isMaskFolder(folder, often(folder), besideOf));
}

/** The folders that are set aside, whose images count no more. */
export function findMasks(tree: FolderTree, chosen: ReadingChoices): Masks {
  const byName = new Map<string, Folder[]>();
  const found = new Set(maskFolders(tree));
  // When nothing else is left, they are the pictures.
  if (imagesBelow(tree.root, found) > 0) {
    for (const folder of found) {
      const group = byName.get(fold(folder.name));
      if (group === undefined) byName.set(fold(folder.name), [folder]);
      else group.push(folder);
    }
  }
  const aside = new Set([...tree.folders()].filter(isCameraFolder));
  const parts: ReadingPart[] = [];
  for (const [name, folders] of byName) {
    const id = `masks ${name}`;
    const taken = takenChoice(id, 'ignore', CHOICES, chosen);
    const images = folders.reduce((sum, folder) => sum + imagesBelow(folder, NONE), 0);
    if (taken === 'ignore') for (const folder of folders) aside.add(folder);
    const what = taken === 'ignore' ? 'masks of other images, set aside' : 'taken as classes';
    const text = `"${folders[0]?.name ?? name}": ${counted(images, 'image')}, ${what}.`;
    parts.push({ id, kind: 'masks', text, images, taken, choices: CHOICES, parts: [] });
  }
  return { aside, parts };
}

const MASK_FILE =
  /^(.+?)[\s_-]+(?:masks?|seg|segmentation|trimap|gt|groundtruth|label|annotation)(?:[\s_-]*\d+)?$/i;

function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** Takes the masks that lie beside their own pictures out of the folders. */
export function takeMaskFiles(tree: FolderTree, chosen: ReadingChoices): ReadingPart[] {
  const id = 'masks files';
  const taken = takenChoice(id, 'ignore', CHOICES, chosen);
  let images = 0;
  let example = '';
  for (const folder of tree.folders()) {
    const candidates = new Map<SourceImage, string>();
    for (const image of folder.images) {
      const [, own] = MASK_FILE.exec(stemOf(image.path)) ?? [];
      if (own !== undefined) candidates.set(image, own);
    }
    if (candidates.size === 0) continue;
    const stems = new Set(folder.images.map(({ path }) => stemOf(path)));
    const masks = new Set([...candidates].filter(([, own]) => stems.has(own)).map(([one]) => one));
    if (masks.size === 0) continue;
    images += masks.size;
    example ||= [...masks][0]?.path ?? '';
    if (taken === 'ignore') folder.images = folder.images.filter((image) => !masks.has(image));
  }
  if (images === 0) return [];
  const what = taken === 'ignore' ? 'set aside' : 'taken as images';
  const text = `${counted(images, 'image')} named as masks of others, such as ${example}: ${what}.`;
  return [{ id, kind: 'masks', text, images, taken, choices: CHOICES, parts: [] }];
}
