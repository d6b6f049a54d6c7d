/** What an ingest thread can do: the one list that the worker implements and the pool calls. */
import type { Picture, PngTexts } from '../export/png';
import type { IngestedImage, ReadImageOptions } from './read-image';
import type { RegionRequest } from './read-regions';

export type IngestFunctions = {
  /** Answers once the worker's code has loaded. */
  ready: () => Promise<boolean>;
  readImage: (file: Blob, options: ReadImageOptions) => Promise<IngestedImage>;
  readRegions: (
    file: Blob,
    requests: readonly RegionRequest[],
  ) => Promise<Uint8Array<ArrayBuffer>[]>;
  encodePng: (picture: Picture, texts: PngTexts) => Promise<Uint8Array<ArrayBuffer>>;
};
