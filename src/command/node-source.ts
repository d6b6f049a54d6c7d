/**
 * The pictures of a collection on Node. Each class is read once, however often it is asked for: every
 * file decoded and hashed, what cannot be read set aside with its reason, as the page does. Pixels are
 * decoded again when they are wanted; nothing of a picture stays in memory.
 */
import { StillroomError, throwIfAborted, toErrorRecord } from '../core/errors';
import type { Collection, RejectedFile, SourceImage } from '../data/import/collection';
import { checkBox, frameBox } from '../data/ingest/crop';
import { readBytes } from '../data/ingest/read-bytes';
import { sha256Of } from '../data/sha256';
import type { ClassSource, ReadImage, RegionRequest } from '../run/ports';
import { unlessAborted } from '../run/unless-aborted';
import { decode, resizePart } from './decode';
import { inOrder } from './in-order';

/** Pictures in the making: one that is resized, and those that libvips decodes meanwhile. */
const AHEAD = 4;

type Outcome = { readonly image: ReadImage } | { readonly rejected: RejectedFile };

export class NodeSource implements ClassSource {
  readonly decoder = 'sharp';
  readonly #collection: Collection;
  readonly #files = new Map<string, ReadonlyMap<string, SourceImage>>();
  readonly #read = new Map<string, Promise<readonly ReadImage[]>>();
  readonly #rejected = new Map<string, readonly RejectedFile[]>();

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  /** Files of the classes read so far that are no readable pictures. */
  get rejected(): readonly RejectedFile[] {
    return [...this.#rejected.values()].flat();
  }

  read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    let reading = this.#read.get(folder);
    if (reading === undefined) {
      reading = this.#readClass(folder);
      this.#read.set(folder, reading);
      reading.catch(() => this.#read.delete(folder));
    }
    return unlessAborted(reading, signal);
  }

  async *pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const pictures = inOrder(images, AHEAD, async (image) => {
      throwIfAborted(signal);
      const picture = await decode(await this.#bytes(image));
      const box = frameBox(picture.width, picture.height, 'centre-crop');
      return resizePart(picture, box, side, side);
    });
    for await (const picture of pictures) {
      throwIfAborted(signal);
      yield picture;
    }
  }

  async regions(
    image: ReadImage,
    requests: readonly RegionRequest[],
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    throwIfAborted(signal);
    const picture = await decode(await this.#bytes(image));
    return requests.map(({ box, width, height }) => {
      throwIfAborted(signal);
      checkBox(box, picture);
      return resizePart(picture, box, width, height);
    });
  }

  /** The files of a class by their paths, in their order. */
  #filesOf(folder: string): ReadonlyMap<string, SourceImage> {
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const entry = this.#collection.classes.find((one) => one.folder === folder);
    if (entry !== undefined) {
      const files = new Map(entry.images.map((image) => [image.path, image]));
      this.#files.set(folder, files);
      return files;
    }
    throw new StillroomError(
      'BadParameter',
      `The collection "${this.#collection.label}" has no class "${folder}".`,
      { folder },
    );
  }

  async #bytes({ folder, path }: ReadImage): Promise<Uint8Array<ArrayBuffer>> {
    const source = this.#filesOf(folder).get(path);
    if (source !== undefined) return readBytes(await source.open());
    throw new StillroomError('BadImage', `${path} is not in the class "${folder}".`, { path });
  }

  async #readClass(folder: string): Promise<readonly ReadImage[]> {
    const sources = [...this.#filesOf(folder).values()];
    const images: ReadImage[] = [];
    const rejected: RejectedFile[] = [];
    const outcomes = inOrder(sources, AHEAD, (source) => this.#readImage(folder, source));
    for await (const outcome of outcomes) {
      if ('image' in outcome) images.push(outcome.image);
      else rejected.push(outcome.rejected);
    }
    this.#rejected.set(folder, rejected);
    return images;
  }

  async #readImage(folder: string, source: SourceImage): Promise<Outcome> {
    const { path } = source;
    try {
      const bytes = await readBytes(await source.open());
      const { width, height } = await decode(bytes);
      return { image: { folder, path, sha256: await sha256Of(bytes), width, height } };
    } catch (error) {
      const { code, message, data } = toErrorRecord(error);
      if (code !== 'BadImage' && code !== 'BadArchive') throw error;
      const reason = typeof data['reason'] === 'string' ? data['reason'] : message;
      return { rejected: { path, reason } };
    }
  }
}
