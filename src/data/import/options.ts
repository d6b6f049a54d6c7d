/** What an import can be told, and what it tells on the way. */
import type { Gunzipped } from './gzip';
import type { NameEncoding } from './names/encodings';
import type { ReadingChoices } from './reading/reading';

export interface ImportProgress {
  /** Files seen so far, images or not. */
  readonly files: number;
  readonly images: number;
  /** Bytes unpacked of a .tgz, which has to be unpacked before it can be listed; else 0. */
  readonly unpackedBytes: number;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Told at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Unpacks gzip files, on another thread for one; on this one where it is left out. */
  readonly gunzip?: (
    file: Blob,
    onBytes: (bytes: number) => void,
    signal: AbortSignal | undefined,
  ) => Promise<Gunzipped>;
  /** What a person chose about parts of an earlier reading (`Collection.reading`) of the same. */
  readonly choices?: ReadingChoices;
  /** The encoding of names in archives that do not state one, in place of the one found. */
  readonly nameEncoding?: NameEncoding;
}
