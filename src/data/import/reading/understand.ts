/**
 * From a listing to classes: what a person who looked into the folder would say that it holds.
 *
 * In this order, each step working on what the one before left: masks and thumbnails are set aside, splits found,
 * folders that name nothing cut off, tables of labels applied, flat pictures read by their own names, classes
 * put together and named. What each step understood becomes a part of the reading.
 */
import type { Pacer } from '../../../core/pacing';
import { wordNet, type WordNet } from '../../wordnet/names';
import type { CollectionClass, RejectedFile, SourceImage } from '../collection';
import { identitiesOf } from '../classes';
import { compareNatural, sortNaturally } from '../order';
import { baseName } from '../recognise';
import { assemble } from './assemble';
import type { ClassGroup } from './class-finder';
import { hasWordNetId, nameClasses, type ClassName } from './class-names';
import { applyFileNames } from './file-names';
import { plantTree } from './folder-tree';
import { copiedFolders } from './copied-folders';
import { downloadParts } from './download-parts';
import { cutContainers, groupsOf, type Group } from './groups';
import { namesOfIds } from './id-names';
import { applyLabels, type Labelling } from './labels/apply-labels';
import { tableOfNumbers } from './labels/numbered-images';
import { PASSED_OVER, passedOverNote } from './labels/table-units';
import { findMasks, takeMaskFiles } from './masks';
import { counted, type ImportReading, type ReadingChoices } from './reading';
import { findShards } from './shards';
import { findSideLabels, type OnLabels } from './labels/side-labels';
import { findSplits } from './splits';
import { findThumbnails } from './thumbnails';

export interface Understood {
  readonly classes: readonly CollectionClass[];
  readonly reading: ImportReading;
  /** A line a folder whose images belong to no class. */
  readonly setAside: readonly RejectedFile[];
  /** Paths of the tables that labels were taken from. */
  readonly tables: ReadonlySet<string>;
  /** Why other tables were not needed, or not read, by their paths. */
  readonly unneeded: ReadonlyMap<string, string>;
}

const NO_WORDS: WordNet = new Map();

async function classOf(
  group: ClassGroup,
  folder: string,
  { name, words, synonyms }: ClassName,
  pacer: Pacer,
): Promise<CollectionClass> {
  const images = await sortNaturally(group.images, (image) => image.path, pacer);
  const heldOut = await sortNaturally(group.heldOut, (image) => image.path, pacer);
  return {
    folder,
    name,
    ...(words === name ? {} : { words }),
    ...(synonyms.length === 0 ? {} : { synonyms }),
    images,
    ...(heldOut.length === 0 ? {} : { heldOut }),
  };
}

async function classesOf(
  groups: readonly ClassGroup[],
  idNames: ReadonlyMap<string, string>,
  pacer: Pacer,
): Promise<CollectionClass[]> {
  const identities = identitiesOf(groups.map(({ path }) => path));
  const named = groups.map((group) => {
    const called = idNames.get(baseName(group.path));
    const folder = identities.get(group.path) ?? group.path;
    return { ...group, folder, ...(called === undefined ? {} : { called }) };
  });
  const words = named.some(hasWordNetId) ? await wordNet() : NO_WORDS;
  const names = nameClasses(named, words);
  const classes: CollectionClass[] = [];
  for (const [i, group] of named.entries()) {
    const name = names[i];
    if (name !== undefined) classes.push(await classOf(group, group.folder, name, pacer));
  }
  return classes.sort((a, b) => compareNatural(a.folder, b.folder));
}

function summary(classes: readonly CollectionClass[]): string {
  const images = classes.reduce((sum, entry) => sum + entry.images.length, 0);
  const held = classes.reduce((sum, entry) => sum + (entry.heldOut?.length ?? 0), 0);
  const of = `${counted(classes.length, 'class', 'classes')}, ${counted(images, 'image')}`;
  return held === 0 ? `${of}.` : `${of}; ${counted(held, 'image')} held out.`;
}

/** Groups by the tables among the files; where none labels any, by files that lie beside the pictures. */
async function labelled(
  groups: readonly Group[],
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
  pacer: Pacer,
  onLabels: OnLabels,
  signal: AbortSignal | undefined,
): Promise<Labelling> {
  const { tables: read, filesOf } = await tableOfNumbers(tables, signal);
  const found = await applyLabels(groups, read, chosen, pacer, signal);
  const byTables = {
    ...found,
    used: new Set([...found.used].flatMap(filesOf)),
    unneeded: new Map(
      [...found.unneeded].flatMap(([path, why]) =>
        filesOf(path).map((file) => [file, why] as const),
      ),
    ),
    passedOver: found.passedOver.flatMap(filesOf),
  };
  if (byTables.parts.length > 0) return byTables;
  const beside = await findSideLabels(groups, tables, pacer, onLabels, signal);
  const { table } = beside;
  if (table === undefined) return { ...byTables, parts: beside.parts };
  const bySides = await applyLabels(groups, [table], chosen, pacer, signal);
  return {
    ...bySides,
    used: new Set(bySides.used.size === 0 ? [] : beside.files),
    passedOver: byTables.passedOver,
  };
}

/**
 * The classes of listed images.
 * @param images that all lie in some folder
 * @param tables files beside them that may hold labels
 * @param onLabels told how many of the files that have the labels of a picture each are read
 * @throws StillroomError BadParameter for a choice that is not offered, PermissionDenied, Aborted
 */
export async function understand(
  images: readonly SourceImage[],
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
  pacer: Pacer,
  onLabels: OnLabels,
  signal: AbortSignal | undefined,
): Promise<Understood> {
  const tree = await plantTree(images, pacer);
  const maskFiles = takeMaskFiles(tree, chosen);
  const masks = findMasks(tree, chosen);
  const thumbnails = findThumbnails(tree, chosen);
  const aside = new Set([...masks.aside, ...thumbnails.aside]);
  const splits = findSplits(tree, aside, chosen);
  const shards = findShards(tree, aside, chosen);
  const groups = groupsOf(tree, aside, splits, shards.folders);
  const containers = cutContainers(groups, chosen);
  const labelling = await labelled(groups, tables, chosen, pacer, onLabels, signal);
  const named = applyFileNames(labelling.groups, chosen);
  const assembly = assemble(named.groups, labelling.unlabelled, chosen);
  const ids = assembly.classes.map(({ path }) => baseName(path));
  const lists = tables.filter(({ path }) => !labelling.used.has(path));
  const idNames = await namesOfIds(ids, lists, chosen, pacer, signal);
  const classes = await classesOf(assembly.classes, idNames.names, pacer);
  const used = new Set([...labelling.used, ...idNames.used]);
  const passedOver = labelling.passedOver.filter((path) => !used.has(path));
  const parts = [
    ...assembly.parts,
    ...labelling.parts,
    ...passedOverNote(passedOver.length),
    ...idNames.parts,
    ...named.parts,
    ...containers,
    ...shards.parts,
    ...masks.parts,
    ...thumbnails.parts,
    ...maskFiles,
    ...downloadParts(tree),
    ...copiedFolders(assembly.classes),
  ];
  return {
    classes,
    reading: { text: summary(classes), parts },
    setAside: assembly.setAside,
    tables: used,
    unneeded: new Map([
      ...passedOver.map((path) => [path, PASSED_OVER] as const),
      ...labelling.unneeded,
    ]),
  };
}
