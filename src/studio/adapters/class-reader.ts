/**
 * The files of one collection, read for the page.
 *
 * Listing reads no file. Each class is then read once (decoded, hashed): that finds broken files and
 * says what a class is made of. Whoever needs a class asks for it and waits for the same reading. A
 * folder for evaluation is read when its images are asked for. Which images are held out is not known
 * here: that is a matter of CollectionSource, and may change without a file being read again.
 */
import { isAbort, StillroomError, throwIfAborted } from '../../core/errors';
import type { Framing } from '../../core/framing';
import type {
  Collection,
  CollectionClass,
  RejectedFile,
  SourceImage,
} from '../../data/import/collection';
import type { IngestOutcome, IngestPool } from '../../data/ingest/pool';
import type { ReadImage, RegionRequest } from '../../run/ports';
import { PixelCache } from './pixel-cache';
import { problemText } from './problem-text';

/** Longest side of a thumbnail: twice the largest strip picture, for dense displays. */
export const THUMBNAIL_SIDE = 128;
/** What thumbnails are of, and the pictures that are kept from the first reading. */
export const KEPT: Framing = 'crop';
/** Progress is told this often at most. */
const TELL_EVERY_MS = 100;

/** Hears how the classes are read. */
export interface ReadingObserver {
  progress(folder: string, done: number, total: number): void;
  thumbnail(folder: string, path: string, thumbnail: Blob): void;
  done(folder: string, images: number, rejected: readonly RejectedFile[]): void;
  /** The class's folder for evaluation is read. */
  evaluationDone(folder: string, rejected: readonly RejectedFile[]): void;
  /** The class is no longer read ahead: nothing of it is known. */
  stopped(folder: string): void;
  failed(folder: string, message: string): void;
}

/** What reads files; the page's is the ingest pool. */
export type ImageReader = Pick<IngestPool, 'readAll' | 'readRegions'>;

/** A class that is being read. */
export interface ReadingUnderWay {
  readonly folder: string;
  /** Fired once somebody waits for it. */
  readonly asked: AbortSignal;
  /** Fires when the collection goes. */
  readonly closed: AbortSignal;
}

/** Resolves when the next picture may be read, or when the collection is closed. */
export type ReadingPace = (reading: ReadingUnderWay) => Promise<void>;

/** A list of files that is read once. */
interface Reading {
  readonly files: readonly SourceImage[];
  reading: Promise<readonly ReadImage[]> | null;
  read: readonly ReadImage[] | null;
  /** Fires when somebody asks for it; until then it is only read ahead. */
  readonly asked: AbortController;
}

interface ClassRecord {
  /** All files by path, those of folders for evaluation too. */
  readonly files: ReadonlyMap<string, SourceImage>;
  readonly own: Reading;
  readonly evaluation: Reading;
}

function recordOf({ images, heldOut = [] }: CollectionClass): ClassRecord {
  const files = new Map([...images, ...heldOut].map((file) => [file.path, file]));
  const unread = (of: readonly SourceImage[]): Reading => ({
    files: of,
    reading: null,
    read: null,
    asked: new AbortController(),
  });
  return { files, own: unread(images), evaluation: unread(heldOut) };
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

export class ClassReader {
  readonly #pool: ImageReader;
  readonly #side: () => number;
  readonly #goesOn: ReadingPace;
  readonly #observer: ReadingObserver;
  readonly #listed: ReadonlyMap<string, CollectionClass>;
  /** Of the classes that somebody asked for: a collection may be of 10,000. */
  readonly #records = new Map<string, ClassRecord>();
  readonly #pixels = new PixelCache();
  readonly #open = new AbortController();

  /**
   * @param side of the pictures that the model sees, in pixels: what is decoded is kept at this size
   * @param goesOn waited for after each picture, so that reading can be held
   */
  constructor(
    collection: Collection,
    pool: ImageReader,
    side: () => number,
    observer: ReadingObserver,
    goesOn: ReadingPace = () => Promise.resolve(),
  ) {
    this.#pool = pool;
    this.#side = side;
    this.#observer = observer;
    this.#goesOn = goesOn;
    this.#listed = new Map(collection.classes.map((listed) => [listed.folder, listed]));
  }

  get folders(): string[] {
    return [...this.#listed.keys()];
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

  /** A class as it was listed; undefined where there is none. */
  listed(folder: string): CollectionClass | undefined {
    return this.#listed.get(folder);
  }

  fileAt(folder: string, path: string): SourceImage | undefined {
    return this.#listed.has(folder) ? this.#record(folder).files.get(path) : undefined;
  }

  /** The class's own readable pictures. @throws StillroomError BadParameter, Aborted, PermissionDenied */
  own(folder: string): Promise<readonly ReadImage[]> {
    const { own } = this.#record(folder);
    own.asked.abort();
    return this.#readOwn(folder, own);
  }

  /**
   * Reads the class before anybody asks for it. Its signal ends that, unless somebody does meanwhile.
   * @throws as `own`
   */
  ahead(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    const { own } = this.#record(folder);
    return this.#readOwn(folder, own, () => {
      if (!signal.aborted || own.asked.signal.aborted) return;
      // Whoever asks from here on has it read anew.
      own.reading = null;
      this.#observer.stopped(folder);
      throwIfAborted(signal);
    });
  }

  /** The same, or null while they are not read. */
  ownSoFar(folder: string): readonly ReadImage[] | null {
    return this.#records.get(folder)?.own.read ?? null;
  }

  /** The readable pictures of the class's folder for evaluation. @throws as `own` */
  evaluation(folder: string): Promise<readonly ReadImage[]> {
    const { evaluation } = this.#record(folder);
    evaluation.asked.abort();
    return this.#once(folder, evaluation, async () => {
      const { images, rejected } = await this.#readFiles(folder, evaluation);
      evaluation.read = images;
      this.#observer.evaluationDone(folder, rejected);
      return images;
    });
  }

  evaluationSoFar(folder: string): readonly ReadImage[] | null {
    return this.#records.get(folder)?.evaluation.read ?? null;
  }

  async *pixels(
    images: readonly ReadImage[],
    side: number,
    framing: Framing,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const files = images.map((image) => this.#file(image));
    const kept = files.map((file) => (framing === KEPT ? this.#pixels.get(file, side) : null));
    const missing = files.filter((_, i) => kept[i] === null);
    const options = { resolution: side, thumbnail: 1, framing };
    const outcomes = this.#pool.readAll(missing, options, signal);
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

  #record(folder: string): ClassRecord {
    const before = this.#records.get(folder);
    if (before !== undefined) return before;
    const listed = this.#listed.get(folder);
    if (listed === undefined) {
      throw new StillroomError(
        'BadParameter',
        `There is no class "${folder}" in the collection on the page. Add its folder again.`,
        { folder },
      );
    }
    const record = recordOf(listed);
    this.#records.set(folder, record);
    return record;
  }

  #once(
    folder: string,
    one: Reading,
    read: () => Promise<readonly ReadImage[]>,
  ): Promise<readonly ReadImage[]> {
    if (one.reading !== null) return one.reading;
    const reading = read().catch((error: unknown) => {
      if (one.reading === reading) one.reading = null;
      if (!isAbort(error)) this.#observer.failed(folder, problemText(error));
      throw error;
    });
    one.reading = reading;
    return reading;
  }

  /** @param wanted called after each picture; throws where the rest is not read */
  #readOwn(
    folder: string,
    own: Reading,
    wanted: () => void = () => undefined,
  ): Promise<readonly ReadImage[]> {
    let toldAt = 0;
    const tell = (done: number) => {
      wanted();
      const now = performance.now();
      if (now - toldAt <= TELL_EVERY_MS) return;
      toldAt = now;
      this.#observer.progress(folder, done, own.files.length);
    };
    return this.#once(folder, own, async () => {
      const { images, rejected } = await this.#readFiles(folder, own, tell);
      own.read = images;
      this.#observer.done(folder, images.length, rejected);
      return images;
    });
  }

  async #readFiles(
    folder: string,
    { files, asked }: Reading,
    onProgress: (done: number) => void = () => undefined,
  ) {
    const images: ReadImage[] = [];
    const rejected: RejectedFile[] = [];
    const options = { resolution: this.#side(), thumbnail: THUMBNAIL_SIDE, framing: KEPT };
    for await (const outcome of this.#pool.readAll(files, options, this.#open.signal)) {
      if (outcome.ok) {
        const { sha256, pixelHash, thumbnail, pixels, width, height } = outcome.image;
        const { path } = outcome.source;
        this.#pixels.keep(outcome.source, pixels);
        this.#observer.thumbnail(folder, path, thumbnail);
        images.push({ folder, path, sha256, pixelHash, width, height });
      } else {
        rejected.push(outcome.rejected);
      }
      onProgress(outcome.index + 1);
      await this.#goesOn({ folder, asked: asked.signal, closed: this.#open.signal });
    }
    return { images, rejected };
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
}
