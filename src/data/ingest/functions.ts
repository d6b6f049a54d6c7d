/** What an ingest thread can do. */
import type { Call } from '../../core/call';
import type { Picture } from '../../core/picture';
import { encodePng } from '../export/png';
import { gunzip, type Gunzipped } from '../import/gzip';
import { Pacer } from '../pacing';
import { readImage, type IngestedImage, type ReadImageOptions } from './read-image';
import { readRegions, type RegionRequest } from './read-regions';

/** Bytes between two words about an unpacking. */
const TELL_EVERY = 2 ** 20;

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

  /** Tells how many bytes are unpacked, now and then. */
  gunzip: (file: Blob, { signal, tell }: Call<number>): Promise<Gunzipped> => {
    let told = 0;
    const onBytes = (bytes: number): void => {
      if (bytes - told < TELL_EVERY) return;
      told = bytes;
      tell(bytes);
    };
    return gunzip(file, onBytes, new Pacer(signal));
  },

  encodePng: (picture: Picture): Uint8Array<ArrayBuffer> => encodePng(picture),
};

export type IngestFunctions = typeof ingestFunctions;
