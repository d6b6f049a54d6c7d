/** What an ingest thread can do. */
import type { Call } from '../../core/call';
import type { Picture } from '../../core/picture';
import { encodePng } from '../export/png';
import { reducePng } from '../export/reduce-png';
import { listForPage } from '../import/thread/list-for-page';
import { openZipEntry } from '../import/zip';
import type { PackedFile } from '../import/zip-directory';
import { readImage, type IngestedImage, type ReadImageOptions } from './read-image';
import { readRegions, type RegionRequest } from './read-regions';

/** An image's bytes, or the place in an archive where they are packed. */
export type ImageFile = Blob | PackedFile;

function opened(file: ImageFile, signal: AbortSignal): Blob | Promise<Blob> {
  return file instanceof Blob ? file : openZipEntry(file.archive, file.entry, signal);
}

export const ingestFunctions = {
  /** Answers once the thread's code has loaded. */
  ready: () => true,

  readImage: async (
    file: ImageFile,
    options: ReadImageOptions,
    { signal }: Call,
  ): Promise<IngestedImage> => readImage(await opened(file, signal), options, signal),

  readRegions: async (
    file: ImageFile,
    requests: readonly RegionRequest[],
    { signal }: Call,
  ): Promise<Uint8Array<ArrayBuffer>[]> =>
    readRegions(await opened(file, signal), requests, signal),

  /** Lists and understands what was dropped. */
  list: listForPage,

  encodePng: (picture: Picture): Uint8Array<ArrayBuffer> => encodePng(picture),

  reducePng: (file: Uint8Array, side: number): Uint8Array<ArrayBuffer> => reducePng(file, side),
};

export type IngestFunctions = typeof ingestFunctions;
