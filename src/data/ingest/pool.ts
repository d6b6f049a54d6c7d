/**
 * Images read by several threads at once, given back in their order.
 *
 * Results come out of a generator, one at a time, and only a few are in the making, so a consumer
 * that stores each before it takes the next keeps memory flat for any number of images. A file that
 * cannot be read is an outcome, not an error. Comlink needs care in three places: a proxy that is
 * collected takes its pending calls with it (the lanes hold them), calls to a worker that dies never
 * settle (each races the lane's end), and an abort cannot reach a call (each races the signal).
 */
import { releaseProxy, transfer, wrap, type Remote } from 'comlink';
import { StillroomError, fromErrorRecord, throwIfAborted, toErrorRecord } from '../../core/errors';
import type { ErrorRecord } from '../../core/errors';
import type { Picture, PngTexts } from '../export/png';
import type { RejectedFile, SourceImage } from '../import/collection';
import type { IngestFunctions } from './functions';
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
const AHEAD_PER_LANE = 4;

/** All cores but one, from 1 to 4: the page and the model need the rest. */
export function ingestThreads(cores = navigator.hardwareConcurrency): number {
  return Math.min(4, Math.max(1, cores - 1));
}

interface Lane {
  readonly worker: Worker;
  readonly remote: Remote<IngestFunctions>;
  /** Rejects when the worker breaks or is ended. */
  readonly ended: Promise<never>;
  readonly ready: Promise<unknown>;
  readonly end: (reason: string) => void;
  pending: number;
}

function isRecord(error: unknown): error is ErrorRecord {
  return !(error instanceof Error) && typeof error === 'object' && error !== null;
}

/** @param onEnd called once, when the worker has broken or was ended */
function openLane(create: () => Worker, onEnd: () => void): Lane {
  const worker = create();
  const remote = wrap<IngestFunctions>(worker);
  let fail: (error: StillroomError) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // The race below observes it; without a call in flight nobody would.
  ended.catch(() => undefined);
  const end = (reason: string): void => {
    fail(new StillroomError('WorkerLost', reason));
    remote[releaseProxy]();
    worker.terminate();
    onEnd();
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(`An ingest thread stopped: ${event.message || 'its code could not be loaded'}.`);
  });
  const ready = Promise.race([remote.ready(), ended]);
  ready.catch(() => undefined);
  return { worker, remote, ended, ready, end, pending: 0 };
}

export class IngestPool {
  readonly #create: () => Worker;
  readonly #lanes: (Lane | undefined)[];

  /**
   * @param create starts a worker on `workers/ingest.ts`; called when there is something to do
   * @param threads how many workers at most
   */
  constructor(create: () => Worker, threads = ingestThreads()) {
    this.#create = create;
    this.#lanes = Array.from({ length: threads }, () => undefined);
  }

  /** The least busy lane, opened if it is not. */
  #lane(): Lane {
    let best = 0;
    this.#lanes.forEach((lane, i) => {
      if ((lane?.pending ?? 0) < (this.#lanes[best]?.pending ?? 0)) best = i;
    });
    return (this.#lanes[best] ??= openLane(this.#create, () => {
      this.#lanes[best] = undefined;
    }));
  }

  async #call<T>(ask: (remote: Remote<IngestFunctions>) => Promise<T>): Promise<T> {
    const lane = this.#lane();
    lane.pending++;
    try {
      await lane.ready;
      return await Promise.race([ask(lane.remote), lane.ended]);
    } catch (error) {
      throw isRecord(error) ? fromErrorRecord(error) : error;
    } finally {
      lane.pending--;
    }
  }

  /** Reads one file; a thread that dies over it is replaced and the file is tried once more. */
  async #readFile<T>(
    source: SourceImage,
    ask: (remote: Remote<IngestFunctions>, file: Blob) => Promise<T>,
  ): Promise<T> {
    const file = await source.open();
    const read = (): Promise<T> => this.#call((remote) => ask(remote, file));
    try {
      return await read();
    } catch (error) {
      if (toErrorRecord(error).code !== 'WorkerLost') throw error;
      return read();
    }
  }

  #read(source: SourceImage, options: ReadImageOptions): Promise<IngestedImage> {
    return this.#readFile(source, (remote, file) => remote.readImage(file, options));
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
    return raceAbort(this.#read(source, options), signal);
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
    const regions = this.#readFile(source, (remote, file) => remote.readRegions(file, requests));
    return raceAbort(regions, signal);
  }

  /** A PNG file of a picture, made off the page's thread. The pixels stay with the caller. */
  encodePng(picture: Picture, texts: PngTexts, signal?: AbortSignal): Promise<Uint8Array> {
    const pixels = picture.pixels.slice();
    const encoded = this.#call((remote) =>
      remote.encodePng(transfer({ ...picture, pixels }, [pixels.buffer]), texts),
    );
    return raceAbort(encoded, signal);
  }

  async #outcome(
    index: number,
    source: SourceImage,
    options: ReadImageOptions,
  ): Promise<IngestOutcome> {
    try {
      return { ok: true, index, source, image: await this.#read(source, options) };
    } catch (error) {
      const { code, message, data } = toErrorRecord(error);
      // No other file would fare better: the folder is closed, or the threads' code does not load.
      if (code === 'PermissionDenied') throw error;
      if (code === 'WorkerLost' && !(await this.#works())) throw error;
      const reason = typeof data['reason'] === 'string' ? data['reason'] : `failed: ${message}`;
      return { ok: false, index, source, rejected: { path: source.path, reason } };
    }
  }

  /** Whether a thread can be had at all. */
  async #works(): Promise<boolean> {
    try {
      return await this.#call((remote) => remote.ready());
    } catch {
      return false;
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
    const ahead = this.#lanes.length * AHEAD_PER_LANE;
    const started: Promise<IngestOutcome>[] = [];
    let next = 0;
    while (next < sources.length || started.length > 0) {
      throwIfAborted(signal);
      for (; next < sources.length && started.length < ahead; next++) {
        const outcome = this.#outcome(next, sources[next] as SourceImage, options);
        // Awaited in its turn, or never when the consumer stops early.
        outcome.catch(() => undefined);
        started.push(outcome);
      }
      const first = started.shift();
      if (first !== undefined) yield await raceAbort(first, signal);
    }
  }

  /** Ends every thread; calls in flight reject with WorkerLost. The pool can be used again. */
  dispose(): void {
    for (const lane of this.#lanes) lane?.end('The ingest threads were ended.');
  }
}

/** The promise's result, unless the signal fires first: then Aborted at once. */
async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  throwIfAborted(signal);
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(new StillroomError('Aborted', 'Cancelled.'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
