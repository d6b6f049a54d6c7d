/** PNG files of pictures, made by the threads that read images; our own are read here. */
import { throwIfAborted } from '../../core/errors';
import { decodePng } from '../../data/export/decode-png';
import type { IngestPool } from '../../data/ingest/pool';
import type { Picture, Pictures } from '../../run/ports';

export class PagePictures implements Pictures {
  readonly #pool: IngestPool;

  constructor(pool: IngestPool) {
    this.#pool = pool;
  }

  async encodePng(picture: Picture, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#pool.encodePng(picture, signal));
  }

  async decodePng(file: Uint8Array, signal?: AbortSignal): Promise<Picture> {
    throwIfAborted(signal);
    return decodePng(file);
  }

  async reducePng(
    file: Uint8Array,
    side: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#pool.reducePng(file, side, signal));
  }
}
