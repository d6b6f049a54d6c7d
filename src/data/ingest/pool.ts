/**
 * The threads that read files for the page: they list, unpack and decode. Images are read by several at
 * once and given back in their order.
 *
 * Results come out of a generator, one at a time, and only a few are in the making, so a consumer
 * that stores each before it takes the next keeps memory flat for any number of images. A file that
 * cannot be read is an outcome, not an error.
 */
import { Thread, type WorkerLike } from '../../bridge/thread';
import { throwIfAborted, toErrorRecord } from '../../core/errors';
import type { Picture } from '../../core/picture';
import type { RejectedFile, SourceImage } from '../import/collection';
import type { Importer } from '../import/options';
import { importElsewhere } from '../import/thread/import-elsewhere';
import type { ImageFile, IngestFunctions } from './functions';
import type { IngestedImage, ReadImageOptions } from './read-image';
import type { RegionRequest } from './read-regions';

export type IngestOutcome =
  | {
      readonly ok: true;
      readonly index: number;
      readonly source: SourceImage;
      readonly image: IngestedImage;
    }
  | {
      readonly ok: false;
      readonly index: number;
      readonly source: SourceImage;
      readonly rejected: RejectedFile;
    };

/** Images in the making per thread: one decoding, one waiting, two done out of turn. */
const AHEAD_PER_THREAD = 4;

/** All cores but one, from 1 to 4: the page and the model need the rest. */
export function ingestThreads(cores = navigator.hardwareConcurrency): number {
  return Math.min(4, Math.max(1, cores - 1));
}

export class IngestPool {
  readonly #threads: readonly Thread<IngestFunctions>[];
  #disposals = 0;

  /**
   * @param open starts a worker on `workers/ingest.ts`; called when there is something to do
   * @param threads how many workers at most
   */
  constructor(open: () => WorkerLike, threads = ingestThreads()) {
    this.#threads = Array.from({ length: threads }, () => new Thread({ name: 'ingest', open }));
  }

  get #leastBusy(): Thread<IngestFunctions> {
    return this.#threads.reduce((best, thread) => (thread.pending < best.pending ? thread : best));
  }

  /** Reads one file; a thread that dies over it is replaced and the file is tried once more. */
  async #readFile<T>(
    source: SourceImage,
    read: (thread: Thread<IngestFunctions>, file: ImageFile) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    throwIfAborted(signal);
    const disposals = this.#disposals;
    const file = source.packed ?? (await source.open());
    try {
      return await read(this.#leastBusy, file);
    } catch (error) {
      const died = toErrorRecord(error).code === 'WorkerLost' && disposals === this.#disposals;
      if (!died) throw error;
      return read(this.#leastBusy, file);
    }
  }

  /**
   * One image.
   * @throws StillroomError BadImage, BadArchive, PermissionDenied, WorkerLost, Aborted
   */
  readOne(
    source: SourceImage,
    options: ReadImageOptions,
    signal?: AbortSignal,
  ): Promise<IngestedImage> {
    return this.#readFile(
      source,
      (thread, file) => thread.call('readImage', [file, options], { signal }),
      signal,
    );
  }

  /**
   * Parts of one image's original pixels, each resized on its own.
   * @returns RGB bytes, [height, width, 3] a part
   * @throws StillroomError BadImage, BadArchive, PermissionDenied, WorkerLost, Aborted
   */
  readRegions(
    source: SourceImage,
    requests: readonly RegionRequest[],
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.#readFile(
      source,
      (thread, file) => thread.call('readRegions', [file, requests], { signal }),
      signal,
    );
  }

  /** Makes a collection of what was dropped, listed and understood off the page's thread. */
  readonly importRoots: Importer = (roots, options) =>
    importElsewhere((values, asked) => this.#leastBusy.call('list', values, asked), roots, options);

  /** A PNG file of a picture, made off the page's thread. The pixels stay with the caller. */
  encodePng(picture: Picture, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.#leastBusy.call('encodePng', [picture], { signal });
  }

  /** A PNG file's picture at a smaller side, as a file of its own. */
  reducePng(
    file: Uint8Array,
    side: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#leastBusy.call('reducePng', [file, side], { signal });
  }

  async #outcome(
    index: number,
    source: SourceImage,
    options: ReadImageOptions,
    signal: AbortSignal | undefined,
  ): Promise<IngestOutcome> {
    const disposals = this.#disposals;
    try {
      return { ok: true, index, source, image: await this.readOne(source, options, signal) };
    } catch (error) {
      const { code, message, data } = toErrorRecord(error);
      // No other file would fare better: the folder is closed, or the threads' code does not load.
      if (code === 'Aborted' || code === 'PermissionDenied') throw error;
      const ended = disposals !== this.#disposals;
      if (code === 'WorkerLost' && (ended || !(await this.#works()))) throw error;
      const reason = typeof data['reason'] === 'string' ? data['reason'] : `failed: ${message}`;
      return { ok: false, index, source, rejected: { path: source.path, reason } };
    }
  }

  /** Whether a thread can be had at all. */
  async #works(): Promise<boolean> {
    try {
      return await this.#leastBusy.call('ready', []);
    } catch (error) {
      if (toErrorRecord(error).code === 'WorkerLost') return false;
      throw error;
    }
  }

  /**
   * Reads images on all threads and gives their outcomes in order.
   * @throws StillroomError Aborted; PermissionDenied when the files may no longer be read;
   * WorkerLost when no thread can be started
   */
  async *readAll(
    sources: readonly SourceImage[],
    options: ReadImageOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<IngestOutcome> {
    const ahead = this.#threads.length * AHEAD_PER_THREAD;
    const started: Promise<IngestOutcome>[] = [];
    let next = 0;
    while (next < sources.length || started.length > 0) {
      throwIfAborted(signal);
      for (const source of sources.slice(next, next + ahead - started.length)) {
        const outcome = this.#outcome(next++, source, options, signal);
        // Awaited in its turn, or never when the consumer stops early.
        outcome.catch(() => undefined);
        started.push(outcome);
      }
      const first = started.shift();
      if (first !== undefined) yield await first;
    }
  }

  /** Ends every thread; calls in flight reject with WorkerLost. The pool can be used again. */
  dispose(): void {
    this.#disposals += 1;
    for (const thread of this.#threads) thread.terminate('The ingest threads were ended.');
  }
}
