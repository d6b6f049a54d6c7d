/** Object URLs of the collection's pictures: thumbnails, and whole images as the model sees them. */
import type { Framing } from '../../core/framing';
import type { SourceImage } from '../../data/import/collection';
import type { IngestPool } from '../../data/ingest/pool';
import { KEPT, THUMBNAIL_SIDE } from './class-reader';
import { ObjectUrls } from './object-urls';
import { pngBlob } from './png-blob';

const THUMBNAILS_KEPT = 3000;
const PICTURES_KEPT = 200;

const nameOf = (folder: string, path: string): string => `${folder}/${path}`;

export class ClassPictures {
  readonly #pool: IngestPool;
  readonly #thumbnails = new ObjectUrls(THUMBNAILS_KEPT);
  readonly #pictures = new ObjectUrls(PICTURES_KEPT);

  constructor(pool: IngestPool) {
    this.#pool = pool;
  }

  /** Keeps a thumbnail that was made while its class was read. @returns gives its URL */
  keep(folder: string, path: string, thumbnail: Blob): () => string | null {
    return this.#thumbnails.keep(nameOf(folder, path), thumbnail);
  }

  thumbnail(folder: string, file: SourceImage, side: number): Promise<string> {
    return this.#thumbnails.get(nameOf(folder, file.path), async () => {
      const options = { resolution: side, thumbnail: THUMBNAIL_SIDE, framing: KEPT };
      return (await this.#pool.readOne(file, options)).thumbnail;
    });
  }

  /** @param side as the model sees it, in pixels */
  whole(folder: string, file: SourceImage, side: number, framing: Framing): Promise<string> {
    return this.#pictures.get(`${side} ${framing} ${nameOf(folder, file.path)}`, async () => {
      const options = { resolution: side, thumbnail: 1, framing };
      const { pixels } = await this.#pool.readOne(file, options);
      return pngBlob(await this.#pool.encodePng({ width: side, height: side, pixels }));
    });
  }

  clear(): void {
    this.#thumbnails.clear();
    this.#pictures.clear();
  }
}
