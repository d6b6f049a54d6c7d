/** A record as `distill` keeps it, for tests of what the page makes of it. */
import { RECIPE_FORMAT } from '../../../src/core/formats/recipe';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { RESULTS_REVISION } from '../../../src/run/recipe/identity';
import {
  RECORDS_VERSION,
  type RunRecord,
  type StoredImage,
} from '../../../src/run/results/records';

export interface RecordWish {
  readonly handle?: string;
  readonly folders: readonly string[];
  readonly imagesPerClass?: number;
  /** null for a class that is not read; by default all are. */
  readonly hashes?: readonly (string | null)[];
  readonly state?: RunRecord['state'];
  readonly provider?: string;
}

export function runRecord({
  handle = 'a',
  folders,
  imagesPerClass = 2,
  hashes = folders.map((folder) => `hash of ${folder}`),
  state = 'unfinished',
  provider = 'wasm',
}: RecordWish): RunRecord {
  return {
    version: RECORDS_VERSION,
    handle,
    hash: null,
    label: 'drawn',
    startedAt: '2026-11-20T10:00:00.000Z',
    recipe: {
      format: RECIPE_FORMAT,
      revision: RESULTS_REVISION,
      classes: folders.map((folder) => ({ folder, name: folder, prompt: folder })),
      pack: { id: 'tiny', version: '1.0.0', hash: 'p' },
      method: 'coda',
      parameters: {},
      sampling: { ...defaultsOf(samplingSchema), imagesPerClass },
    },
    classHashes: hashes,
    backend: { provider, decoder: 'browser', threads: 2 },
    state,
    problems: [],
  };
}

export function storedImage(seconds: number): StoredImage {
  return {
    version: RECORDS_VERSION,
    origin: 'generated',
    png: new Uint8Array(8),
    side: 64,
    latent: null,
    seconds,
    steps: [],
  };
}
