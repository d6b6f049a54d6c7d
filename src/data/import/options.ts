/** What an import can be told, and what it tells on the way. */
import type { Collection } from './collection';
import type { NameEncoding } from './names/encodings';
import type { ReadingChoices } from './reading/reading';
import type { ImportRoot } from './roots';

/** The archive that is being read. */
export interface ArchiveProgress {
  readonly name: string;
  /** Bytes unpacked of a .tgz, which has to be unpacked before it can be listed; else 0. */
  readonly unpackedBytes: number;
  /** Entries of its list that are read so far; 0 while it is unpacked. */
  readonly entries: number;
}

export interface ImportProgress {
  /** Files seen so far, images or not. */
  readonly files: number;
  readonly images: number;
  /** Of files that have the labels of a picture each, while they are read. */
  readonly labels?: { readonly read: number; readonly of: number };
  /** Null outside archives. */
  readonly archive: ArchiveProgress | null;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Told about ten times a second, and at the end of each step. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** What a person chose about parts of an earlier reading (`Collection.reading`) of the same. */
  readonly choices?: ReadingChoices;
  /** The encoding of names in archives that do not state one, in place of the one found. */
  readonly nameEncoding?: NameEncoding;
}

/**
 * Makes a collection of what was dropped: `importRoots` on this thread, `importElsewhere` on another.
 * @throws StillroomError as `importRoots` does
 */
export type Importer = (
  roots: readonly ImportRoot[],
  options?: ImportOptions,
) => Promise<Collection>;
