/**
 * The collection behind the page: which classes there are, which of their files are images, their
 * hashes and pictures.
 *
 * Listing reads no file. Each class is then read once in the background (decode, hash): that finds
 * broken files and duplicates. Who needs a class sooner (a map, a run) asks for it and waits for
 * the same reading.
 */
import { isAbort, throwIfAborted } from '../../core/errors';
import type { Collection, CollectionClass, SourceImage } from '../../data/import/collection';
import { promptOf } from '../../data/import/collection';
import { findDuplicates, type HashedImage } from '../../data/ingest/duplicates';
import type { IngestOutcome, IngestPool } from '../../data/ingest/pool';
import type {
  ClassEdit,
  ClassEdits,
  CollectionMemory,
} from '../../data/store/remembered-collection';
import { emptyCollection, patchClass, useCollection, type ClassRow } from '../state/collection';
import { notify } from '../state/notices';
import type { Gate } from './gate';
import { ObjectUrls } from './object-urls';
import { PixelCache } from './pixel-cache';
import { problemText } from './problem-text';

/** Longest side of a thumbnail: twice the largest strip picture, for dense displays. */
const THUMBNAIL_SIDE = 128;
const THUMBNAILS_KEPT = 3000;
const FULL_PICTURES_KEPT = 200;
/** Rows are told of progress this often at most. */
const REPORT_EVERY_MS = 100;

export interface ReadImage {
  readonly source: SourceImage;
  readonly sha256: string;
}

export interface SizedImage extends ReadImage {
  /** Size of the upright image in pixels. */
  readonly width: number;
  readonly height: number;
}

interface ClassRecord {
  source: CollectionClass;
  /** Before reading: every listed file; after it: the readable ones. */
  images: readonly SourceImage[];
  reading: Promise<readonly SizedImage[]> | null;
  read: readonly SizedImage[] | null;
}

const WAITING = { state: 'waiting' } as const;

function rowOf(entry: CollectionClass, edit: ClassEdit | undefined): ClassRow {
  return {
    folder: entry.folder,
    name: edit?.name ?? entry.name,
    prompt: edit?.prompt ?? promptOf(entry),
    imageCount: entry.images.length,
    included: edit?.included ?? true,
    read: WAITING,
    explored: WAITING,
    notice: null,
    problem: null,
  };
}

async function nextPixels(
  outcomes: AsyncIterator<IngestOutcome>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { value } = await outcomes.next();
  const outcome = value as IngestOutcome;
  if (!outcome.ok) throw new Error(`${outcome.rejected.path} ${outcome.rejected.reason}`);
  return outcome.image.pixels;
}

export class Library {
  readonly #pool: IngestPool;
  readonly #memory: CollectionMemory;
  readonly #gate: Gate;
  readonly #thumbnails = new ObjectUrls(THUMBNAILS_KEPT);
  readonly #pictures = new ObjectUrls(FULL_PICTURES_KEPT);
  readonly #pixels = new PixelCache();
  #records = new Map<string, ClassRecord>();
  #edits: ClassEdits = {};
  #background = new AbortController();
  /** Side of the pictures that the model sees. */
  resolution = 64;

  /** @param background reading ahead waits while it is closed */
  constructor(pool: IngestPool, memory: CollectionMemory, background: Gate) {
    this.#pool = pool;
    this.#memory = memory;
    this.#gate = background;
  }

  /** Shows a collection in place of the one before and starts to read it. */
  show(collection: Collection, edits: ClassEdits): void {
    this.#reset();
    this.#edits = edits;
    for (const source of collection.classes) {
      this.#records.set(source.folder, {
        source,
        images: source.images,
        reading: null,
        read: null,
      });
    }
    useCollection.setState({
      status: 'ready',
      label: collection.label,
      isSample: collection.origin.kind === 'sample',
      classes: collection.classes.map((entry) => rowOf(entry, edits[entry.folder])),
      skipped: collection.rejected.map(({ path, reason }) => ({ path, reason })),
      duplicates: [],
    });
    void this.#readAll(this.#background.signal);
  }

  /** Takes everything off the page. */
  clear(): void {
    this.#reset();
    useCollection.setState(emptyCollection);
  }

  #reset(): void {
    this.#background.abort();
    this.#background = new AbortController();
    this.#records = new Map();
    this.#edits = {};
    this.#thumbnails.clear();
    this.#pictures.clear();
    this.#pixels.clear();
  }

  edit(folder: string, edit: ClassEdit): void {
    patchClass(folder, edit);
    this.#edits = { ...this.#edits, [folder]: { ...this.#edits[folder], ...edit } };
    this.#memory.saveEdits(this.#edits).catch((error: unknown) => {
      notify('warning', `The change will be gone after a reload: ${problemText(error)}`);
    });
  }

  async #readAll(signal: AbortSignal): Promise<void> {
    for (const [index, folder] of [...this.#records.keys()].entries()) {
      // The first class is the one on the page.
      if (index > 0) await this.#gate.passed();
      if (signal.aborted) return;
      try {
        await this.read(folder);
      } catch (error) {
        // The class's row says what went wrong; the others are read all the same.
        if (isAbort(error)) return;
      }
    }
    if (!signal.aborted) this.#reportDuplicates();
  }

  #reportDuplicates(): void {
    const hashed: HashedImage[] = [...this.#records].flatMap(([folder, { read }]) =>
      (read ?? []).map(({ source, sha256 }) => ({ folder, path: source.path, sha256 })),
    );
    useCollection.setState({
      duplicates: findDuplicates(hashed).map(({ images }) => ({
        paths: images.map(({ path }) => path),
      })),
    });
  }

  #record(folder: string): ClassRecord {
    const record = this.#records.get(folder);
    if (record === undefined) throw new Error(`no class "${folder}" in the collection`);
    return record;
  }

  /**
   * The readable images of a class, decoded and hashed once.
   * @throws StillroomError Aborted when the collection goes away, PermissionDenied, WorkerLost
   */
  read(folder: string): Promise<readonly SizedImage[]> {
    const record = this.#record(folder);
    record.reading ??= this.#readClass(record, this.#background.signal).catch((error: unknown) => {
      record.reading = null;
      if (!isAbort(error)) {
        patchClass(folder, { read: { state: 'failed', message: problemText(error) } });
      }
      throw error;
    });
    return record.reading;
  }

  async #readClass(record: ClassRecord, signal: AbortSignal): Promise<readonly SizedImage[]> {
    const { folder, images } = record.source;
    const total = images.length;
    const read: SizedImage[] = [];
    const rejected: { path: string; reason: string }[] = [];
    let reportedAt = 0;
    const options = { resolution: this.resolution, thumbnail: THUMBNAIL_SIDE };
    for await (const outcome of this.#pool.readAll(images, options, signal)) {
      if (outcome.ok) {
        const { sha256, thumbnail, pixels, width, height } = outcome.image;
        this.#pixels.keep(outcome.source, pixels);
        this.#thumbnails.keep(`${folder}/${outcome.source.path}`, thumbnail);
        read.push({ source: outcome.source, sha256, width, height });
      } else {
        rejected.push(outcome.rejected);
      }
      const now = performance.now();
      if (now - reportedAt > REPORT_EVERY_MS) {
        reportedAt = now;
        patchClass(folder, { read: { state: 'running', done: outcome.index + 1, total } });
      }
    }
    record.images = read.map(({ source }) => source);
    record.read = read;
    patchClass(folder, { read: { state: 'done' }, imageCount: read.length });
    if (rejected.length > 0) {
      useCollection.setState((state) => ({ skipped: [...state.skipped, ...rejected] }));
    }
    return read;
  }

  /** Hashes of everything read so far, for the collection's fingerprint. */
  hashes(): { folder: string; sha256: string }[] {
    return [...this.#records].flatMap(([folder, { read }]) =>
      (read ?? []).map(({ sha256 }) => ({ folder, sha256 })),
    );
  }

  /**
   * Pictures as the model sees them, in order, from memory or as they are decoded.
   * @returns RGB bytes, [resolution, resolution, 3] each
   */
  async *pixels(
    sources: readonly SourceImage[],
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { resolution } = this;
    const kept = sources.map((source) => this.#pixels.get(source, resolution));
    const missing = sources.filter((_, i) => kept[i] === null);
    const outcomes = this.#pool.readAll(missing, { resolution, thumbnail: 1 }, signal);
    try {
      for (const pixels of kept) {
        throwIfAborted(signal);
        yield pixels ?? (await nextPixels(outcomes));
      }
    } finally {
      await outcomes.return(undefined);
    }
  }

  /** File name of an image; empty when the collection on the page has no such image. */
  nameOf(folder: string, image: number): string {
    const source = this.#records.get(folder)?.images[image];
    return source?.path.split('/').at(-1) ?? '';
  }

  #source(folder: string, image: number): SourceImage {
    const source = this.#record(folder).images[image];
    if (source === undefined) throw new Error(`no image ${image} in "${folder}"`);
    return source;
  }

  async thumbnail(folder: string, image: number): Promise<string> {
    const source = this.#source(folder, image);
    return this.#thumbnails.get(`${folder}/${source.path}`, async () => {
      const options = { resolution: this.resolution, thumbnail: THUMBNAIL_SIDE };
      return (await this.#pool.readOne(source, options)).thumbnail;
    });
  }

  async fullImage(folder: string, image: number): Promise<string> {
    const source = this.#source(folder, image);
    return this.#pictures.get(`${folder}/${source.path}`, async () => {
      const { pixels } = await this.#pool.readOne(source, {
        resolution: this.resolution,
        thumbnail: 1,
      });
      const side = this.resolution;
      const png = await this.#pool.encodePng({ width: side, height: side, pixels }, {});
      return new Blob([png.slice()], { type: 'image/png' });
    });
  }
}
