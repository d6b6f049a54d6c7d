/**
 * What a person dropped, as the rest of the program sees it: classes of images that can be opened.
 *
 * A source image is a path and a way to the bytes, never the bytes: a collection of 50,000 files has
 * to stay far below 300 MB. So each kind of source is a small class whose `open` is on the
 * prototype, and images of one folder or archive share one object behind them.
 */

import type { PackDescription } from '../../core/formats/pack';
import { usualPrompt } from '../../core/formats/pack/known-classes';
import { shareSplit, USUAL_SHARE, type Split } from '../../core/held-out';
import type { ImportReading } from './reading/reading';
import type { PackedFile } from './zip-directory';

export interface SourceImage {
  /** Path below what was dropped, with forward slashes: "imagenette/train/n01440764/1.JPEG". */
  readonly path: string;
  /**
   * Size of the file in bytes; undefined for files behind folder handles, where asking for 50,000
   * sizes takes three times as long as listing the files.
   */
  readonly size: number | undefined;
  /** Set where its bytes have to be unpacked: a thread that is sent this does it. */
  readonly packed?: PackedFile;
  /**
   * The file's bytes, read when asked for. The signal stops an unpacking.
   * @throws StillroomError BadImage or BadArchive when the file is gone or damaged,
   * PermissionDenied when the browser no longer lets the page read it, Aborted
   */
  open(signal?: AbortSignal): Promise<Blob>;
}

export interface CollectionClass {
  /** Identity of the class: the folder's name, with the parents' where two folders share it. */
  readonly folder: string;
  /**
   * For people: the WordNet name where the folder is one of ImageNet's ids, else the folder without
   * numbers and underscores. No two classes have the same.
   */
  readonly name: string;
  /** What a prompt calls the class, where it is not the name. */
  readonly words?: string;
  /** The words of the WordNet id that are not the name. */
  readonly synonyms?: readonly string[];
  /** To distil from, in natural order of their paths; never empty. */
  readonly images: readonly SourceImage[];
  /** Images of the class in splits that are kept for evaluation, where there are any. */
  readonly heldOut?: readonly SourceImage[];
}

export interface RejectedFile {
  readonly path: string;
  /** A phrase that ends the sentence "This file was skipped because it ...". */
  readonly reason: string;
}

/** A dropped file with the path it stands under. */
export interface OriginFile {
  readonly path: string;
  readonly file: File;
}

/** Where a collection came from, kept so that a reload can open it again. */
export type CollectionOrigin =
  /** Folders and archives that the browser lets us remember. */
  | { readonly kind: 'handles'; readonly handles: readonly FileSystemHandle[] }
  /** Files without handles: they live as long as the page, unless copied into storage. */
  | { readonly kind: 'files'; readonly files: readonly OriginFile[] }
  /** Both, in the order in which they were added. */
  | { readonly kind: 'places'; readonly places: readonly (FileSystemHandle | OriginFile)[] }
  /** Folders dropped in a browser without handles: only their listing of this page visit exists. */
  | { readonly kind: 'listing' }
  /** A collection that comes with the program. */
  | { readonly kind: 'sample'; readonly id: string };

export interface Collection {
  /** What to call it: the dropped folder's or archive's name. */
  readonly label: string;
  /** In natural order of their folders. */
  readonly classes: readonly CollectionClass[];
  readonly rejected: readonly RejectedFile[];
  readonly origin: CollectionOrigin;
  /** How the folders were understood, and what could be chosen instead. */
  readonly reading?: ImportReading;
}

/** The prompt of a class where no person wrote one: the pack's, for the class's words or WordNet id. */
export function promptOf(
  { folder, name, words = name, synonyms = [] }: Omit<CollectionClass, 'images' | 'heldOut'>,
  pack: PackDescription,
): string {
  return usualPrompt(pack, { folder, words, also: [name, ...synonyms] });
}

/**
 * Which images are held out: those of folders for evaluation where there are any, else a share.
 * @param share of each class, in percent
 */
export function splitOf(collection: Collection, share: number = USUAL_SHARE): Split {
  const inFolders = collection.classes.some(({ heldOut = [] }) => heldOut.length > 0);
  return inFolders ? { kind: 'folders' } : shareSplit(share);
}

/** Images of all classes. */
export function imageCount(collection: Collection): number {
  return collection.classes.reduce((count, entry) => count + entry.images.length, 0);
}
