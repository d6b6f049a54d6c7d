/**
 * The pictures of a collection on Node. Each class is read once, however often it is asked for: every
 * file decoded and hashed, what cannot be read set aside with its reason, as the page does. A folder for
 * evaluation is read when its images are asked for. Pixels are decoded again when they are wanted; nothing
 * of a picture stays in memory.
 */
import { StillroomError, throwIfAborted, toErrorRecord } from '../core/errors';
import { differentPictures } from '../core/equal-pictures';
import { divide, unseen, type Divided, type Split } from '../core/held-out';
import { inOrder } from '../core/in-order';
import {
  splitOf,
  type Collection,
  type CollectionClass,
  type RejectedFile,
  type SourceImage,
} from '../data/import/collection';
import { checkBox, frameBox } from '../data/ingest/crop';
import { pixelHashOf } from '../data/ingest/pixel-hash';
import { readBytes } from '../data/ingest/read-bytes';
import { sha256Of } from '../core/formats/sha256-of';
import { framedDecoder, type Framing, type ImageUse } from '../core/framing';
import type { ClassSource, ReadImage, RegionRequest } from '../run/ports';
import { unlessAborted } from '../run/unless-aborted';
import { decode, resizePart } from './decode';

/** Pictures in the making: one that is resized, and those that libvips decodes meanwhile. */
const AHEAD = 4;

type Outcome =
  { readonly image: ReadImage; readonly source: SourceImage } | { readonly rejected: RejectedFile };

export class NodeSource implements ClassSource {
  readonly decoder: string;
  readonly split: Split;
  readonly framing: Framing;
  readonly #collection: Collection;
  readonly #files = new Map<string, ReadonlyMap<string, SourceImage>>();
  readonly #own = new Readings();
  readonly #forEvaluation = new Readings();
  /** By the list of a reading, which never changes. */
  readonly #divided = new WeakMap<readonly ReadImage[], Divided<ReadImage>>();

  /** @param use the collection's usual split, and the middle of each picture, where they are left out */
  constructor(
    collection: Collection,
    { split = splitOf(collection), framing = 'crop' }: Partial<ImageUse> = {},
  ) {
    this.#collection = collection;
    this.split = split;
    this.framing = framing;
    this.decoder = framedDecoder('sharp', framing);
  }

  /** Files of the classes read so far that are no readable pictures. */
  get rejected(): readonly RejectedFile[] {
    return [...this.#own.rejected, ...this.#forEvaluation.rejected];
  }

  async read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    return this.#divide(await this.#readOwn(folder, signal)).used;
  }

  async heldOut(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    const own = await this.#readOwn(folder, signal);
    if (this.split.kind !== 'folders') return this.#divide(own).heldOut;
    return unseen(await this.#readForEvaluation(folder, signal), own);
  }

  async leftOut(folder: string, signal: AbortSignal): Promise<number> {
    if (this.split.kind !== 'folders') return 0;
    const all = await this.#readForEvaluation(folder, signal);
    return all.length - (await this.heldOut(folder, signal)).length;
  }

  /** The class's own readable pictures, held out or not. */
  async #readOwn(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    const { images } = this.#listed(folder);
    return unlessAborted(this.#own.of(folder, images), signal);
  }

  async #readForEvaluation(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    const { heldOut = [] } = this.#listed(folder);
    return unlessAborted(this.#forEvaluation.of(folder, heldOut), signal);
  }

  async *pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const pictures = inOrder(images, AHEAD, async (image) => {
      throwIfAborted(signal);
      const picture = await decode(await this.#bytes(image));
      const box = frameBox(picture.width, picture.height, this.framing);
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

  #divide(own: readonly ReadImage[]): Divided<ReadImage> {
    const divided = this.#divided.get(own) ?? divide(differentPictures(own), this.split);
    this.#divided.set(own, divided);
    return divided;
  }

  #listed(folder: string): CollectionClass {
    const entry = this.#collection.classes.find((one) => one.folder === folder);
    if (entry !== undefined) return entry;
    throw new StillroomError(
      'BadParameter',
      `The collection "${this.#collection.label}" has no class "${folder}".`,
      { folder },
    );
  }

  /** All files of a class by their paths. */
  #filesOf(folder: string): ReadonlyMap<string, SourceImage> {
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const { images, heldOut = [] } = this.#listed(folder);
    const files = new Map([...images, ...heldOut].map((image) => [image.path, image]));
    this.#files.set(folder, files);
    return files;
  }

  /** By content: two places of one name, and --test beside --data, may hold different files under one path. */
  async #bytes({ folder, path, sha256 }: ReadImage): Promise<Uint8Array<ArrayBuffer>> {
    const read = this.#own.sources.get(sha256) ?? this.#forEvaluation.sources.get(sha256);
    const source = read ?? this.#filesOf(folder).get(path);
    if (source !== undefined) return readBytes(await source.open());
    throw new StillroomError('BadImage', `${path} is not in the class "${folder}".`, { path });
  }
}

/** Lists of files by class, each read once; one that failed is read again when it is asked for again. */
class Readings {
  readonly #read = new Map<string, Promise<readonly ReadImage[]>>();
  readonly #rejected = new Map<string, readonly RejectedFile[]>();
  /** Where each content that was read can be read again. */
  readonly sources = new Map<string, SourceImage>();

  get rejected(): readonly RejectedFile[] {
    return [...this.#rejected.values()].flat();
  }

  of(folder: string, sources: readonly SourceImage[]): Promise<readonly ReadImage[]> {
    const known = this.#read.get(folder);
    if (known !== undefined) return known;
    const reading = this.#readAll(folder, sources);
    this.#read.set(folder, reading);
    reading.catch(() => this.#read.delete(folder));
    return reading;
  }

  async #readAll(folder: string, sources: readonly SourceImage[]): Promise<readonly ReadImage[]> {
    const images: ReadImage[] = [];
    const rejected: RejectedFile[] = [];
    const outcomes = inOrder(sources, AHEAD, (source) => readImage(folder, source));
    for await (const outcome of outcomes) {
      if ('image' in outcome) {
        images.push(outcome.image);
        this.sources.set(outcome.image.sha256, outcome.source);
      } else rejected.push(outcome.rejected);
    }
    this.#rejected.set(folder, rejected);
    return images;
  }
}

async function readImage(folder: string, source: SourceImage): Promise<Outcome> {
  const { path } = source;
  try {
    const bytes = await readBytes(await source.open());
    const { width, height, rgba } = await decode(bytes);
    const pixelHash = await pixelHashOf(width, height, rgba);
    const sha256 = await sha256Of(bytes);
    return { image: { folder, path, sha256, pixelHash, width, height }, source };
  } catch (error) {
    const { code, message, data } = toErrorRecord(error);
    if (code !== 'BadImage' && code !== 'BadArchive') throw error;
    const reason = typeof data['reason'] === 'string' ? data['reason'] : message;
    return { rejected: { path, reason } };
  }
}
