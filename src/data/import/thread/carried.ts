/**
 * What crosses between the page and the thread that lists for it: plain data, in pieces that the page
 * takes in within a few milliseconds each, however many files there are.
 *
 * Folders behind handles and archives are read there. Files that only the page can open (those of a file
 * input, and of folders dropped in browsers without handles) stay with it: their paths and sizes go
 * there, and the thread asks for the few of them, tables of labels, whose content it needs.
 */
import type { CollectionClass, RejectedFile } from '../collection';
import type { NameEncoding } from '../names/encodings';
import type { ImportProgress } from '../options';
import type { ImportReading, ReadingChoices } from '../reading/reading';
import type { SparseMap } from '../tar-sparse';
import type { ZipEntry } from '../zip-directory';

/** Images, classes and files in one message. */
export const PIECE = 500;

export type CarriedRoot =
  | { readonly kind: 'directory'; readonly handle: FileSystemDirectoryHandle; readonly as: string }
  /** The name beside the file: not every platform keeps it when a file is sent. */
  | { readonly kind: 'archive'; readonly name: string; readonly file: Blob }
  | {
      readonly kind: 'kept';
      /** Joined by zeros, which no path has: one text is sent in a thousandth of the time of many. */
      readonly paths: string;
      /** In bytes; NaN where it is not known. */
      readonly sizes: Float64Array<ArrayBuffer>;
      /** Place of the first of them among all files that the page keeps. */
      readonly from: number;
    };

export interface ListingWishes {
  readonly choices: ReadingChoices;
  readonly nameEncoding: NameEncoding | undefined;
}

/** What many images lie in: an archive, or a folder with its name in the collection. */
export type Container =
  Blob | { readonly handle: FileSystemDirectoryHandle; readonly name: string };

export type CarriedImage =
  | { readonly kind: 'kept'; readonly at: number }
  /** @property inside the container's number, in the order in which they were told */
  | { readonly kind: 'handle'; readonly path: string; readonly inside: number }
  | {
      readonly kind: 'tar';
      readonly path: string;
      readonly inside: number;
      readonly size: number;
      readonly start: number;
      readonly sparse: SparseMap | undefined;
    }
  | {
      readonly kind: 'zip';
      readonly path: string;
      readonly inside: number;
      readonly entry: ZipEntry;
    };

/** A class with the numbers of its images: they come beside it, class by class, own before held out. */
export interface CarriedClass extends Omit<CollectionClass, 'images' | 'heldOut'> {
  readonly images: number;
  readonly heldOut: number;
}

export type ListingEvent =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'container'; readonly container: Container }
  | { readonly kind: 'images'; readonly images: readonly CarriedImage[] }
  | { readonly kind: 'classes'; readonly classes: readonly CarriedClass[] }
  | { readonly kind: 'rejected'; readonly rejected: readonly RejectedFile[] };

/** What comes at the end. */
export type ListingResult = ImportReading;

/** What the page does for the thread. */
export interface KeptFiles {
  /** @param at place of the file among those that the page keeps */
  readonly open: (at: number) => Promise<Blob>;
}
