/**
 * The pictures of one collection, as the work asks for them.
 *
 * Listing reads no file. Each class is then read once (decoded, hashed): that finds broken files and
 * says what a class is made of. Whoever needs a class asks for it and waits for the same reading. A
 * collection that is shown after this one has a source of its own, so that work that is under way never
 * finds another collection's pictures under its paths.
 */
import { isAbort, StillroomError, throwIfAborted } from '../../core/errors';
import type {
  Collection,
  CollectionClass,
  RejectedFile,
  SourceImage,
} from '../../data/import/collection';
import type { IngestOutcome, IngestPool } from '../../data/ingest/pool';
import type { ClassSource, ReadImage, RegionRequest } from '../../run/ports';
import { classFingerprint } from '../../run/recipe/identity';
import { unlessAborted } from '../../run/unless-aborted';
import { PixelCache } from './pixel-cache';
import { problemText } from './problem-text';

/** Longest side of a thumbnail: twice the largest strip picture, for dense displays. */
export const THUMBNAIL_SIDE = 128;
/** Progress is told this often at most. */
const TELL_EVERY_MS = 100;

/** Hears how the classes are read. */
export interface ReadingObserver {
  progress(folder: string, done: number, total: number): void;
  thumbnail(folder: string, path: string, thumbnail: Blob): void;
  done(folder: string, images: number, rejected: readonly RejectedFile[]): void;
  failed(folder: string, message: string): void;
}

/** What reads files; the page's is the ingest pool. */
export type ImageReader = Pick<IngestPool, 'readAll' | 'readRegions'>;

interface ClassRecord {
  readonly listed: CollectionClass;
  /** Files by path: every listed one. */
  readonly files: ReadonlyMap<string, SourceImage>;
  reading: Promise<readonly ReadImage[]> | null;
  read: readonly ReadImage[] | null;
}

function recordOf(listed: CollectionClass): ClassRecord {
  const files = new Map(listed.images.map((file) => [file.path, file]));
  return { listed, files, reading: null, read: null };
}

async function nextPixels(
  outcomes: AsyncGenerator<IngestOutcome>,
): Promise<Uint8Array<ArrayBuffer>> {
  const next = await outcomes.next();
  if (next.done === true) throw new Error('the pool gave fewer pictures than were asked for');
  const outcome = next.value;
  if (outcome.ok) return outcome.image.pixels;
  const { path, reason } = outcome.rejected;
  throw new StillroomError('BadImage', `${path} can no longer be read: it ${reason}.`, { path });
}

export class CollectionSource implements ClassSource {
  readonly decoder = 'browser';
  readonly #pool: ImageReader;
  readonly #side: () => number;
  readonly #observer: ReadingObserver;
  readonly #records: ReadonlyMap<string, ClassRecord>;
  readonly #pixels = new PixelCache();
  readonly #open = new AbortController();

  /** @param side of the pictures that the model sees, in pixels: what is decoded is kept at this size */
  constructor(
    collection: Collection,
    pool: ImageReader,
    side: () => number,
    observer: ReadingObserver,
  ) {
    this.#pool = pool;
    this.#side = side;
    this.#observer = observer;
    this.#records = new Map(collection.classes.map((listed) => [listed.folder, recordOf(listed)]));
  }

  get folders(): string[] {
    return [...this.#records.keys()];
  }

  /** Fires when another collection has taken this one's place. */
  get closed(): AbortSignal {
    return this.#open.signal;
  }

  /** Stops reading, as another collection comes. */
  close(): void {
    this.#open.abort();
    this.#pixels.clear();
  }

  #record(folder: string): ClassRecord {
    const record = this.#records.get(folder);
    if (record !== undefined) return record;
    throw new StillroomError(
      'BadParameter',
      `There is no class "${folder}" in the collection on the page. Add its folder again.`,
      { folder },
    );
  }

  async read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    return unlessAborted(this.#reading(folder), signal);
  }

  /** The readable pictures, or null while the class is not read. */
  readSoFar(folder: string): readonly ReadImage[] | null {
    return this.#records.get(folder)?.read ?? null;
  }

  /** Names the content of a class; null while it is not read. */
  fingerprint(folder: string): string | null {
    const read = this.readSoFar(folder);
    return read && classFingerprint(read.map(({ sha256 }) => sha256));
  }

  /** An image's file: of the readable ones once the class is read, else of the listed ones. */
  fileOf(folder: string, image: number): SourceImage | undefined {
    const record = this.#records.get(folder);
    const path = record?.read?.[image]?.path;
    return path === undefined ? record?.listed.images[image] : record?.files.get(path);
  }

  #reading(folder: string): Promise<readonly ReadImage[]> {
    const record = this.#record(folder);
    record.reading ??= this.#readClass(record).catch((error: unknown) => {
      record.reading = null;
      if (!isAbort(error)) this.#observer.failed(folder, problemText(error));
      throw error;
    });
    return record.reading;
  }

  async #readClass(record: ClassRecord): Promise<readonly ReadImage[]> {
    const { folder, images } = record.listed;
    const read: ReadImage[] = [];
    const rejected: RejectedFile[] = [];
    let toldAt = 0;
    const options = { resolution: this.#side(), thumbnail: THUMBNAIL_SIDE };
    for await (const outcome of this.#pool.readAll(images, options, this.#open.signal)) {
      if (outcome.ok) {
        const { sha256, thumbnail, pixels, width, height } = outcome.image;
        const { path } = outcome.source;
        this.#pixels.keep(outcome.source, pixels);
        this.#observer.thumbnail(folder, path, thumbnail);
        read.push({ folder, path, sha256, width, height });
      } else {
        rejected.push(outcome.rejected);
      }
      const now = performance.now();
      if (now - toldAt > TELL_EVERY_MS) {
        toldAt = now;
        this.#observer.progress(folder, outcome.index + 1, images.length);
      }
    }
    record.read = read;
    this.#observer.done(folder, read.length, rejected);
    return read;
  }

  #file({ folder, path }: ReadImage): SourceImage {
    const file = this.#record(folder).files.get(path);
    if (file !== undefined) return file;
    throw new StillroomError(
      'PermissionDenied',
      `${path} is not in the collection on the page. Add the same folders again.`,
      { path },
    );
  }

  async *pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const files = images.map((image) => this.#file(image));
    const kept = files.map((file) => this.#pixels.get(file, side));
    const missing = files.filter((_, i) => kept[i] === null);
    const outcomes = this.#pool.readAll(missing, { resolution: side, thumbnail: 1 }, signal);
    try {
      for (const pixels of kept) {
        throwIfAborted(signal);
        yield pixels ?? (await nextPixels(outcomes));
      }
    } finally {
      await outcomes.return(undefined);
    }
  }

  async regions(
    image: ReadImage,
    requests: readonly RegionRequest[],
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.#pool.readRegions(this.#file(image), requests, signal);
  }
}
