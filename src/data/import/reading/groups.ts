/**
 * Groups of images that belong together: those of one folder, under the path of the class that they
 * would make. That path leaves out what names nothing: splits, pieces of a set, and folders like
 * "images" that hold a class's pictures.
 */
import type { SourceImage } from '../collection';
import { downloadedName } from './download-parts';
import type { Folder, FolderTree } from './folder-tree';
import { isContainerName, isShardName } from './folder-words';
import {
  counted,
  takenChoice,
  type ReadingChoice,
  type ReadingChoices,
  type ReadingPart,
} from './reading';
import type { Split } from './splits';

export interface Group {
  /** The class's path, a segment a folder; never empty. */
  segments: readonly string[];
  /** The folder that the images lie in. */
  readonly folder: string;
  readonly split: Split | undefined;
  images: SourceImage[];
  /** The table that named the class; undefined where the folder does. */
  readonly table?: string;
}

const SEPARATOR = '/';
export const pathOf = (segments: readonly string[]): string => segments.join(SEPARATOR);
export const fold = (text: string): string => text.normalize('NFC').toLowerCase();

function reduced(
  folder: Folder,
  splits: ReadonlyMap<Folder, Split>,
  shards: ReadonlySet<Folder>,
): readonly string[] {
  const segments: string[] = [];
  for (let at: Folder | undefined = folder; at !== undefined && at.path !== ''; at = at.parent) {
    if (shards.has(at)) continue;
    const split = splits.get(at);
    if (split === undefined || split.use === 'classes') segments.unshift(downloadedName(at.name));
    else if (split.rest !== '') segments.unshift(split.rest);
  }
  // pets/pets: a folder that was packed or copied into itself.
  const different = segments.filter(
    (one, i) => i === 0 || fold(one) !== fold(segments[i - 1] ?? ''),
  );
  return different.length > 0 ? different : folder.path.split(SEPARATOR).slice(0, 1);
}

/** The nearest split that a folder is, or lies in. */
function splitOf(folder: Folder, splits: ReadonlyMap<Folder, Split>): Split | undefined {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) {
    const split = splits.get(at);
    if (split !== undefined && split.use !== 'classes') return split;
  }
  return undefined;
}

/** A group for each folder with images, but for those set aside. */
export function groupsOf(
  tree: FolderTree,
  aside: ReadonlySet<Folder>,
  splits: ReadonlyMap<Folder, Split>,
  shards: ReadonlySet<Folder>,
): Group[] {
  const groups: Group[] = [];
  const visit = (folder: Folder): void => {
    if (aside.has(folder)) return;
    if (folder.images.length > 0) {
      groups.push({
        segments: reduced(folder, splits, shards),
        folder: folder.path,
        split: splitOf(folder, splits),
        images: folder.images,
      });
    }
    for (const child of folder.children.values()) visit(child);
  };
  visit(tree.root);
  return groups;
}

const CONTAINER_CHOICES: readonly ReadingChoice[] = [
  { id: 'above', text: 'name the classes by the folder above' },
  { id: 'classes', text: 'take it as a class' },
];
/** Containers in containers: images/jpg, at most as deep as people nest them. */
const ROUNDS = 4;

/** The names of the folders beside each path's last, its own included, by the path above. */
function siblingsOf(groups: readonly Group[]): Map<string, Set<string>> {
  const siblings = new Map<string, Set<string>>();
  for (const { segments } of groups) {
    for (let depth = 1; depth <= segments.length; depth++) {
      const above = pathOf(segments.slice(0, depth - 1));
      const names = siblings.get(above) ?? new Set<string>();
      siblings.set(above, names.add(segments[depth - 1] ?? ''));
    }
  }
  return siblings;
}

interface Container {
  readonly group: Group;
  readonly usual: 'above' | 'classes';
}

/**
 * The groups whose last folder may name nothing. Of places that lie side by side, each with one folder of the
 * same name, that folder is taken as the class: "a" and "b" with "fox" in each are two lots of foxes.
 */
function containers(groups: readonly Group[]): Container[] {
  const siblings = siblingsOf(groups);
  const leaves = groups.filter(({ segments }) => !siblings.has(pathOf(segments)));
  const own = ({ segments }: Group): string => segments.at(-1) ?? '';
  const above = ({ segments }: Group): string => pathOf(segments.slice(0, -1));
  const deep = leaves.filter(({ segments }) => segments.length > 1);
  const shared =
    deep.length === leaves.length &&
    new Set(leaves.map((leaf) => fold(own(leaf)))).size === 1 &&
    new Set(leaves.map(({ segments }) => fold(pathOf(segments)))).size > 1 &&
    leaves.every((leaf) => siblings.get(above(leaf))?.size === 1);
  // Once for each folder above, since 10,000 classes may lie in one.
  const holders = new Set(
    [...siblings].filter(([, names]) => [...names].every(isContainerName)).map(([path]) => path),
  );
  const arePlaces =
    deep.every(({ segments }) => segments.length === 2) && (siblings.get('')?.size ?? 0) > 1;
  return deep.flatMap((group): Container[] => {
    if (holders.has(above(group))) return [{ group, usual: 'above' }];
    return shared ? [{ group, usual: arePlaces ? 'classes' : 'above' }] : [];
  });
}

/**
 * Cuts folders that name nothing off the groups' paths: "images" and its like where nothing else
 * lies beside them, and any folder that every class of a place has under the same name.
 */
export function cutContainers(groups: readonly Group[], chosen: ReadingChoices): ReadingPart[] {
  const cut = new Map<string, { name: string; images: number }>();
  const kept = new Map<string, { name: string; images: number }>();
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false;
    for (const { group, usual } of containers(groups)) {
      const name = group.segments.at(-1) ?? '';
      const id = `container ${fold(name)}`;
      const taken = takenChoice(id, usual, CONTAINER_CHOICES, chosen);
      const counts = taken === 'above' ? cut : kept;
      const before = round > 0 && taken !== 'above' ? 0 : group.images.length;
      counts.set(id, { name, images: (counts.get(id)?.images ?? 0) + before });
      if (taken !== 'above') continue;
      group.segments = group.segments.slice(0, -1);
      changed = true;
    }
    if (!changed) break;
  }
  const part = (id: string, name: string, images: number, taken: string): ReadingPart => {
    const what =
      taken === 'above' ? 'classes are named by the folder above it' : 'taken as a class';
    const text = `"${name}" holds the images of its folder (${counted(images, 'image')}): ${what}.`;
    return { id, kind: 'container', text, images, taken, choices: CONTAINER_CHOICES, parts: [] };
  };
  return [
    ...[...cut].map(([id, { name, images }]) => part(id, name, images, 'above')),
    ...[...kept].map(([id, { name, images }]) => part(id, name, images, 'classes')),
  ];
}

/** The folder above what names nothing: a shard of a set, or a lone images folder; shards have one name together. */
export function baseOf(group: Group): readonly string[] {
  const { segments } = group;
  const last = segments.at(-1) ?? '';
  if (segments.length === 1) return [last.replace(/(?<=.)[\s._-]+\d{5,6}$/, '')];
  const nameless = segments.length > 1 && (isShardName(last) || isContainerName(last));
  return nameless ? segments.slice(0, -1) : segments;
}
