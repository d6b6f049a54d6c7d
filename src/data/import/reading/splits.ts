/**
 * Splits of one data set: folders called train, val, test and the like, above or below the classes.
 *
 * A class may be called train as well. A folder is a split when another split stands beside it (and
 * either class folders lie in one of them, or there is nothing else beside), when it alone holds
 * class folders, when it holds classes that it stands beside (cat, dog, test/cat), when it repeats
 * the split that it lies in (test_set/test_set), or when it is alone and called like a split
 * elsewhere. "cats_train" is one where "cats_test" stands beside it; what is left of the name then
 * names the class.
 */
import { bearingChildren, type Folder, type FolderTree } from './folder-tree';
import {
  isContainerName,
  splitName,
  wholeName,
  type SplitKind,
  type SplitName,
} from './folder-words';
import { takenChoice, type ReadingChoice, type ReadingChoices } from './reading';

export type SplitUse = 'train' | 'held-out' | 'classes' | 'ignore';

export interface Split extends SplitName {
  /** The part of the reading that it belongs to: all splits of one name. */
  readonly id: string;
  readonly name: string;
  /** Path of the folder that it lies in, beside the other splits; undefined where it stands beside classes. */
  readonly above: string | undefined;
  readonly use: SplitUse;
  readonly choices: readonly ReadingChoice[];
}

type SplitChoice = ReadingChoice & { readonly id: SplitUse };

/** Of a split that a table is: it has no folders that could be classes. */
export const TABLE_CHOICES: readonly SplitChoice[] = [
  { id: 'train', text: 'distill from its images' },
  { id: 'held-out', text: 'hold out for evaluation' },
  { id: 'ignore', text: 'set aside' },
];

const FOLDER_CHOICES: readonly SplitChoice[] = [
  ...TABLE_CHOICES,
  { id: 'classes', text: 'take its folders as classes of their own' },
];

const USUAL = new Map<SplitKind, SplitUse>([
  ['train', 'train'],
  ['val', 'held-out'],
  ['test', 'held-out'],
  ['unlabelled', 'ignore'],
]);

const fold = (name: string): string => name.normalize('NFC').toLowerCase();

/** The split folders among a folder's children. */
function splitsAmong(
  children: readonly Folder[],
  aside: ReadonlySet<Folder>,
  inSplit: SplitKind | undefined,
): Map<Folder, SplitName> {
  const named = new Map<Folder, SplitName>();
  for (const child of children) {
    const split = splitName(child.name);
    if (split !== undefined) named.set(child, split);
  }
  const plain = [...named].filter(([, { rest }]) => rest === '');
  const found = new Map<Folder, SplitName>();
  const kinds = new Set(plain.map(([, { kind }]) => kind));
  const holdsFolders = ([child]: [Folder, SplitName]): boolean =>
    bearingChildren(child, aside).length > 0;
  const alone = plain.length === children.length;
  const isSplit =
    (kinds.size > 1 && (alone || plain.some(holdsFolders))) ||
    (kinds.size === 1 && alone && plain.every(holdsFolders)) ||
    (alone && children.length === 1 && inSplit !== undefined && kinds.has(inSplit));
  if (isSplit) for (const [child, split] of plain) found.set(child, split);
  const kindsOf = new Map<string, Set<SplitKind>>();
  for (const { rest, kind } of named.values()) {
    kindsOf.set(rest, (kindsOf.get(rest) ?? new Set<SplitKind>()).add(kind));
  }
  for (const [child, split] of named) {
    const twin = (kindsOf.get(split.rest)?.size ?? 0) > 1;
    if (split.rest !== '' && twin) found.set(child, split);
  }
  return found;
}

/** The split folders among children that are classes otherwise: those that hold a class of the same name. */
function splitsBesideClasses(
  children: readonly Folder[],
  aside: ReadonlySet<Folder>,
): Map<Folder, SplitName> {
  const found = new Map<Folder, SplitName>();
  for (const child of children) {
    const split = splitName(child.name);
    if (split?.rest === '') found.set(child, split);
  }
  if (found.size === 0) return found;
  const others = children.filter((child) => !found.has(child));
  const inside = (folder: Folder): string[] =>
    bearingChildren(folder, aside).map(({ name }) => fold(name));
  const classes = new Set(
    others.flatMap((child) => (isContainerName(child.name) ? inside(child) : [fold(child.name)])),
  );
  for (const split of found.keys()) {
    if (!inside(split).some((name) => classes.has(name))) found.delete(split);
  }
  return found;
}

/** A split of a folder's or a table's name, with what becomes of its images. */
export function splitCalled(
  full: string,
  split: SplitName,
  above: string | undefined,
  choices: readonly ReadingChoice[],
  chosen: ReadingChoices,
): Split {
  // Pieces of a split are one.
  const name = wholeName(full);
  const id = `split ${fold(name)}`;
  const use = takenChoice(id, USUAL.get(split.kind) ?? 'ignore', choices, chosen);
  return { ...split, id, name, above, use: use as SplitUse, choices };
}

/** The folders that are splits, with what becomes of their images. */
export function findSplits(
  tree: FolderTree,
  aside: ReadonlySet<Folder>,
  chosen: ReadingChoices,
): Map<Folder, Split> {
  const splits = new Map<Folder, Split>();
  const add = (child: Folder, split: SplitName, above: string | undefined): void => {
    splits.set(child, splitCalled(child.name, split, above, FOLDER_CHOICES, chosen));
  };
  /** Folders beside which there is nothing. */
  const lone: Folder[] = [];
  const visit = (folder: Folder, inSplit: SplitKind | undefined): void => {
    const children = bearingChildren(folder, aside);
    const found = splitsAmong(children, aside, inSplit);
    const isAmongClasses = found.size === 0;
    const splitsHere = isAmongClasses ? splitsBesideClasses(children, aside) : found;
    if (children.length === 1) lone.push(...children);
    for (const child of children) {
      const split = splitsHere.get(child);
      if (split !== undefined) add(child, split, isAmongClasses ? undefined : folder.path);
      visit(child, split?.kind ?? inSplit);
    }
  };
  visit(tree.root, undefined);
  const names = new Set([...splits.keys()].map(({ name }) => fold(name)));
  for (const folder of lone) {
    const split = splitName(folder.name);
    if (split !== undefined && names.has(fold(folder.name)) && !splits.has(folder)) {
      add(folder, split, folder.parent?.path);
    }
  }
  return splits;
}
