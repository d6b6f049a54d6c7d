/** What the download thread does: hashing and keeping of what the downloader hands on. */
import type { Call } from '../../core/call';
import { StillroomError } from '../../core/errors';
import { PACK_JSON_BYTES, packFiles } from '../../core/formats/pack';
import { browserWeightCache, type PieceCache } from '../weight-cache';
import { downloadFile } from './file-download';
import { browserKeptModels, packOfText, type KeptModel, type KeptModels } from './kept-models';
import { servedBy, type ServeFile } from './line';

/** A model at an address, before anything of it is fetched. */
export interface ModelOffer {
  readonly model: KeptModel;
  /** pack.json as it was read. */
  readonly text: string;
  /** Room that the browser gives this site; null where it does not tell. */
  readonly freeBytes: number | null;
}

export interface DownloadEvent {
  readonly path: string;
  /** Bytes of the file that are here. */
  readonly bytes: number;
}

function opened(): { readonly weights: PieceCache; readonly models: KeptModels } {
  const [weights, models] = [browserWeightCache(), browserKeptModels()];
  if (weights !== null && models !== null) return { weights, models };
  throw new StillroomError(
    'Unsupported',
    'This browser keeps no files for pages like this one. Open the page at an https:// address or at localhost, or add the model from a folder.',
  );
}

async function readText(serve: ServeFile, signal: AbortSignal): Promise<string> {
  const { bytes } = await serve('pack.json', 0, signal);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of bytes) {
    parts.push(part);
    size += part.length;
    if (size > PACK_JSON_BYTES) {
      throw new StillroomError(
        'PackInvalid',
        `What the server gives as pack.json has more than ${PACK_JSON_BYTES} bytes: it is no pack.json.`,
      );
    }
  }
  return new Blob(parts).text();
}

async function freeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

/** Two tabs that write one file would take each other's pieces apart. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request('stillroom-download', { ifAvailable: true }, (lock) => {
    if (lock !== null) return work();
    throw new StillroomError(
      'StorageFailed',
      'Another tab of this browser is fetching a model. Go on here when it is done.',
    );
  });
}

export const downloadFunctions = {
  /**
   * Reads an address's pack.json, and says what of its files is here; keeps nothing.
   * @param line the downloader's, opened for the address
   * @throws StillroomError PackInvalid, Unsupported, Aborted
   */
  async look(address: string, line: MessagePort, { signal }: Call): Promise<ModelOffer> {
    const { models } = opened();
    const text = await readText(servedBy(line, address), signal);
    const model = await models.described({ address, text });
    return { model, text, freeBytes: await freeBytes() };
  },

  /**
   * Fetches what of a model is not here, in one tab at a time. What came before an error or a stop stays.
   * @throws StillroomError PackInvalid, QuotaExceeded, StorageFailed, Unsupported, Aborted
   */
  download(
    address: string,
    text: string,
    line: MessagePort,
    { signal, tell }: Call<DownloadEvent>,
  ): Promise<void> {
    return alone(async () => {
      const { models, weights } = opened();
      const serve = servedBy(line, address);
      const pack = packOfText(text, address);
      await models.keep({ address, text });
      for (const file of packFiles(pack)) {
        const { path } = file;
        await downloadFile(file, {
          weights,
          serve,
          signal,
          tell: (bytes) => tell({ path, bytes }),
        });
      }
    });
  },
};
