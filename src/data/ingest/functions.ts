/** What an ingest thread can do. */
import type { Call } from '../../core/call';
import type { Picture } from '../../core/picture';
import { encodePng } from '../export/png';
import { readImage, type IngestedImage, type ReadImageOptions } from './read-image';
import { readRegions, type RegionRequest } from './read-regions';

export const ingestFunctions = {
  /** Answers once the thread's code has loaded. */
  ready: () => true,

  readImage: (file: Blob, options: ReadImageOptions, { signal }: Call): Promise<IngestedImage> =>
    readImage(file, options, signal),

  readRegions: (
    file: Blob,
    requests: readonly RegionRequest[],
    { signal }: Call,
  ): Promise<Uint8Array<ArrayBuffer>[]> => readRegions(file, requests, signal),

  encodePng: (picture: Picture): Uint8Array<ArrayBuffer> => encodePng(picture),
};

export type IngestFunctions = typeof ingestFunctions;
