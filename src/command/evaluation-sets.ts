/** The sets of an evaluation, from words of a command line. */
import { openAsBlob } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ByName } from '../core/by-name';
import { StillroomError } from '../core/errors';
import { canonicalHash } from '../core/formats/canonical-json';
import { MANIFEST_FORMAT, parseManifestText, type Manifest } from '../core/formats/manifest';
import type { Split } from '../core/held-out';
import { splitOf, type Collection } from '../data/import/collection';
import { mayBeExport, readExport, type ReadSet } from '../data/export/read-export';
import type { TrainingSet } from '../run/evaluation/order';
import type { PicturePlace } from '../run/evaluation/sets/pictures-at';
import { fullSet, randomSet, sourceSet } from '../run/evaluation/sets/real-sets';
import { runSet } from '../run/evaluation/sets/run-set';
import type { NamedClass } from '../run/recipe/make-recipe';
import { restore } from '../run/results/restore';
import type { Runs } from '../run/results/runs';
import { nodePictures } from './node-place';
import { NodeSource } from './node-source';
import { openCollection } from './open-collection';
import type { EvaluateWork } from './work-order';

/** Repeat r trains with this seed + r, as on the page. */
export const SEED = 0;

/** A set as it was named. */
export type NamedSet =
  | { readonly kind: 'random' | 'full' }
  | { readonly kind: 'export'; readonly name: string; readonly exported: ReadSet }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly path: string;
      /** Of an export that was unpacked there. */
      readonly manifest?: Manifest;
    };

/** The class folders of a set that was unpacked: those that are meant for training. */
async function trainFolder(path: string): Promise<string> {
  const train = join(path, 'train');
  const found = await stat(train).catch(() => null);
  if (found?.isDirectory() !== true) return path;
  // "train" is also a vehicle: a split holds class folders, a class holds images.
  const inside = await readdir(train, { withFileTypes: true });
  return inside.some((entry) => entry.isDirectory()) ? train : path;
}

/** The manifest of an unpacked export, from its folder or its folder for training. */
async function unpackedManifest(path: string): Promise<Manifest | null> {
  const place = resolve(path);
  const root = basename(place) === 'train' ? dirname(place) : place;
  const text = await readFile(join(root, 'manifest.json'), 'utf8').catch(() => '');
  // Other tools write manifests too.
  if (!text.includes('"stillroom-manifest/')) return null;
  const manifest = parseManifestText(text);
  return manifest.format === MANIFEST_FORMAT ? manifest : null;
}

/** The class folders of an unpacked export under the names of the classes that they were made safe from. */
function withOwnNames(collection: Collection, { classes }: Manifest): Collection {
  const own = new Map(classes.map(({ directory, folder }) => [directory, folder]));
  return {
    ...collection,
    classes: collection.classes.map((entry) => ({
      ...entry,
      folder: own.get(entry.folder) ?? entry.folder,
    })),
  };
}

/** @throws StillroomError BadParameter, BadManifest, BadArchive */
export async function namedSet(word: string): Promise<NamedSet> {
  if (word === 'random' || word === 'full') return { kind: word };
  const name = basename(word);
  const found = await stat(word).catch(() => null);
  if (found?.isFile() === true && mayBeExport(word)) {
    const exported = await readExport(await openAsBlob(word));
    if (exported?.kind === 'set') return { kind: 'export', name, exported };
  }
  if (found?.isDirectory() !== true) return { kind: 'folder', name, path: word };
  const path = await trainFolder(word);
  const manifest = await unpackedManifest(path);
  return { kind: 'folder', name, path, ...(manifest && { manifest }) };
}

export function manifestOf(set: NamedSet): Manifest | undefined {
  if (set.kind === 'export') return set.exported.manifest;
  return set.kind === 'folder' ? set.manifest : undefined;
}

/** The first export, packed or not, decides classes and split: it was made under them. */
export function basisOf(sets: readonly NamedSet[], collection: Collection) {
  const recipe = sets.map(manifestOf).find((manifest) => manifest !== undefined)?.recipe;
  const all = collection.classes.map(({ folder, name }) => ({ folder, name }));
  const none: Split = { kind: 'none' };
  return recipe === undefined
    ? { classes: all, split: splitOf(collection) }
    : { classes: recipe.classes, split: recipe.split ?? none };
}

/**
 * The data with other images as those that are held out.
 * @throws StillroomError BadParameter where no class of theirs is one of the data
 */
export function withTest(collection: Collection, test: Collection): Collection {
  const held = new Map(test.classes.map(({ folder, images }) => [folder, images]));
  const classes = collection.classes.map((entry) => ({
    ...entry,
    heldOut: held.get(entry.folder) ?? [],
  }));
  if (classes.some(({ folder }) => held.has(folder))) return { ...collection, classes };
  throw new StillroomError(
    'BadParameter',
    `--test has no class of the data: its folders are ${[...held.keys()].slice(0, 5).join(', ')}. Name class folders as the data does.`,
  );
}

/**
 * What images stand for of their classes, by these and their files' SHA-256, as the manifest of an export has
 * it. A picture that a class has twice is read once, and stands for both.
 */
function sharesIn(manifest: Manifest): ByName<ReadonlyMap<string, number>> {
  const shares = new Map<string, Map<string, number>>();
  for (const { kind, folder, sha256, share } of manifest.images) {
    if (kind !== 'distilled' || share === undefined) continue;
    const own = shares.get(folder) ?? new Map<string, number>();
    shares.set(folder, own.set(sha256, (own.get(sha256) ?? 0) + share));
  }
  return shares;
}

export interface SetPlace extends PicturePlace {
  readonly runs: Runs;
}

/** @throws StillroomError Unsupported for an export whose files are smaller than the images of its run */
function requireOwnImages(name: string, { manifest: { reduced } }: ReadSet): void {
  if (reduced === undefined) return;
  throw new StillroomError(
    'Unsupported',
    `The images in "${name}" are reduced from ${reduced.from} to ${reduced.side} px, and are not those of its run. Unpack it and give its folder train to evaluate them.`,
    { set: name },
  );
}

/** @throws StillroomError as reading the set does */
export async function trainingSet(
  named: NamedSet,
  place: SetPlace,
  classes: readonly NamedClass[],
  { imagesPerClass, weights }: Pick<EvaluateWork, 'imagesPerClass' | 'weights'>,
  signal: AbortSignal,
): Promise<TrainingSet> {
  switch (named.kind) {
    case 'random':
      return randomSet(place, classes, { imagesPerClass, seed: SEED });
    case 'full':
      return fullSet(place, classes, signal);
    case 'export': {
      const { name, exported } = named;
      const { runs } = place;
      requireOwnImages(name, exported);
      // A name of its own may be longer, written for a disk, than a file's name can be.
      const handle = canonicalHash({ name, recipe: exported.manifest.recipeHash });
      const { run } = await restore(exported, { runs, pictures: nodePictures }, { handle, signal });
      if (run === null) throw new Error('a set of this version comes back as a run');
      return runSet({ ...place, pictures: nodePictures }, run, classes, name, weights);
    }
    case 'folder': {
      const { manifest } = named;
      const listed = await openCollection([named.path], { signal });
      const collection = manifest === undefined ? listed : withOwnNames(listed, manifest);
      const source = new NodeSource(collection, { split: { kind: 'none' } });
      const shares = weights === 'equal' || manifest === undefined ? undefined : sharesIn(manifest);
      const facts = {
        id: named.path,
        name: named.name,
        evaluated: place.source,
        ...(shares && { shares }),
      };
      return sourceSet({ ...place, source }, classes, facts, signal);
    }
    default:
      return named satisfies never;
  }
}
